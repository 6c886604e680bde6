import { writeFileSync } from "node:fs";
import { buildHnsw } from "cartwright/search";
import type { Bench } from "../frame/bench";
import {
  DIMENSION,
  joined,
  K,
  QUERIES,
  readAnswers,
  readFloats,
  readQueries,
  recallOfAnswers,
  VECTORS,
} from "../frame/vectors";

/** Links of a node, candidates while building, and candidates of the queries that judge the graph. */
export const DEGREE = 16;
export const EF_CONSTRUCTION = 200;
const EF = 40;

/** A graph over 100,000 vectors of 64 numbers: M = 16, 200 candidates. Judged by its recall with 40 candidates. */
export const hnswBuild: Bench = {
  name: "hnsw-build",
  title: "HNSW over 100,000 x 64, M = 16, efConstruction = 200",
  peerTitle: "hnswlib 0.8.0",
  inputs: [VECTORS, QUERIES],
  threads: 1,
  async ours({ inputs, answer }) {
    const vectors = readFloats(inputs, VECTORS);
    const start = performance.now();
    const index = await buildHnsw(vectors, {
      dimension: DIMENSION,
      metric: "inner-product",
      degree: DEGREE,
      efConstruction: EF_CONSTRUCTION,
    });
    const seconds = (performance.now() - start) / 1000;
    writeFileSync(answer, joined(readQueries(inputs).map((query) => index.search(query, K, { ef: EF }))));
    return { seconds };
  },
  peerScript: "hnsw_build.py",
  quality: (inputs, answer) => recallOfAnswers(inputs, readAnswers(answer)),
  qualityName: "recall@10 with ef = 40",
};
