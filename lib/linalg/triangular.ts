import { requireLength, ShapeError, ValueError } from "../contracts";
import { DenseMatrix } from "./dense-matrix";

/** Right-hand sides that are solved together, so that their numbers stay in the cache. */
const BLOCK = 64;

/**
 * Solves L·x = b by forward substitution.
 *
 * @param lower L [n × n]; only the diagonal and what lies below it are read
 * @param b     [n] one right-hand side, or [n × p] several side by side
 * @returns x, of b's kind and shape
 * @throws ShapeError when the shapes disagree; ValueError when a diagonal entry is 0 (no single solution), naming it
 */
export function solveLower(lower: DenseMatrix, b: Float64Array): Float64Array;
export function solveLower(lower: DenseMatrix, b: DenseMatrix): DenseMatrix;
export function solveLower(lower: DenseMatrix, b: Float64Array | DenseMatrix): Float64Array | DenseMatrix {
  return substitute("lower", lower, b, forward);
}

/**
 * Solves U·x = b by back substitution.
 *
 * @param upper U [n × n]; only the diagonal and what lies above it are read
 * @param b     [n] one right-hand side, or [n × p] several side by side
 * @returns x, of b's kind and shape
 * @throws ShapeError when the shapes disagree; ValueError when a diagonal entry is 0 (no single solution), naming it
 */
export function solveUpper(upper: DenseMatrix, b: Float64Array): Float64Array;
export function solveUpper(upper: DenseMatrix, b: DenseMatrix): DenseMatrix;
export function solveUpper(upper: DenseMatrix, b: Float64Array | DenseMatrix): Float64Array | DenseMatrix {
  return substitute("upper", upper, b, backward);
}

/**
 * Solves Lᵀ·x = b without writing Lᵀ out.
 *
 * @param lower L [n × n]; only the diagonal and what lies below it are read
 * @param b     [n] one right-hand side, or [n × p] several side by side
 * @returns x, of b's kind and shape
 * @throws ShapeError when the shapes disagree; ValueError when a diagonal entry is 0, naming it
 */
export function solveLowerTransposed(lower: DenseMatrix, b: Float64Array): Float64Array;
export function solveLowerTransposed(lower: DenseMatrix, b: DenseMatrix): DenseMatrix;
export function solveLowerTransposed(lower: DenseMatrix, b: Float64Array | DenseMatrix): Float64Array | DenseMatrix {
  return substitute("lower", lower, b, backward, true);
}

/**
 * Overwrites columns [from, to) of x, which hold the right-hand sides, with the solutions. Entry (i, k) of the triangle
 * is `triangle[i * down + k * across]`, so a transposed triangle is the same numbers with the strides exchanged.
 */
type Kernel = (
  triangle: Float64Array,
  strides: { readonly down: number; readonly across: number },
  n: number,
  x: Columns,
) => void;

/** Columns [from, to) of a row-major array whose rows hold `width` numbers. */
interface Columns {
  readonly data: Float64Array;
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

function substitute(
  name: string,
  triangle: DenseMatrix,
  b: Float64Array | DenseMatrix,
  kernel: Kernel,
  transposed = false,
): Float64Array | DenseMatrix {
  const n = triangle.rows;
  if (triangle.columns !== n) {
    throw new ShapeError(`${name} must be square, received [${n} × ${triangle.columns}]`);
  }
  requireNonZeroDiagonal(name, triangle);
  const strides = transposed ? { down: 1, across: n } : { down: n, across: 1 };
  if (b instanceof Float64Array) {
    requireLength("b", b.length, n);
    const x = b.slice();
    kernel(triangle.data, strides, n, { data: x, width: 1, from: 0, to: 1 });
    return x;
  }
  if (b.rows !== n) throw new ShapeError(`b must have ${n} rows, received [${b.rows} × ${b.columns}]`);
  const x = b.clone();
  for (let from = 0; from < b.columns; from += BLOCK) {
    const to = Math.min(b.columns, from + BLOCK);
    kernel(triangle.data, strides, n, { data: x.data, width: b.columns, from, to });
  }
  return x;
}

function requireNonZeroDiagonal(name: string, { rows, data }: DenseMatrix): void {
  for (let i = 0; i < rows; i++) {
    if (data[i * (rows + 1)] === 0) throw new ValueError(`${name} must have no 0 on its diagonal, entry ${i} is 0`);
  }
}

const forward: Kernel = (triangle, { down, across }, n, x) => {
  for (let i = 0; i < n; i++) {
    subtractRows(x, i, triangle, i * down, across, 0, i);
    divideRow(x, i, triangle[i * (n + 1)]!);
  }
};

const backward: Kernel = (triangle, { down, across }, n, x) => {
  for (let i = n - 1; i >= 0; i--) {
    subtractRows(x, i, triangle, i * down, across, i + 1, n);
    divideRow(x, i, triangle[i * (n + 1)]!);
  }
};

/** Row i of x -= Σ factors[at + k·across] · (row k of x), for k in [start, end), four rows at a time. */
function subtractRows(
  x: Columns,
  i: number,
  factors: Float64Array,
  at: number,
  across: number,
  start: number,
  end: number,
): void {
  const { data, width, from, to } = x;
  const target = i * width;
  let k = start;
  for (; k + 4 <= end; k += 4) {
    const f0 = factors[at + k * across]!;
    const f1 = factors[at + (k + 1) * across]!;
    const f2 = factors[at + (k + 2) * across]!;
    const f3 = factors[at + (k + 3) * across]!;
    const first = k * width;
    for (let j = from; j < to; j++) {
      const s = first + j;
      data[target + j]! -=
        f0 * data[s]! + f1 * data[s + width]! + (f2 * data[s + 2 * width]! + f3 * data[s + 3 * width]!);
    }
  }
  for (; k < end; k++) {
    const factor = factors[at + k * across]!;
    for (let j = from; j < to; j++) data[target + j]! -= factor * data[k * width + j]!;
  }
}

function divideRow({ data, width, from, to }: Columns, i: number, divisor: number): void {
  for (let j = from; j < to; j++) data[i * width + j]! /= divisor;
}
