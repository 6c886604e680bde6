import { DenseMatrix } from "./dense-matrix";
import { scaledCopy } from "./scaling";
import { transpose } from "./transpose";
import { dot, norm } from "./vectors";

/** A matrix after its columns were reflected to upper triangular form; k = min(rows, columns) reflections. */
export interface Reflections {
  /** Column j at [j·rows, (j + 1)·rows): R above the diagonal, from the diagonal on the reflection's vector v. */
  readonly columns: Float64Array;
  /** [k] R's diagonal, of either sign. */
  readonly diagonal: Float64Array;
  /** [k] reflection i is I - betas[i]·v·vᵀ; 0 where none was needed. */
  readonly betas: Float64Array;
  /** [columns] which column of A stands at each place. */
  readonly order: Uint32Array;
  /** What R must be multiplied with to be that of A. */
  readonly scale: number;
}

/**
 * Householder reflections that turn A into an upper triangular matrix, one column after the other.
 *
 * @param a     [m × n], finite
 * @param pivot take the longest remaining column at each step
 * @throws ValueError when an entry is NaN or infinite
 */
export function reflectColumns(a: DenseMatrix, pivot: boolean): Reflections {
  const { data, scale } = scaledCopy("a", a);
  const m = a.rows;
  const n = a.columns;
  const count = Math.min(m, n);
  const columns = transpose(new DenseMatrix(m, n, data)).data;
  const order = Uint32Array.from({ length: n }, (_, j) => j);
  const diagonal = new Float64Array(count);
  const betas = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    if (pivot) bringLongest(columns, order, m, k);
    const tail = columns.subarray(k * m + k, (k + 1) * m);
    betas[k] = makeReflection(tail, diagonal, k);
    if (betas[k] === 0) continue;
    for (let j = k + 1; j < n; j++) applyReflection(tail, betas[k]!, columns.subarray(j * m + k, (j + 1) * m));
  }
  return { columns, diagonal, betas, order, scale };
}

/** Lengths below this are 0 beside entries near 1, and too small to divide by without losing digits. */
const NEGLIGIBLE = 2 ** -960;

/**
 * Turns x into the vector v of the reflection I - β·v·vᵀ that maps x to (∓‖x‖, 0, 0, ...).
 *
 * @param x        [length of at least 1] of a matrix whose largest entry is near 1; overwritten by v, or by zeros when
 *                 nothing needs reflecting
 * @param diagonal receives what became of the first entry
 * @param place    where in diagonal
 * @returns β, 0 when x needs no reflection
 */
export function makeReflection(x: Float64Array, diagonal: Float64Array, place: number): number {
  const length = norm(x);
  if (length < NEGLIGIBLE || x.length === 1) {
    diagonal[place] = length < NEGLIGIBLE ? 0 : x[0]!;
    x.fill(0);
    return 0;
  }
  const sign = x[0]! >= 0 ? 1 : -1;
  for (let i = 0; i < x.length; i++) x[i]! /= length;
  // Moving x₀ away from 0 keeps its digits; the other sign would cancel them.
  x[0]! += sign;
  diagonal[place] = -sign * length;
  return 1 / Math.abs(x[0]!);
}

/** y -= β·v·(vᵀy), in place. */
export function applyReflection(v: Float64Array, beta: number, y: Float64Array): void {
  const factor = beta * dot(v, y);
  for (let i = 0; i < y.length; i++) y[i]! -= factor * v[i]!;
}

/** Swaps the column whose part below row k is longest to place k. */
function bringLongest(columns: Float64Array, order: Uint32Array, m: number, k: number): void {
  let best = k;
  let longest = -1;
  for (let j = k; j < order.length; j++) {
    const length = norm(columns.subarray(j * m + k, (j + 1) * m));
    if (length > longest) {
      longest = length;
      best = j;
    }
  }
  if (best === k) return;
  const kept = columns.slice(k * m, (k + 1) * m);
  columns.copyWithin(k * m, best * m, (best + 1) * m);
  columns.set(kept, best * m);
  const keptOrder = order[k]!;
  order[k] = order[best]!;
  order[best] = keptOrder;
}
