import { makeReflection } from "./householder";

/** A = Q·T·Qᵀ with Q orthogonal and T tridiagonal. */
export interface Tridiagonal {
  /** [n] T's diagonal. */
  readonly diagonal: Float64Array;
  /** [n] T's off-diagonal: entry i couples i and i + 1; the last entry is unused. */
  readonly offDiagonal: Float64Array;
  /** [n × n] Qᵀ, row-major. */
  readonly basis: Float64Array;
}

/**
 * Turns a symmetric matrix into a tridiagonal one with the same eigenvalues: reflection k clears column k below the
 * entry next to the diagonal, and its mirror image clears row k.
 *
 * @param a [n × n] symmetric, row-major; overwritten
 * @source Golub & Van Loan, "Matrix Computations", 4th edition, algorithm 8.3.1
 */
export function tridiagonalise(a: Float64Array, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const betas = new Float64Array(n);
  const work = new Float64Array(n);
  for (let k = 0; k + 1 < n; k++) {
    diagonal[k] = a[k * (n + 1)]!;
    const v = a.subarray(k * n + k + 1, (k + 1) * n);
    betas[k] = makeReflection(v, offDiagonal, k);
    if (betas[k] !== 0) reflectBothSides(a, n, k + 1, v, betas[k]!, work);
  }
  if (n > 0) diagonal[n - 1] = a[n * n - 1]!;
  return { diagonal, offDiagonal, basis: formBasis(a, betas, n) };
}

/** B := H·B·H for the block B of rows and columns from `top` on, H = I - β·v·vᵀ: B -= v·wᵀ + w·vᵀ. */
function reflectBothSides(
  a: Float64Array,
  n: number,
  top: number,
  v: Float64Array,
  beta: number,
  w: Float64Array,
): void {
  const size = n - top;
  let along = 0;
  for (let i = 0; i < size; i++) {
    const row = (top + i) * n + top;
    let sum = 0;
    for (let j = 0; j < size; j++) sum += a[row + j]! * v[j]!;
    w[i] = beta * sum;
    along += w[i]! * v[i]!;
  }
  for (let i = 0; i < size; i++) w[i]! -= (beta / 2) * along * v[i]!;
  for (let i = 0; i < size; i++) {
    const row = (top + i) * n + top;
    for (let j = 0; j < size; j++) a[row + j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
  }
}

/** Qᵀ = ... H₁·H₀, built from the last reflection to the first, so that each touches only the block already filled. */
function formBasis(reflectors: Float64Array, betas: Float64Array, n: number): Float64Array {
  const basis = new Float64Array(n * n);
  for (let i = 0; i < n; i++) basis[i * (n + 1)] = 1;
  for (let k = n - 2; k >= 0; k--) {
    if (betas[k] === 0) continue;
    const v = reflectors.subarray(k * n + k + 1, (k + 1) * n);
    for (let i = k + 1; i < n; i++) {
      const row = i * n + k + 1;
      let along = 0;
      for (let j = 0; j < v.length; j++) along += basis[row + j]! * v[j]!;
      for (let j = 0; j < v.length; j++) basis[row + j]! -= betas[k]! * along * v[j]!;
    }
  }
  return basis;
}
