import { join } from "node:path";
import { fitBpr } from "cartwright/factorisation";
import type { Bench } from "../frame/bench";
import { ndcgOfLists, writeLists } from "../frame/lists";
import { readPairs } from "../frame/pairs";

const INPUT = "pairs-1m.csv";
const K = 10;

/**
 * Bayesian personalised ranking: 64 factors, as many samples as there are pairs in each of 30 epochs. Counterparts are
 * drawn by popularity on both sides, and a sample whose counterpart is the user's own is skipped, which is implicit's way.
 */
export const bpr: Bench = {
  name: "bpr",
  title: "BPR, 64 factors, 30 epochs, a million pairs",
  peerTitle: "implicit 0.7.3",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const { train } = readPairs(join(inputs, INPUT));
    const start = performance.now();
    const model = await fitBpr(train, {
      factors: 64,
      epochs: 30,
      learningRate: 0.01,
      regularization: 0.01,
      negatives: "popularity",
      tries: 1,
    });
    const seconds = (performance.now() - start) / 1000;
    await writeLists(answer, model, train, K);
    return { seconds };
  },
  peerScript: "bpr.py",
  quality: (inputs, answer) => ndcgOfLists(inputs, INPUT, answer, K),
  qualityName: "ndcg@10",
};
