import { ShapeError } from "../contracts";
import { DenseMatrix } from "./dense-matrix";
import { type Reflections, reflectColumns } from "./householder";

/** A = Q·R in its thin form, k = min(rows, columns). */
export interface Qr {
  /** Q [rows × k], orthonormal columns. */
  readonly q: DenseMatrix;
  /** R [k × columns], zeros below the diagonal, diagonal at least 0. */
  readonly r: DenseMatrix;
  /** [columns] column `order[j]` of A is column j of Q·R; 0, 1, 2, ... without pivoting. */
  readonly order: Uint32Array;
}

/**
 * QR factorisation by Householder reflections. R's diagonal is made non-negative, so a matrix of full column rank has
 * exactly one answer.
 *
 * @param a             [m × n], finite; may be empty, wide, or without full rank (then zeros, or nearly, stand on R's
 *                      diagonal)
 * @param options       how to take the columns
 * @param options.pivot take the longest remaining column at each step: R's diagonal then falls, and its near-zeros tell
 *                      the rank. Off unless given
 * @throws ValueError when an entry is NaN or infinite, naming it
 * @source Golub & Van Loan, "Matrix Computations", 4th edition, algorithms 5.2.1 and 5.4.1
 */
export function qr(a: DenseMatrix, { pivot = false }: { readonly pivot?: boolean } = {}): Qr {
  const reflections = reflectColumns(a, pivot);
  const q = formQ(reflections, a.rows);
  const r = formR(reflections, a.rows, a.columns);
  for (let i = 0; i < r.rows; i++) if (r.data[i * (a.columns + 1)]! < 0) flip(q, r, i);
  return { q, r, order: reflections.order };
}

/**
 * The determinant of a square matrix, from its QR factorisation: each reflection has determinant -1, and R's is the
 * product of its diagonal.
 *
 * @param a [n × n], finite
 * @returns the determinant; 1 when n is 0; ±Infinity where the true value, or a partial product, overflows
 * @throws ShapeError when a is not square; ValueError when an entry is NaN or infinite
 */
export function determinant(a: DenseMatrix): number {
  if (a.rows !== a.columns) throw new ShapeError(`a must be square, received [${a.rows} × ${a.columns}]`);
  const { diagonal, betas, scale } = reflectColumns(a, false);
  let product = 1;
  for (let i = 0; i < a.rows; i++) product *= (betas[i] === 0 ? 1 : -1) * diagonal[i]! * scale;
  return product;
}

function formR({ columns, diagonal, scale }: Reflections, m: number, n: number): DenseMatrix {
  const r = new DenseMatrix(diagonal.length, n);
  for (let i = 0; i < r.rows; i++) {
    r.data[i * n + i] = diagonal[i]! * scale;
    for (let j = i + 1; j < n; j++) r.data[i * n + j] = columns[j * m + i]! * scale;
  }
  return r;
}

/** Q = H₀·H₁·... applied to the first columns of the identity, from the last reflection to the first. */
function formQ({ columns, betas }: Reflections, m: number): DenseMatrix {
  const count = betas.length;
  const q = new DenseMatrix(m, count);
  for (let i = 0; i < count; i++) q.data[i * (count + 1)] = 1;
  const along = new Float64Array(count);
  for (let k = count - 1; k >= 0; k--) {
    // along = vᵀQ, then Q -= β·v·along; rows before k and columns before k are still those of the identity.
    along.fill(0);
    for (let i = k; i < m; i++) {
      const v = columns[k * m + i]!;
      for (let j = k; j < count; j++) along[j]! += v * q.data[i * count + j]!;
    }
    for (let i = k; i < m; i++) {
      const factor = betas[k]! * columns[k * m + i]!;
      for (let j = k; j < count; j++) q.data[i * count + j]! -= factor * along[j]!;
    }
  }
  return q;
}

/** Changes the sign of row i of R and column i of Q, which leaves their product as it is. */
function flip(q: DenseMatrix, r: DenseMatrix, i: number): void {
  for (let j = i; j < r.columns; j++) r.data[i * r.columns + j]! *= -1;
  for (let row = 0; row < q.rows; row++) q.data[row * q.columns + i]! *= -1;
}
