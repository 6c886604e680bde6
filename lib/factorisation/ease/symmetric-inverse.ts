import { Pace, type ProgressListener } from "../../contracts";
import { cholesky, DenseMatrix, invertCholesky } from "../../linalg";
import { DEPTH, type EaseKernel, panelPlace, TILE } from "./ease-kernel";

/** Tile rows per call of the kernel: their panels stay in the first cache, and the work stays interruptible. */
const ROWS_PER_CALL = 8;

/**
 * Replaces the kernel's symmetric positive definite matrix A by −A⁻¹, in place, on and below the diagonal: n³ multiply-
 * and-add pairs over 2, nearly all of them in the kernel. Sweeps 64 pivots K at a time: with D = A_KK⁻¹ and R the rest,
 *
 *     A_RR ← A_RR − A_RK D A_KR,   A_RK ← A_RK D,   A_KK ← −D
 *
 * @param side rows of the matrix, a multiple of 4
 * @throws ValueError when a block of pivots is not positive definite; the signal's reason when it is aborted
 * @source Goodnight, "A Tutorial on the SWEEP Operator", The American Statistician 33(3), 1979 (here by blocks)
 */
export async function negateInverse(
  kernel: EaseKernel,
  side: number,
  { onProgress, signal }: { readonly onProgress?: ProgressListener; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const pace = new Pace(signal);
  const tiles = side / TILE;
  for (let from = 0; from < side; from += DEPTH) {
    const to = Math.min(side, from + DEPTH);
    const inverse = invertBlock(kernel.matrix, side, from, to);
    fillPanels(kernel, side, from, to, inverse);
    for (let tile = 0; tile < tiles; tile += ROWS_PER_CALL) {
      kernel.subtractProduct(tile, Math.min(tile + ROWS_PER_CALL, tiles));
      if (pace.isDue()) await pace.rest();
    }
    storeSwept(kernel, side, from, to, inverse);
    onProgress?.({ task: "EASE inverse", done: to, total: side, unit: "pivots" });
    signal?.throwIfAborted();
  }
}

/** D = A_KK⁻¹, from the lower triangle. */
function invertBlock(matrix: Float64Array, side: number, from: number, to: number): DenseMatrix {
  const block = new DenseMatrix(to - from, to - from);
  for (let i = from; i < to; i++) {
    for (let j = from; j <= i; j++) block.data[(i - from) * block.columns + (j - from)] = matrix[i * side + j]!;
  }
  return invertCholesky(cholesky(block));
}

/** right = A_RK and left = A_RK·D, with zeros in the rows of K, so that the product leaves those alone. */
function fillPanels({ matrix, left, right }: EaseKernel, side: number, from: number, to: number, d: DenseMatrix): void {
  left.fill(0);
  right.fill(0);
  const width = to - from;
  const row = new Float64Array(width);
  for (let r = 0; r < side; r++) {
    if (r >= from && r < to) continue;
    for (let k = 0; k < width; k++) row[k] = r < from ? matrix[(from + k) * side + r]! : matrix[r * side + from + k]!;
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let m = 0, at = k * width; m < width; m++) sum += row[m]! * d.data[at++]!; // D is symmetric.
      left[panelPlace(r, k)] = sum;
      right[panelPlace(r, k)] = row[k]!;
    }
  }
}

/** A_RK ← left and A_KK ← −D. */
function storeSwept({ matrix, left }: EaseKernel, side: number, from: number, to: number, d: DenseMatrix): void {
  const width = to - from;
  for (let r = 0; r < side; r++) {
    for (let k = 0; k < width; k++) {
      if (r < from) matrix[(from + k) * side + r] = left[panelPlace(r, k)]!;
      else if (r >= to) matrix[r * side + from + k] = left[panelPlace(r, k)]!;
      else if (r - from >= k) matrix[r * side + from + k] = -d.data[(r - from) * width + k]!;
    }
  }
}
