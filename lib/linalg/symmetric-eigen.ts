import { CartwrightError, ShapeError, ValueError } from "../contracts";
import { DenseMatrix } from "./dense-matrix";
import { scaledCopy } from "./scaling";
import { transpose } from "./transpose";
import { tridiagonalise } from "./tridiagonalise";

/** A = V·diag(values)·Vᵀ. */
export interface SymmetricEigen {
  /** [n] eigenvalues, largest first. */
  readonly values: Float64Array;
  /** V [n × n]: column i is the eigenvector of values[i]; orthonormal. */
  readonly vectors: DenseMatrix;
}

/** Steps allowed per eigenvalue; two or three are usual. */
const MAX_STEPS = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder tridiagonal form, then implicit QR steps with
 * Wilkinson's shift. Each computed eigenvalue is within a small multiple of n · 2^-52 · ‖A‖ of a true one, so the
 * large ones are accurate to almost all digits and those far smaller than ‖A‖ are not. Equal eigenvalues have some
 * orthonormal basis of their space. Each eigenvector's entry of largest magnitude is positive.
 *
 * @param a [n × n], finite, symmetric within 1e-8 of its largest entry; may be empty
 * @throws ShapeError when a is not square; ValueError when it is not symmetric or not finite, naming an entry
 * @source Golub & Van Loan, "Matrix Computations", 4th edition, algorithms 8.3.1 to 8.3.3
 */
export function symmetricEigen(a: DenseMatrix): SymmetricEigen {
  const n = a.rows;
  if (a.columns !== n) throw new ShapeError(`a must be square, received [${n} × ${a.columns}]`);
  const { data, scale } = scaledCopy("a", a);
  requireSymmetric(a, data);
  const { diagonal, offDiagonal, basis } = tridiagonalise(data, n);
  diagonalise(diagonal, offDiagonal, basis, n);
  return sorted(diagonal, basis, n, scale);
}

function requireSymmetric(a: DenseMatrix, scaled: Float64Array): void {
  const n = a.rows;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      // The largest scaled entry is at least 1.
      if (Math.abs(scaled[i * n + j]! - scaled[j * n + i]!) > 1e-8) {
        throw new ValueError(
          `a must be symmetric, entry (${i}, ${j}) is ${a.data[i * n + j]!} and entry (${j}, ${i}) is ${a.data[j * n + i]!}`,
        );
      }
    }
  }
}

/** Drives the off-diagonal to 0 by QR steps, from the last eigenvalue to the first; `basis` rows turn along. */
function diagonalise(d: Float64Array, e: Float64Array, basis: Float64Array, n: number): void {
  let steps = 0;
  for (let high = n - 1; high > 0;) {
    if (isNegligible(d, e, high - 1)) {
      e[--high] = 0;
      steps = 0;
      continue;
    }
    if (++steps > MAX_STEPS) throw new CartwrightError(`eigenvalue ${high} did not converge in ${MAX_STEPS} steps`);
    let low = high - 1;
    while (low > 0 && !isNegligible(d, e, low - 1)) low--;
    qrStep(d, e, basis, n, low, high);
  }
}

/** Whether e[i], which couples d[i] and d[i + 1], is lost in their rounding. */
function isNegligible(d: Float64Array, e: Float64Array, i: number): boolean {
  return Math.abs(e[i]!) <= Number.EPSILON * (Math.abs(d[i]!) + Math.abs(d[i + 1]!)) || Math.abs(e[i]!) < 1e-150;
}

/**
 * One implicit QR step on rows low to high: the first rotation fits the shifted matrix, the others chase the entry that
 * it pushed outside the three diagonals down and out.
 */
function qrStep(d: Float64Array, e: Float64Array, basis: Float64Array, n: number, low: number, high: number): void {
  let x = d[low]! - wilkinsonShift(d, e, high);
  let z = e[low]!;
  for (let k = low; k < high; k++) {
    const radius = Math.sqrt(x * x + z * z);
    const c = radius === 0 ? 1 : x / radius;
    const s = radius === 0 ? 0 : z / radius;
    if (k > low) e[k - 1] = radius;
    const dk = d[k]!;
    const ek = e[k]!;
    const dNext = d[k + 1]!;
    d[k] = c * c * dk + 2 * c * s * ek + s * s * dNext;
    d[k + 1] = s * s * dk - 2 * c * s * ek + c * c * dNext;
    e[k] = (c * c - s * s) * ek + c * s * (dNext - dk);
    if (k + 1 < high) {
      x = e[k]!;
      z = s * e[k + 1]!;
      e[k + 1]! *= c;
    }
    rotateRows(basis, n, k, c, s);
  }
}

/** The eigenvalue of the last 2 × 2 block that lies nearer to its last entry. */
function wilkinsonShift(d: Float64Array, e: Float64Array, high: number): number {
  const half = (d[high - 1]! - d[high]!) / 2;
  const off = e[high - 1]!;
  const root = Math.sqrt(half * half + off * off);
  return d[high]! - (off * off) / (half + (half >= 0 ? root : -root));
}

/** Rows k and k + 1 become c·rowₖ + s·rowₖ₊₁ and c·rowₖ₊₁ - s·rowₖ. */
function rotateRows(basis: Float64Array, n: number, k: number, c: number, s: number): void {
  const first = k * n;
  const second = first + n;
  for (let j = 0; j < n; j++) {
    const x = basis[first + j]!;
    const y = basis[second + j]!;
    basis[first + j] = c * x + s * y;
    basis[second + j] = c * y - s * x;
  }
}

function sorted(diagonal: Float64Array, basis: Float64Array, n: number, scale: number): SymmetricEigen {
  const order = Array.from(diagonal.keys()).sort((i, j) => diagonal[j]! - diagonal[i]! || i - j);
  const rows = new DenseMatrix(n, n);
  order.forEach((from, to) => {
    const vector = basis.subarray(from * n, (from + 1) * n);
    const sign = signOfLargest(vector);
    rows.data.set(
      vector.map((entry) => sign * entry),
      to * n,
    );
  });
  return { values: Float64Array.from(order, (i) => diagonal[i]! * scale), vectors: transpose(rows) };
}

/** 1 or -1: the sign of the entry of largest magnitude, the first among equals. */
function signOfLargest(vector: Float64Array): 1 | -1 {
  let largest = 0;
  for (const entry of vector) if (Math.abs(entry) > Math.abs(largest)) largest = entry;
  return largest < 0 ? -1 : 1;
}
