import { CartwrightError } from "../contracts";
import { completeOrthonormalRows } from "./complete-basis";
import { DenseMatrix } from "./dense-matrix";
import { multiply } from "./multiply";
import { qr } from "./qr";
import { scaledCopy } from "./scaling";
import { transpose } from "./transpose";
import { dot } from "./vectors";

/** A = U·diag(s)·Vᵀ in its thin form, k = min(rows, columns). */
export interface Svd {
  /** U [rows × k], orthonormal columns: the left singular vectors. */
  readonly u: DenseMatrix;
  /** [k] singular values, largest first, none negative. */
  readonly s: Float64Array;
  /** V [columns × k], orthonormal columns: the right singular vectors (V, not Vᵀ). */
  readonly v: DenseMatrix;
}

/** Sweeps over all pairs; fewer than ten are usual. */
const MAX_SWEEPS = 60;

/** Squared length, beside rows of length near 1, below which products underflow and angles mean nothing. */
const VANISHED = 2 ** -960;

/**
 * Singular value decomposition by one-sided Jacobi rotations, after a pivoted QR factorisation that leaves little to
 * rotate. Each singular value is within a small multiple of 2^-52 · s[0] of the true one; U and V are orthonormal to
 * rounding also where singular values are 0 or equal. Values below 1e-144 · s[0] are given as 0. In each column of V the entry of largest magnitude is positive.
 *
 * @param a [m × n], finite, tall, wide, empty or without full rank
 * @returns U, s and V; U·diag(s)·Vᵀ gives A back
 * @throws ValueError when an entry is NaN or infinite, naming it
 * @source Drmač & Veselić, "New Fast and Accurate Jacobi SVD Algorithm I", SIAM Journal on Matrix Analysis and
 *         Applications 29(4), 2008; rotations as in Golub & Van Loan, 4th edition, section 8.6.3
 */
export function svd(a: DenseMatrix): Svd {
  if (a.rows < a.columns) {
    const { u, s, v } = svd(transpose(a));
    return fixSigns(v, s, u);
  }
  const n = a.columns;
  const { data, scale } = scaledCopy("a", a);
  const { q, r, order } = qr(new DenseMatrix(a.rows, n, data), { pivot: true });

  // Rows of `turned` are columns of Rᵀ; rotating them until they are orthogonal gives Rᵀ·W = X, so R = W·Xᵀ.
  const turned = r.data;
  const rotations = DenseMatrix.identity(n);
  orthogonaliseRows(turned, rotations.data, n);
  const { s, directions, left } = sortByLength(turned, rotations, n);

  const v = new DenseMatrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) v.data[order[j]! * n + i] = directions[i * n + j]!;
  }
  return fixSigns(
    multiply(q, left),
    s.map((value) => value * scale),
    v,
  );
}

/**
 * Rotates pairs of rows until all are orthogonal to each other within rounding: that of a product of n terms and of the rotation
 * itself, so the tolerance leaves both some room. Without it, a pair in ten thousand matrices is turned to and fro for ever.
 */
function orthogonaliseRows(rows: Float64Array, rotations: Float64Array, n: number): void {
  const tolerance = 4 * Number.EPSILON * Math.sqrt(n);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (rotatePair(rows, rotations, n, p, q, tolerance)) rotated = true;
      }
    }
    if (!rotated) return;
  }
  throw new CartwrightError(`the singular value decomposition did not converge in ${MAX_SWEEPS} sweeps`);
}

