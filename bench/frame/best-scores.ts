import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SearchIndex } from "cartwright/search";

export const TITLES = "titles-43k.txt";
export const QUERIES = "queries-3w.txt";
/** Results per query. */
export const K = 10;

/** BM25 as both sides count it: k1 1.2, b 0.75, words as they stand. */
export function emptyIndex(): SearchIndex {
  return new SearchIndex({ fields: { title: { b: 0.75 } }, k1: 1.2, analysis: { stem: false } });
}

/** An index of titles whose ids are their places, ready to be asked. */
export function indexTitles(titles: readonly string[]): SearchIndex {
  const index = emptyIndex();
  titles.forEach((title, n) => index.add({ id: String(n), fields: { title } }));
  index.prepare();
  return index;
}

export function readLines(inputs: string, name: string): string[] {
  return readFileSync(join(inputs, name), "utf8").trimEnd().split("\n");
}

/** Writes the scores of the best ten of each query: which documents share a score is of no account. */
export function writeBestScores(answer: string, index: SearchIndex, queries: readonly string[]): void {
  const scores = queries.map((query) => index.search(query, { k: K }).items.map(({ score }) => score));
  writeFileSync(answer, JSON.stringify(scores));
}

/** Mean over queries of the sum of the best ten scores: a document that is missing would lower it. */
export function meanOfBestScores(_: string, answer: string): number {
  const scores = JSON.parse(readFileSync(answer, "utf8")) as number[][];
  return scores.flat().reduce((sum, score) => sum + score, 0) / scores.length;
}
