import type { History } from "../../ranking";

/** Settings of {@link conjugateGradientUser}. */
export interface ConjugateGradientOptions {
  /** Length of a taste vector. */
  readonly rank: number;
  /** α of the confidence 1 + α·r. */
  readonly alpha: number;
  /** λ, above 0. */
  readonly regularization: number;
  /** Most steps; fewer when the residual vanishes. `rank` steps would be exact without rounding. */
  readonly steps: number;
}

/** Below this squared residual a row counts as solved. */
const SOLVED = 1e-20;

/**
 * Improves the taste vector of one user by a few steps of conjugate gradient on the same equation as
 * `solveUser`, A x = b with A = YᵀCY + λI, without ever forming A: A v = YᵀY v + λ v + Σ_touched α·r (y · v) y.
 * Starting from the last sweep's vector, three steps are enough. Float64 inside.
 *
 * @param x       [rank] the vector to improve, overwritten
 * @param history items the user touched, with strengths r > 0
 * @param items   Y, row-major [itemCount × rank]
 * @param gram    YᵀY, row-major [rank × rank]
 * @param work    working memory of three vectors, [3 × rank]
 * @source Takács, Pilászy & Tikk, "Applications of the conjugate gradient method for implicit feedback collaborative
 *         filtering", RecSys 2011, section 3
 */
export function conjugateGradientUser(
  x: Float32Array | Float64Array,
  history: History,
  items: Float32Array | Float64Array,
  gram: Float64Array,
  { rank, alpha, regularization, steps }: ConjugateGradientOptions,
  work: Float64Array = new Float64Array(3 * rank),
): void {
  const residual = work.subarray(0, rank);
  const direction = work.subarray(rank, 2 * rank);
  const image = work.subarray(2 * rank, 3 * rank);

  applyGram(gram, regularization, x, image);
  for (let d = 0; d < rank; d++) residual[d] = -image[d]!;
  addTouched(history, items, alpha, 1, x, residual);
  direction.set(residual);
  let squared = dot(residual, residual);

  for (let step = 0; step < steps && squared > SOLVED; step++) {
    applyGram(gram, regularization, direction, image);
    addTouched(history, items, alpha, 0, direction, image);
    const length = squared / dot(direction, image);
    for (let d = 0; d < rank; d++) {
      x[d]! += length * direction[d]!;
      residual[d]! -= length * image[d]!;
    }
    const next = dot(residual, residual);
    const turn = next / squared;
    for (let d = 0; d < rank; d++) direction[d] = residual[d]! + turn * direction[d]!;
    squared = next;
  }
}

/** into = (YᵀY + λI) v */
function applyGram(gram: Float64Array, lambda: number, v: Float32Array | Float64Array, into: Float64Array): void {
  const rank = into.length;
  for (let a = 0; a < rank; a++) {
    let sum = lambda * v[a]!;
    const row = a * rank;
    for (let b = 0; b < rank; b++) sum += gram[row + b]! * v[b]!;
    into[a] = sum;
  }
}

/**
 * The touched items' share, in two uses. With `preference` 0 it adds Σ α·r (y · v) y, their part of A v. With
 * `preference` 1 it adds Σ ((1 + α·r) − α·r (y · v)) y: the right side b less that part, which is the residual's.
 */
function addTouched(
  { items: touched, values }: History,
  items: Float32Array | Float64Array,
  alpha: number,
  preference: 0 | 1,
  v: Float32Array | Float64Array,
  into: Float64Array,
): void {
  const rank = into.length;
  for (let n = 0; n < touched.length; n++) {
    const start = touched[n]! * rank;
    let product = 0;
    for (let d = 0; d < rank; d++) product += items[start + d]! * v[d]!;
    const extra = alpha * values[n]!;
    const weight = preference === 1 ? 1 + extra - extra * product : extra * product;
    for (let d = 0; d < rank; d++) into[d]! += weight * items[start + d]!;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}
