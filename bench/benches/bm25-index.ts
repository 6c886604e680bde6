import type { Bench } from "../frame/bench";
import { indexTitles, meanOfBestScores, QUERIES, readLines, TITLES, writeBestScores } from "../frame/best-scores";

/** Titles of the small index that both sides build first: engines compile while a program runs, which is start-up. */
const WARM_UP_TITLES = 5000;

/** 43,000 titles, from strings to an index that is ready to be asked. */
export const bm25Index: Bench = {
  name: "bm25-index",
  title: "BM25 index of 43,000 titles, from strings",
  peerTitle: "bm25s 0.3.16 (numba), tokenize and index",
  inputs: [TITLES, QUERIES],
  threads: 1,
  async ours({ inputs, answer }) {
    const titles = readLines(inputs, TITLES);
    indexTitles(titles.slice(0, WARM_UP_TITLES));
    const start = performance.now();
    const index = indexTitles(titles);
    const seconds = (performance.now() - start) / 1000;
    writeBestScores(answer, index, readLines(inputs, QUERIES));
    return { seconds };
  },
  peerScript: "bm25_index.py",
  quality: meanOfBestScores,
  qualityName: "mean sum of the best ten scores",
};
