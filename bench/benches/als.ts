import { join } from "node:path";
import { fitAls } from "cartwright/factorisation";
import type { Bench } from "../frame/bench";
import { ndcgOfLists, writeLists } from "../frame/lists";
import { readPairs } from "../frame/pairs";

const INPUT = "pairs-1m.csv";
const K = 10;

/** Implicit ALS on a log of a million pairs: 64 factors, 15 sweeps, 3 steps of conjugate gradient, confidence 2. */
export const als: Bench = {
  name: "als",
  title: "implicit ALS, 64 factors, 15 sweeps, a million pairs",
  peerTitle: "implicit 0.7.3 (CG)",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, threads, answer }) {
    const { train } = readPairs(join(inputs, INPUT));
    const start = performance.now();
    const model = await fitAls(train, { factors: 64, iterations: 15, regularization: 0.01, alpha: 1, threads });
    const seconds = (performance.now() - start) / 1000;
    await writeLists(answer, model, train, K);
    return { seconds };
  },
  peerScript: "als.py",
  quality: (inputs, answer) => ndcgOfLists(inputs, INPUT, answer, K),
  qualityName: "ndcg@10",
};