/** Makes rows p and q orthogonal. False when they already are, within the tolerance on their cosine. */
function rotatePair(
  rows: Float64Array,
  rotations: Float64Array,
  n: number,
  p: number,
  q: number,
  tolerance: number,
): boolean {
  let pp = 0;
  let qq = 0;
  let pq = 0;
  for (let j = 0, at = p * n, other = q * n; j < n; j++, at++, other++) {
    const x = rows[at]!;
    const y = rows[other]!;
    pp += x * x;
    qq += y * y;
    pq += x * y;
  }
  if (pp < VANISHED || qq < VANISHED) {
    if (pp < VANISHED) rows.fill(0, p * n, (p + 1) * n);
    if (qq < VANISHED) rows.fill(0, q * n, (q + 1) * n);
    return false;
  }
  if (Math.abs(pq) <= tolerance * Math.sqrt(pp) * Math.sqrt(qq)) return false;
  const zeta = (qq - pp) / (2 * pq);
  const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + hypotenuse(Math.abs(zeta)));
  const c = 1 / Math.sqrt(1 + t * t);
  rotate(rows, n, p, q, c, c * t);
  rotate(rotations, n, p, q, c, c * t);
  return true;
}

/** √(1 + x²); x itself where the 1 is beyond the last digit, since x² may overflow: an angle would be 0 and nothing turn. */
function hypotenuse(x: number): number {
  return x > 2 ** 27 ? x : Math.sqrt(1 + x * x);
}

function rotate(rows: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let j = 0, at = p * n, other = q * n; j < n; j++, at++, other++) {
    const x = rows[at]!;
    const y = rows[other]!;
    rows[at] = c * x - s * y;
    rows[other] = s * x + c * y;
  }
}

/** Lengths of the rows, largest first; the rows at unit length; the matching columns of the rotations. */
function sortByLength(
  rows: Float64Array,
  rotations: DenseMatrix,
  n: number,
): { s: Float64Array; directions: Float64Array; left: DenseMatrix } {
  const lengths = Float64Array.from({ length: n }, (_, i) => {
    const row = rows.subarray(i * n, (i + 1) * n);
    return Math.sqrt(dot(row, row));
  });
  const order = Array.from(lengths.keys()).sort((i, j) => lengths[j]! - lengths[i]! || i - j);
  const directions = new Float64Array(n * n);
  const left = new DenseMatrix(n, n);
  let rank = 0;
  order.forEach((from, to) => {
    for (let j = 0; j < n; j++) left.data[j * n + to] = rotations.data[from * n + j]!;
    if (lengths[from] === 0) return;
    rank = to + 1;
    for (let j = 0; j < n; j++) directions[to * n + j] = rows[from * n + j]! / lengths[from]!;
  });
  completeOrthonormalRows(directions, n, rank);
  return { s: Float64Array.from(order, (i) => lengths[i]!), directions, left };
}

/** Changes signs in pairs so that each column of V has a positive entry of largest magnitude, the first among equals. */
export function fixSigns(u: DenseMatrix, s: Float64Array, v: DenseMatrix): Svd {
  const k = s.length;
  const largest = new Float64Array(k);
  for (let at = 0, j = 0; at < v.data.length; at++, j = j + 1 === k ? 0 : j + 1) {
    if (Math.abs(v.data[at]!) > Math.abs(largest[j]!)) largest[j] = v.data[at]!;
  }
  const signs = largest.map((entry) => (entry < 0 ? -1 : 1));
  scaleColumns(u.data, signs);
  scaleColumns(v.data, signs);
  return { u, s, v };
}

function scaleColumns(data: Float64Array, factors: Float64Array): void {
  const k = factors.length;
  for (let at = 0, j = 0; at < data.length; at++, j = j + 1 === k ? 0 : j + 1) data[at]! *= factors[j]!;
}

/**
 * How many singular values are above rounding: s[i] > max(rows, columns) · 2^-52 · s[0], as in LAPACK's users and NumPy.
 *
 * @param s       singular values, largest first
 * @param rows    rows of the matrix they belong to
 * @param columns its columns
 * @returns the numerical rank, 0 for a matrix of zeros
 */
export function numericalRank(s: Float64Array, rows: number, columns: number): number {
  const threshold = Math.max(rows, columns) * Number.EPSILON * (s[0] ?? 0);
  return s.filter((value) => value > threshold).length;
}
