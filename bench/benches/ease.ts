import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fitEase } from "cartwright/factorisation";
import { recommendAll } from "cartwright/ranking";
import type { Bench } from "../frame/bench";
import { meanNdcg, readPairs } from "../frame/pairs";

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
    const lists = new Uint32Array(train.userCount * K);
    for await (const { users, items } of recommendAll(model, { k: K, seen: train })) lists.set(items, users[0]! * K);
    writeFileSync(answer, lists);
    return { seconds };
  },
  peerScript: "ease.py",
  quality(inputs, answer) {
    const bytes = readFileSync(answer);
    const lists = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    return meanNdcg(readPairs(join(inputs, INPUT)).test, lists, K);
  },
  qualityName: "ndcg@10",
};
