import { join } from "node:path";
import { fitItemKnn } from "cartwright/neighbours";
import type { Bench } from "../frame/bench";
import { ndcgOfLists, writeLists } from "../frame/lists";
import { readPairs } from "../frame/pairs";

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
    await writeLists(answer, model, train, K);
    return { seconds };
  },
  peerScript: "item_knn.py",
  quality: (inputs, answer) => ndcgOfLists(inputs, INPUT, answer, K),
  qualityName: "ndcg@10",
};
