import { type DenseVector, isSparse, meet, requireAlike, type SparseVector } from "./vectors";

/**
 * The Euclidean distance √(Σ (a[i] − b[i])²): 0 for equal vectors, and the larger the less they resemble. For sparse
 * vectors, what is not stored is 0.
 *
 * @param a dense [n] or sparse, of any magnitude
 * @param b of a's kind; dense: of a's length
 * @returns at least 0; 0 for empty vectors; NaN when an entry is NaN
 * @throws ShapeError when lengths or kinds differ; ValueError when sparse indices do not ascend
 */
export function euclidean(a: DenseVector, b: DenseVector): number;
export function euclidean(a: SparseVector, b: SparseVector): number;
export function euclidean(a: DenseVector | SparseVector, b: DenseVector | SparseVector): number {
  requireAlike(a, b);
  const differences = isSparse(a)
    ? sparseDifferences(a, b as SparseVector)
    : Float64Array.from(a, (value, i) => value - (b as DenseVector)[i]!);
  return lengthOf(differences);
}

/**
 * A similarity from a distance: 1 / (1 + d), 1 at distance 0 and towards 0 as the distance grows.
 *
 * @param a dense [n] or sparse
 * @param b of a's kind; dense: of a's length
 * @returns in [0, 1]
 */
export function euclideanSimilarity(a: DenseVector, b: DenseVector): number;
export function euclideanSimilarity(a: SparseVector, b: SparseVector): number;
export function euclideanSimilarity(a: DenseVector | SparseVector, b: DenseVector | SparseVector): number {
  return 1 / (1 + euclidean(a as DenseVector, b as DenseVector));
}

/** Differences where either vector stores something: b's values where a has none count in full. */
function sparseDifferences(a: SparseVector, b: SparseVector): Float64Array {
  const differences = Float64Array.from(a.values);
  const onlyB = Float64Array.from(b.values);
  meet(a, b, (x, y) => {
    differences[x]! -= onlyB[y]!;
    onlyB[y] = 0;
  });
  const all = new Float64Array(differences.length + onlyB.length);
  all.set(differences);
  all.set(onlyB, differences.length);
  return all;
}

/** √(Σ x²), rescaled where squares would overflow or vanish. */
function lengthOf(values: Float64Array): number {
  let largest = 0;
  for (const value of values) {
    if (Number.isNaN(value)) return NaN;
    largest = Math.max(largest, Math.abs(value));
  }
  if (largest === 0 || largest === Infinity) return largest;
  let sum = 0;
  for (const value of values) sum += (value / largest) * (value / largest);
  return largest * Math.sqrt(sum);
}
