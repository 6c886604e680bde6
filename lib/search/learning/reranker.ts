import { requireInteger, requireLength, requireProbability } from "../../contracts";
import type { ScoredDocument } from "../vectors/ranked-documents";

/**
 * Whatever reads a query together with each text and says how well they fit, such as a cross-encoder: slow, so it is asked
 * about the best documents of a quicker search only. It is made elsewhere and handed in.
 */
export interface Reranker {
  /**
   * @param query as it was typed
   * @param texts of the documents
   * @returns [texts] higher is better, on any scale
   */
  score(query: string, texts: readonly string[], signal?: AbortSignal): Promise<ArrayLike<number>>;
}

/** How {@link rerank} mixes. */
export interface RerankOptions {
  /** Documents that are read, from the top, at least 1; 20 unless given. */
  readonly depth?: number;
  /** w, the reranker's share of the new score, in [0, 1]; 1 unless given. */
  readonly weight?: number;
  readonly signal?: AbortSignal;
}

/**
 * Sorts the top of a list anew: score = (1 − w) · z(first score) + w · z(reranker's score), where z takes the mean away
 * and divides by the standard deviation, both over the documents read. What lies deeper stays below, in its order.
 *
 * @param found  best first
 * @param textOf the text of a document that the reranker reads
 * @returns all documents; those that were read have the new scores, deeper ones fall from there by their old differences
 * @throws ValueError when an option is out of range; ShapeError when the reranker gives another number of scores
 */
export async function rerank(
  query: string,
  found: readonly ScoredDocument[],
  textOf: (id: string) => string,
  reranker: Reranker,
  { depth = 20, weight = 1, signal }: RerankOptions = {},
): Promise<ScoredDocument[]> {
  requireInteger("depth", depth, 1);
  requireProbability("weight", weight);
  const top = found.slice(0, depth);
  if (top.length === 0) return [];
  const read = await reranker.score(
    query,
    top.map(({ id }) => textOf(id)),
    signal,
  );
  requireLength("scores of the reranker", read.length, top.length);
  const before = standardised(top.map(({ score }) => score));
  const after = standardised(Array.from(read));
  const mixed = top
    .map(({ id }, n) => ({ id, score: (1 - weight) * before[n]! + weight * after[n]! }))
    .sort((a, b) => b.score - a.score);
  const floor = mixed.at(-1)!.score;
  const deeper = found.slice(depth).map(({ id, score }) => ({ id, score: floor + score - top.at(-1)!.score }));
  return [...mixed, ...deeper];
}

/** (x − mean) / deviation; zeros where all are equal. */
export function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (deviation === 0 ? 0 : (value - mean) / deviation));
}
