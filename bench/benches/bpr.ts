import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asUserIndex } from "cartwright/contracts";
import { fitBpr } from "cartwright/factorisation";
import { recommend } from "cartwright/ranking";
import type { Bench } from "../frame/bench";
import { meanNdcg, readPairs } from "../frame/pairs";

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
    const lists = new Uint32Array(train.userCount * K);
    for (let user = 0; user < train.userCount; user++) {
      lists.set(recommend(model, asUserIndex(user), { k: K, seen: train }).items, user * K);
    }
    writeFileSync(answer, lists);
    return { seconds };
  },
  peerScript: "bpr.py",
  quality(inputs, answer) {
    const bytes = readFileSync(answer);
    const lists = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    return meanNdcg(readPairs(join(inputs, INPUT)).test, lists, K);
  },
  qualityName: "ndcg@10",
};
