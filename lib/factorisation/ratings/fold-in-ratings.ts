import { NotSupportedError } from "../../contracts";
import type { History } from "../../ranking";
import type { RatingParameters } from "./rating-parameters";
import { solveSymmetricPositive } from "../als/solve-user";

/**
 * Bias and vector of a new user while the items stay as they are: with targets t = r − μ − b_i − q_i · offset and rows
 * a_i = (1, q_i), it solves (AᵀA + λ m I) (b, p) = Aᵀ t for the m ratings of the history, the least squares whose
 * penalty is counted once per rating, as in training. All 0 for an empty history.
 *
 * @param history    checked ratings
 * @param offset     what is known of the user's vector already (SVD++: c Σ y_j), length factors
 * @returns the bias, and the whole vector offset + p
 * @throws NotSupportedError when λ is 0
 */
export function foldInRatings(
  { items, values }: History,
  { mean, itemBiases, itemFactors }: Pick<RatingParameters, "mean" | "itemBiases" | "itemFactors">,
  offset: Float64Array,
  regularization: number,
): { bias: number; vector: Float64Array } {
  if (regularization === 0) {
    throw new NotSupportedError(
      "new users need a model with regularization above 0; fit it again, or predict known ones",
    );
  }
  if (items.length === 0) return { bias: 0, vector: offset };
  const size = offset.length + 1;
  const left = new Float64Array(size * size);
  const right = new Float64Array(size);
  const row = new Float64Array(size).fill(1);
  for (let d = 0; d < size; d++) left[d * size + d] = regularization * items.length;
  for (let n = 0; n < items.length; n++) {
    const item = items[n]!;
    let target = values[n]! - mean - itemBiases[item]!;
    for (let d = 1; d < size; d++) {
      row[d] = itemFactors[item * offset.length + d - 1]!;
      target -= row[d]! * offset[d - 1]!;
    }
    for (let a = 0; a < size; a++) {
      right[a]! += row[a]! * target;
      for (let b = 0; b < size; b++) left[a * size + b]! += row[a]! * row[b]!;
    }
  }
  solveSymmetricPositive(left, right);
  return { bias: right[0]!, vector: offset.map((known, d) => known + right[d + 1]!) };
}
