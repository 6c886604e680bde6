import { denseDot, sparseDot } from "./dot";
import { type DenseVector, isSparse, requireAlike, type SparseVector } from "./vectors";

/** Squares within these bounds, and their products, neither overflow nor lose digits to underflow. */
const SMALLEST_SAFE = 1e-140;
const LARGEST_SAFE = 1e140;

/**
 * The cosine of the angle between two vectors: a·b / (‖a‖·‖b‖). 1 is the same direction, 0 a right angle, -1 the
 * opposite; lengths do not matter. For sparse vectors, what is not stored is 0.
 *
 * cosine of (1, 2, 3) and (4, 5, 6) = 32 / √(14 · 77) = 0.9746.
 *
 * @param a dense [n] or sparse, of any magnitude
 * @param b of a's kind; dense: of a's length
 * @returns in [-1, 1]; 0 when a vector has length 0 (it has no direction, so it resembles nothing); NaN when an entry
 *          is NaN or infinite
 * @throws ShapeError when lengths or kinds differ; ValueError when sparse indices do not ascend
 * @source Salton & McGill, "Introduction to Modern Information Retrieval", 1983, section 4.1
 */
export function cosine(a: DenseVector, b: DenseVector): number;
export function cosine(a: SparseVector, b: SparseVector): number;
export function cosine(a: DenseVector | SparseVector, b: DenseVector | SparseVector): number {
  requireAlike(a, b);
  if (!isSparse(a)) return denseCosine(a, b as DenseVector);
  const other = b as SparseVector;
  return cosineFrom(a.values, other.values, (x, y) =>
    sparseDot({ indices: a.indices, values: x }, { indices: other.indices, values: y }),
  );
}

export function denseCosine(a: DenseVector, b: DenseVector): number {
  return cosineFrom(a, b, denseDot);
}

/** The cosine from stored values and a way to take their dot product; rescales them first where squares would not fit. */
function cosineFrom(a: DenseVector, b: DenseVector, product: (a: DenseVector, b: DenseVector) => number): number {
  const aa = denseDot(a, a);
  const bb = denseDot(b, b);
  if (isSafe(aa) && isSafe(bb)) return clamp(product(a, b) / Math.sqrt(aa * bb));
  const largestA = largestMagnitude(a);
  const largestB = largestMagnitude(b);
  if (!Number.isFinite(largestA) || !Number.isFinite(largestB)) return NaN;
  // A length of 0 has no direction; the dot product is asked for all the same, since it checks its arguments.
  if (largestA === 0 || largestB === 0) return product(a, b) * 0;
  const x = Float64Array.from(a, (value) => value / largestA);
  const y = Float64Array.from(b, (value) => value / largestB);
  return clamp(product(x, y) / Math.sqrt(denseDot(x, x) * denseDot(y, y)));
}

function isSafe(square: number): boolean {
  return square > SMALLEST_SAFE && square < LARGEST_SAFE;
}

/** Rounding can carry a cosine past 1 by a bit. */
function clamp(value: number): number {
  return value > 1 ? 1 : value < -1 ? -1 : value;
}

/** NaN when an entry is NaN. */
function largestMagnitude(values: DenseVector): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]!);
    if (!(magnitude <= largest)) largest = magnitude;
    if (Number.isNaN(largest)) return NaN;
  }
  return largest;
}
