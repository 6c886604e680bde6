import { requireLength, ShapeError } from "../contracts";
import { CsrMatrix } from "./csr-matrix";
import { DenseMatrix } from "./dense-matrix";

/** Rows of B that are used together, so that they stay in the cache while the rows of A pass by. */
const BLOCK = 64;

/**
 * The product A·B.
 *
 * @param a [m × n], dense or sparse
 * @param b [n × p]
 * @returns [m × p]; all zeros when n is 0
 * @throws ShapeError when a's columns are not b's rows
 */
export function multiply(a: DenseMatrix | CsrMatrix, b: DenseMatrix): DenseMatrix {
  if (a.columns !== b.rows) {
    throw new ShapeError(
      `a [${a.rows} × ${a.columns}] must have as many columns as b [${b.rows} × ${b.columns}] has rows`,
    );
  }
  return a instanceof CsrMatrix ? sparseTimesDense(a, b) : denseTimesDense(a, b);
}

function denseTimesDense(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  const product = new DenseMatrix(a.rows, b.columns);
  const width = b.columns;
  for (let from = 0; from < a.columns; from += BLOCK) {
    const to = Math.min(a.columns, from + BLOCK);
    const whole = to - ((to - from) % 4);
    for (let i = 0; i < a.rows; i++) {
      for (let k = from; k < whole; k += 4)
        addFourRows(product.data, i * width, a.data, i * a.columns + k, b.data, k * width, width);
      for (let k = whole; k < to; k++)
        addRow(product.data, i * width, a.data[i * a.columns + k]!, b.data, k * width, width);
    }
  }
  return product;
}

function sparseTimesDense(a: CsrMatrix, b: DenseMatrix): DenseMatrix {
  const product = new DenseMatrix(a.rows, b.columns);
  const width = b.columns;
  for (let i = 0; i < a.rows; i++) {
    for (let e = a.rowStarts[i]!; e < a.rowStarts[i + 1]!; e++) {
      addRow(product.data, i * width, a.values[e]!, b.data, a.columnIndices[e]! * width, width);
    }
  }
  return product;
}

/** Four rows of `source` times four neighbouring factors at once: `target` is fetched and stored once instead of four times. */
function addFourRows(
  target: Float64Array,
  at: number,
  factors: Float64Array,
  first: number,
  source: Float64Array,
  from: number,
  width: number,
): void {
  const f0 = factors[first]!;
  const f1 = factors[first + 1]!;
  const f2 = factors[first + 2]!;
  const f3 = factors[first + 3]!;
  const second = from + width;
  const third = second + width;
  const fourth = third + width;
  for (let j = 0; j < width; j++) {
    target[at + j]! +=
      f0 * source[from + j]! + f1 * source[second + j]! + (f2 * source[third + j]! + f3 * source[fourth + j]!);
  }
}

/** target[at ..] += factor · source[from ..], over `width` entries. */
function addRow(
  target: Float64Array,
  at: number,
  factor: number,
  source: Float64Array,
  from: number,
  width: number,
): void {
  for (let j = 0; j < width; j++) target[at + j]! += factor * source[from + j]!;
}

/**
 * The product A·x.
 *
 * @param a [m × n], dense or sparse
 * @param x [n]
 * @returns [m]
 * @throws ShapeError when x has another length
 */
export function multiplyVector(a: DenseMatrix | CsrMatrix, x: Float64Array): Float64Array {
  requireLength("x", x.length, a.columns);
  const product = new Float64Array(a.rows);
  for (let i = 0; i < a.rows; i++) {
    product[i] = a instanceof CsrMatrix ? sparseRowTimes(a, i, x) : denseRowTimes(a, i, x);
  }
  return product;
}

function denseRowTimes(a: DenseMatrix, row: number, x: Float64Array): number {
  let sum = 0;
  for (let j = 0, at = row * a.columns; j < x.length; j++) sum += a.data[at + j]! * x[j]!;
  return sum;
}

function sparseRowTimes(a: CsrMatrix, row: number, x: Float64Array): number {
  let sum = 0;
  for (let e = a.rowStarts[row]!; e < a.rowStarts[row + 1]!; e++) sum += a.values[e]! * x[a.columnIndices[e]!]!;
  return sum;
}
