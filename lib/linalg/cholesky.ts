import { ShapeError, ValueError } from "../contracts";
import { DenseMatrix } from "./dense-matrix";
import { solveLower, solveLowerTransposed } from "./triangular";

/** Rows that are computed together, so that each earlier row is fetched from memory once for all of them. */
const BLOCK = 32;

/**
 * The Cholesky factor of a symmetric positive definite matrix: lower triangular L with L·Lᵀ = A and a positive diagonal.
 *
 * @param a [n × n]; only the diagonal and what lies below it are read
 * @returns L [n × n], zeros above the diagonal
 * @throws ShapeError when a is not square; ValueError when a is not positive definite, or so nearly singular that a
 *         pivot keeps no correct digit, naming the pivot
 * @source Golub & Van Loan, "Matrix Computations", 4th edition, section 4.2
 */
export function cholesky(a: DenseMatrix): DenseMatrix {
  const n = a.rows;
  if (a.columns !== n) throw new ShapeError(`a must be square, received [${n} × ${a.columns}]`);
  const lower = new DenseMatrix(n, n);
  for (let top = 0; top < n; top += BLOCK) {
    const bottom = Math.min(n, top + BLOCK);
    for (let j = 0; j < top; j++) {
      for (let i = top; i < bottom; i++) fillEntry(a.data, lower.data, n, i, j);
    }
    for (let i = top; i < bottom; i++) {
      for (let j = top; j < i; j++) fillEntry(a.data, lower.data, n, i, j);
      lower.data[i * (n + 1)] = Math.sqrt(pivot(a.data, lower.data, n, i));
    }
  }
  return lower;
}

/** l[i,j] = (a[i,j] - Σ l[i,k]·l[j,k] over k < j) / l[j,j]. */
function fillEntry(a: Float64Array, lower: Float64Array, n: number, i: number, j: number): void {
  const known = dotRows(lower, i * n, j * n, j);
  lower[i * n + j] = (a[i * n + j]! - known) / lower[j * (n + 1)]!;
}

function pivot(a: Float64Array, lower: Float64Array, n: number, i: number): number {
  const diagonal = a[i * (n + 1)]!;
  const left = diagonal - dotRows(lower, i * n, i * n, i);
  // What the i subtractions may have added by rounding; a true pivot below it has no correct digit left.
  const rounding = 4 * (i + 1) * Number.EPSILON * diagonal;
  if (left > rounding && left < Infinity) return left;
  throw new ValueError(
    `a must be positive definite, pivot ${i} is ${left} where the diagonal holds ${diagonal} ` +
      `(add a positive number to the diagonal, or leave out columns that repeat others)`,
  );
}

/** Dot product of two stretches of one array, in four sums that the processor can overlap. */
function dotRows(data: Float64Array, first: number, second: number, length: number): number {
  const whole = length - (length % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = 0; k < whole; k += 4) {
    s0 += data[first + k]! * data[second + k]!;
    s1 += data[first + k + 1]! * data[second + k + 1]!;
    s2 += data[first + k + 2]! * data[second + k + 2]!;
    s3 += data[first + k + 3]! * data[second + k + 3]!;
  }
  for (let k = whole; k < length; k++) s0 += data[first + k]! * data[second + k]!;
  return s0 + s1 + (s2 + s3);
}

/**
 * Solves A·x = b from the Cholesky factor of A.
 *
 * @param lower L [n × n] from {@link cholesky}
 * @param b     [n] one right-hand side, or [n × p] several side by side
 * @returns x, of b's kind and shape
 * @throws ShapeError when the shapes disagree
 */
export function solveCholesky(lower: DenseMatrix, b: Float64Array): Float64Array;
export function solveCholesky(lower: DenseMatrix, b: DenseMatrix): DenseMatrix;
export function solveCholesky(lower: DenseMatrix, b: Float64Array | DenseMatrix): Float64Array | DenseMatrix {
  return b instanceof Float64Array
    ? solveLowerTransposed(lower, solveLower(lower, b))
    : solveLowerTransposed(lower, solveLower(lower, b));
}

/**
 * A⁻¹ from the Cholesky factor of A.
 *
 * @param lower L [n × n] from {@link cholesky}
 * @returns [n × n], symmetric but for rounding
 */
export function invertCholesky(lower: DenseMatrix): DenseMatrix {
  return solveCholesky(lower, DenseMatrix.identity(lower.rows));
}

/** ln det A from the Cholesky factor of A: 2 Σ ln l[i,i]. It fits where the determinant itself would overflow. */
export function logDeterminantCholesky(lower: DenseMatrix): number {
  let sum = 0;
  for (let i = 0; i < lower.rows; i++) sum += Math.log(lower.data[i * (lower.rows + 1)]!);
  return 2 * sum;
}
