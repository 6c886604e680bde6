import { type CsrMatrix, DenseMatrix, truncatedSvd } from "../../linalg";

/**
 * Sparse profiles with many columns as points with few: U·diag(s) of their truncated SVD (latent semantic analysis).
 * Distances between the points are those between the profiles as far as `rank` directions can tell.
 *
 * @param vectors      [n × features], such as `ItemProfiles.vectors`
 * @param rank         coordinates of a point, 1 to min(n, features)
 * @param options      for the decomposition
 * @param options.seed 1 unless given
 * @returns [n × rank]
 * @throws ValueError when rank is out of range
 * @source Deerwester et al., "Indexing by Latent Semantic Analysis", JASIS 41(6), 1990
 */
export function densePoints(
  vectors: CsrMatrix,
  rank: number,
  { seed = 1 }: { readonly seed?: number } = {},
): DenseMatrix {
  const { u, s } = truncatedSvd(vectors, { rank, seed });
  return DenseMatrix.generate(u.rows, rank, (row, j) => u.data[row * rank + j]! * s[j]!);
}
