import { type DenseVector, isSparse, meet, requireAlike, type SparseVector } from "./vectors";

/**
 * The dot product Σ a[i]·b[i]; for sparse vectors over the places that both store.
 *
 * @param a dense [n] or sparse
 * @param b of a's kind; dense: of a's length
 * @returns the sum, in float64; 0 without a common place. NaN when a term is NaN
 * @throws ShapeError when lengths or kinds differ; ValueError when sparse indices do not ascend
 */
export function dot(a: DenseVector, b: DenseVector): number;
export function dot(a: SparseVector, b: SparseVector): number;
export function dot(a: DenseVector | SparseVector, b: DenseVector | SparseVector): number {
  requireAlike(a, b);
  return isSparse(a) ? sparseDot(a, b as SparseVector) : denseDot(a, b as DenseVector);
}

export function denseDot(a: DenseVector, b: DenseVector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export function sparseDot(a: SparseVector, b: SparseVector): number {
  let sum = 0;
  meet(a, b, (x, y) => (sum += a.values[x]! * b.values[y]!));
  return sum;
}
