import { writeFileSync } from "node:fs";
import type { Bench } from "../frame/bench";
import { exactIndex, joined, K, QUERIES, readAnswers, readQueries, recallOfAnswers, VECTORS } from "../frame/vectors";

/** The exact 10 nearest of 100,000 vectors of 64 numbers, for 1,000 queries one after the other. */
export const vectorScan: Bench = {
  name: "vector-scan",
  title: "exact top 10 of 100,000 x 64, 1,000 queries one at a time",
  peerTitle: "faiss 1.15.1 (IndexFlatIP)",
  inputs: [VECTORS, QUERIES],
  threads: 1,
  async ours({ inputs, answer }) {
    const index = exactIndex(inputs);
    const queries = readQueries(inputs);
    for (const query of queries.slice(0, 100)) index.search(query, K); // The engine compiles on the way.
    const start = performance.now();
    const answers = queries.map((query) => index.search(query, K));
    const seconds = (performance.now() - start) / 1000;
    writeFileSync(answer, joined(answers));
    return { seconds };
  },
  peerScript: "vector_scan.py",
  quality: (inputs, answer) => recallOfAnswers(inputs, readAnswers(answer)),
  qualityName: "recall@10",
};
