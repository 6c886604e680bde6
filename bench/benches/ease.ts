import { join } from "node:path";
import { fitEase } from "cartwright/factorisation";
import type { Bench } from "../frame/bench";
import { ndcgOfLists, writeLists } from "../frame/lists";
import { readPairs } from "../frame/pairs";

const INPUT = "pairs-1m.csv";
const K = 10;

/** EASE of 3,706 items: Gram matrix, inverse, weights, in float64 on both sides. */
export const ease: Bench = {
  name: "ease",
  title: "EASE, 3,706 items, a million pairs",
  peerTitle: "NumPy 2.4.6 (LAPACK)",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const { train } = readPairs(join(inputs, INPUT));
    const start = performance.now();
    const model = await fitEase(train, { regularization: 500 });
    const seconds = (performance.now() - start) / 1000;
    await writeLists(answer, model, train, K);
    return { seconds };
  },
  peerScript: "ease.py",
  quality: (inputs, answer) => ndcgOfLists(inputs, INPUT, answer, K),
  qualityName: "ndcg@10",
};
