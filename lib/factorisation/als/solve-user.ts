import { requireLength, requireNonNegative, requirePositive, ValueError } from "../../contracts";
import type { History } from "../../ranking";

/** Settings of {@link solveUser}. */
export interface SolveUserOptions {
  /** Length of a taste vector. */
  readonly rank: number;
  /** α of the confidence 1 + α·r. */
  readonly alpha: number;
  /** λ, above 0. */
  readonly regularization: number;
}

/**
 * Taste vector of one user while every item vector is held fixed:
 * x = (YᵀY + Yᵀ(C − I)Y + λI)⁻¹ Yᵀ C p, with confidence c = 1 + α·r and preference p = 1 where r > 0.
 * Only the items the user touched are visited, because c = 1 and p = 0 elsewhere. Float64, solved by Cholesky.
 *
 * @param history items the user touched and how strongly (r >= 0), length m; an r of 0 is no touch
 * @param items   Y, row-major [itemCount × rank]
 * @param gram    YᵀY, row-major [rank × rank]; computed once for all users
 * @returns x, length rank; zeros for an empty history
 * @throws ShapeError when an array does not fit the rank
 * @throws ValueError when λ is not above 0 (the system could be singular) or a strength is negative
 * @source Hu, Koren & Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", ICDM 2008, equation 4.
 *         Taught in notebooks/02-factorisation.
 */
export function solveUser(
  { items: touched, values }: History,
  items: Float32Array | Float64Array,
  gram: Float64Array,
  options: SolveUserOptions,
): Float64Array {
  const { rank } = options;
  const right = new Float64Array(rank);
  const left = normalMatrix({ items: touched, values }, items, gram, options);
  for (let n = 0; n < touched.length; n++) {
    const confidence = values[n]! > 0 ? 1 + options.alpha * values[n]! : 0;
    const start = touched[n]! * rank;
    for (let a = 0; a < rank; a++) right[a]! += confidence * items[start + a]!;
  }
  solveSymmetricPositive(left, right);
  return right;
}

/** YᵀCY + λI of one user, row-major [rank × rank]; both triangles are filled. */
export function normalMatrix(
  { items: touched, values }: History,
  items: Float32Array | Float64Array,
  gram: Float64Array,
  { rank, alpha, regularization }: SolveUserOptions,
): Float64Array {
  requireLength("values", values.length, touched.length);
  requireLength("gram", gram.length, rank * rank);
  requireNonNegative("alpha", alpha);
  requirePositive("regularization", regularization);
  const left = Float64Array.from(gram);
  for (let d = 0; d < rank; d++) left[d * rank + d]! += regularization;
  for (let n = 0; n < touched.length; n++) {
    const strength = values[n]!;
    if (!(strength >= 0)) throw new ValueError(`values must be at least 0, received ${strength} at ${n}`);
    addOuterProduct(left, items, touched[n]! * rank, rank, alpha * strength);
  }
  return left;
}

/** left += weight · y yᵀ for the vector y that begins at `start`. */
function addOuterProduct(
  left: Float64Array,
  items: Float32Array | Float64Array,
  start: number,
  rank: number,
  weight: number,
): void {
  for (let a = 0; a < rank; a++) {
    const y = weight * items[start + a]!;
    for (let b = 0; b < rank; b++) left[a * rank + b]! += y * items[start + b]!;
  }
}

/**
 * Solves A x = b in place for a symmetric positive definite A: A becomes its Cholesky factor L (lower triangle), b
 * becomes x. In place because it runs once per row and sweep.
 *
 * @throws ValueError when A is not positive definite, as with a λ that vanishes beside the numbers in A
 */
export function solveSymmetricPositive(matrix: Float64Array, right: Float64Array): void {
  const rank = right.length;
  requireLength("matrix", matrix.length, rank * rank);
  for (let column = 0; column < rank; column++) {
    for (let row = column; row < rank; row++) {
      let sum = matrix[row * rank + column]!;
      for (let k = 0; k < column; k++) sum -= matrix[row * rank + k]! * matrix[column * rank + k]!;
      if (row > column) {
        matrix[row * rank + column] = sum / matrix[column * rank + column]!;
      } else {
        if (!(sum > 0)) throw new ValueError(`matrix must be positive definite, pivot ${column} is ${sum}`);
        matrix[row * rank + row] = Math.sqrt(sum);
      }
    }
  }
  for (let row = 0; row < rank; row++) {
    let sum = right[row]!;
    for (let k = 0; k < row; k++) sum -= matrix[row * rank + k]! * right[k]!;
    right[row] = sum / matrix[row * rank + row]!;
  }
  for (let row = rank - 1; row >= 0; row--) {
    let sum = right[row]!;
    for (let k = row + 1; k < rank; k++) sum -= matrix[k * rank + row]! * right[k]!;
    right[row] = sum / matrix[row * rank + row]!;
  }
}
