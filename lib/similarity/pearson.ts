import { denseCosine } from "./cosine";
import { type DenseVector, isSparse, overlap, requireAlike, type SparseVector } from "./vectors";

/**
 * Pearson's correlation: the cosine of the two vectors after each has had its mean taken away,
 * Σ (a[i] − ā)(b[i] − b̄) / √(Σ (a[i] − ā)² · Σ (b[i] − b̄)²).
 *
 * For sparse vectors the sums and the means run over the places that both store, as is usual for ratings: an item that
 * one of two users has not rated says nothing about either.
 *
 * pearson of (3, 4, 5) and (1, 2, 3) = 1: the second is the first less 2.
 *
 * @param a dense [n] or sparse
 * @param b of a's kind; dense: of a's length
 * @returns in [-1, 1]; 0 where the correlation is not defined: fewer than two common places, or a vector that is
 *          constant (within rounding) over them. NaN when an entry is NaN or infinite
 * @throws ShapeError when lengths or kinds differ; ValueError when sparse indices do not ascend
 * @source Resnick et al., "GroupLens: An Open Architecture for Collaborative Filtering of Netnews", CSCW 1994
 */
export function pearson(a: DenseVector, b: DenseVector): number;
export function pearson(a: SparseVector, b: SparseVector): number;
export function pearson(a: DenseVector | SparseVector, b: DenseVector | SparseVector): number {
  requireAlike(a, b);
  const pair = isSparse(a) ? overlap(a, b as SparseVector) : { a, b: b as DenseVector };
  return denseCosine(centred(pair.a), centred(pair.b));
}

/** Deviations from the mean; exact zeros when they are nothing but the rounding of the mean. */
function centred(values: DenseVector): Float64Array {
  const n = values.length;
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(values[i]!));
  // Dividing first keeps the sum from overflowing.
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  const deviations = Float64Array.from(values, (value) => value - mean);
  const rounding = n * Number.EPSILON * largest;
  return deviations.every((deviation) => Math.abs(deviation) <= rounding) ? deviations.fill(0) : deviations;
}
