import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fitAls } from "cartwright/factorisation";
import type { Bench } from "../frame/bench";
import { listsOf, ndcgOfLists } from "../frame/lists";
import { readPairs } from "../frame/pairs";

const INPUT = "pairs-1m.csv";
const K = 20;

/** The best 20 of all items for every user, seen ones left out, from a fitted model of 64 factors; fitting is not timed. */
export const recommendAllBench: Bench = {
  name: "recommend-all",
  title: "recommend the top 20 of 3,706 items to 6,040 users",
  peerTitle: "implicit 0.7.3 (recommend)",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, threads, answer }) {
    const { train } = readPairs(join(inputs, INPUT));
    const model = await fitAls(train, { factors: 64, iterations: 5, regularization: 0.01, alpha: 1, threads });
    const start = performance.now();
    const lists = await listsOf(model, train, K);
    const seconds = (performance.now() - start) / 1000;
    writeFileSync(answer, lists);
    return { seconds };
  },
  peerScript: "recommend_all.py",
  quality: (inputs, answer) => ndcgOfLists(inputs, INPUT, answer, K),
  qualityName: "ndcg@20",
};
