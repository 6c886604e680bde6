import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fitItemKnn } from "cartwright/neighbours";
import { recommendAll } from "cartwright/ranking";
import type { Bench } from "../frame/bench";
import { meanNdcg, readPairs } from "../frame/pairs";

const INPUT = "pairs-1m.csv";
const K = 10;

/** The 100 nearest items of each of 3,706 by cosine. */
export const itemKnn: Bench = {
  name: "item-knn",
  title: "item-kNN, 100 nearest by cosine, a million pairs",
  peerTitle: "implicit 0.7.3 (CosineRecommender)",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const { train } = readPairs(join(inputs, INPUT));
    const start = performance.now();
    const model = await fitItemKnn(train, { neighbours: 100, similarity: "cosine" });
    const seconds = (performance.now() - start) / 1000;
    const lists = new Uint32Array(train.userCount * K);
    for await (const { users, items } of recommendAll(model, { k: K, seen: train })) lists.set(items, users[0]! * K);
    writeFileSync(answer, lists);
    return { seconds };
  },
  peerScript: "item_knn.py",
  quality(inputs, answer) {
    const bytes = readFileSync(answer);
    const lists = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    return meanNdcg(readPairs(join(inputs, INPUT)).test, lists, K);
  },
  qualityName: "ndcg@10",
};
