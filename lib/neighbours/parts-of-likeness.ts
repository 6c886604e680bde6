import type { SimilarityKind } from "./knn-options";

/**
 * What each of two rows' common columns gives to their likeness, up to a common factor: the terms of the sum above the
 * fraction. A distance has no such terms, so there all columns give alike. For neighbours the parts sum to more than 0.
 *
 * @param rows       a and b, the weights of the two rows at their common columns
 * @param similarity what made the two neighbours
 */
export function partsOfLikeness(rows: { a: number[]; b: number[] }, similarity: SimilarityKind): number[] {
  const { a, b } = rows;
  if (similarity === "euclidean" || similarity === "msd") return a.map(() => 1);
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = similarity === "pearson" ? [mean(a), mean(b)] : [0, 0];
  return a.map((value, n) => (value - meanA) * (b[n]! - meanB));
}
