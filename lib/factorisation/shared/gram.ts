import { requireLength } from "../../contracts";

/**
 * YᵀY, the sum of y yᵀ over all rows y, in float64.
 *
 * @param vectors Y, row-major [count × rank]
 * @param rank    length of a row
 * @returns [rank × rank], symmetric
 */
export function gramMatrix(vectors: Float32Array | Float64Array, rank: number): Float64Array {
  requireLength("vectors", vectors.length % rank, 0);
  const gram = new Float64Array(rank * rank);
  for (let start = 0; start < vectors.length; start += rank) {
    for (let a = 0; a < rank; a++) {
      const y = vectors[start + a]!;
      for (let b = a; b < rank; b++) gram[a * rank + b]! += y * vectors[start + b]!;
    }
  }
  for (let a = 0; a < rank; a++) for (let b = 0; b < a; b++) gram[a * rank + b] = gram[b * rank + a]!;
  return gram;
}
