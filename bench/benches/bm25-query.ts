import type { Bench } from "../frame/bench";
import { indexTitles, K, meanOfBestScores, QUERIES, readLines, TITLES, writeBestScores } from "../frame/best-scores";

/** Both sides answer all queries so often before the clock starts, and while it runs. */
const WARM_UP_ROUNDS = 5;
const ROUNDS = 20;

/** The best 10 of 43,000 titles for each of 2,000 queries of three words, from the query's text. Seconds per 2,000. */
export const bm25Query: Bench = {
  name: "bm25-query",
  title: "BM25, best 10 of 43,000 titles, 2,000 queries of three words",
  peerTitle: "bm25s 0.3.16 (numba), tokenize and retrieve, all queries in one call",
  inputs: [TITLES, QUERIES],
  threads: 1,
  async ours({ inputs, answer }) {
    const index = indexTitles(readLines(inputs, TITLES));
    const queries = readLines(inputs, QUERIES);
    const answerAll = (rounds: number): void => {
      for (let round = 0; round < rounds; round++) for (const query of queries) index.search(query, { k: K });
    };
    answerAll(WARM_UP_ROUNDS);
    const start = performance.now();
    answerAll(ROUNDS);
    const seconds = (performance.now() - start) / 1000 / ROUNDS;
    writeBestScores(answer, index, queries);
    return { seconds };
  },
  peerScript: "bm25_query.py",
  quality: meanOfBestScores,
  qualityName: "mean sum of the best ten scores",
};
