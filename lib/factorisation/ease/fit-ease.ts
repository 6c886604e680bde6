import { NotSupportedError, Pace } from "../../contracts";
import { transpose, type UserItemMatrix } from "../../interactions";
import { type EaseKernel, PlainEaseKernel, TILE, wasmEaseFits, WasmEaseKernel } from "./ease-kernel";
import { EaseModel } from "./ease-model";
import { type EaseOptions, easeSettings } from "./ease-options";
import { negateInverse } from "./symmetric-inverse";

/**
 * Embarrassingly shallow autoencoder: one weight from every item to every other, B [items × items], that makes
 * ‖X − XB‖² + λ‖B‖² smallest while no item may foretell itself (diag B = 0). In closed form: G = XᵀX + λI, P = G⁻¹,
 * b_ji = −p_ji / p_ii. There is no chance in it, nothing to iterate and nothing to go on from: for new data fit again.
 *
 * Takes n³ steps and 12 n² bytes for n items (8 for G, 4 for B): 3,700 items need 164 MB, 20,000 need 4.8 GB;
 * `fitSparseEase` takes larger catalogues. Items that nobody has get weights of 0.
 *
 * @param matrix values as they are: ones (each pair once) are the paper's X; negative ones count against
 * @throws ValueError when the regularization is not above 0; NotSupportedError when the memory is not to be had; the
 *         signal's reason when it is aborted
 * @source Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019, equations 3 to 8
 */
export async function fitEase(matrix: UserItemMatrix, options: EaseOptions = {}): Promise<EaseModel> {
  const side = Math.ceil(matrix.itemCount / TILE) * TILE;
  const settings = easeSettings(options, wasmEaseFits(side));
  options.signal?.throwIfAborted();
  const kernel = kernelFor(matrix.itemCount, side, settings.kernel === "wasm");
  await addGram(matrix, kernel.matrix, side, options);
  for (let item = 0; item < side; item++) kernel.matrix[item * (side + 1)]! += settings.regularization;
  await negateInverse(kernel, side, options);
  return new EaseModel(weightsOf(kernel.matrix, side, matrix.itemCount), matrix, settings);
}

function kernelFor(itemCount: number, side: number, wasm: boolean): EaseKernel {
  try {
    return wasm ? new WasmEaseKernel(side) : new PlainEaseKernel(side);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const gigabytes = ((12 * side ** 2) / 1e9).toFixed(1);
    throw new NotSupportedError(
      `EASE of ${itemCount} items needs ${gigabytes} GB; fitSparseEase takes catalogues of this size`,
      {
        cause,
      },
    );
  }
}

/** Adds XᵀX on and below the diagonal, row by row: a row stays in the first cache while its users add to it. */
async function addGram(
  matrix: UserItemMatrix,
  gram: Float64Array,
  side: number,
  { onProgress, signal }: EaseOptions,
): Promise<void> {
  const { itemCount, rowStarts, items, values } = matrix;
  const byItem = transpose(matrix);
  const pace = new Pace(signal);
  for (let item = 0; item < itemCount; item++) {
    const row = gram.subarray(item * side, item * side + item + 1);
    for (let at = byItem.itemStarts[item]!; at < byItem.itemStarts[item + 1]!; at++) {
      const value = byItem.values[at]!;
      const user = byItem.users[at]!;
      const end = rowStarts[user + 1]!;
      for (let own = rowStarts[user]!; own < end && items[own]! <= item; own++)
        row[items[own]!]! += value * values[own]!;
    }
    if (!pace.isDue()) continue;
    onProgress?.({ task: "EASE item pairs", done: item + 1, total: itemCount, unit: "items" });
    await pace.rest();
  }
}

/** B from −P: b_ji = −p_ji / p_ii, 0 on the diagonal. */
function weightsOf(negated: Float64Array, side: number, count: number): Float32Array {
  const weights = new Float32Array(count * count);
  for (let j = 0; j < count; j++) {
    for (let i = 0; i < j; i++) {
      const p = negated[j * side + i]!;
      weights[j * count + i] = -p / negated[i * (side + 1)]!;
      weights[i * count + j] = -p / negated[j * (side + 1)]!;
    }
  }
  return weights;
}
