import { requireLength } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { type RegularizationSettings, rowRegularization } from "./row-regularization";
import { gramMatrix } from "../shared/gram";

/** Settings of {@link implicitCost}. */
export interface CostOptions extends RegularizationSettings {
  /** Length of a taste vector. */
  readonly rank: number;
  /** α of the confidence 1 + α·r. */
  readonly alpha: number;
}

/**
 * What implicit ALS makes small: Σ over all pairs of c (p − x·y)² + λ (Σ ‖x‖² + Σ ‖y‖²), with c = 1 + α·r and p = 1 where
 * r > 0; with frequency-scaled regularisation each row has a λ of its own. The pairs that never met enter through Σ (x·y)² = trace(XᵀX YᵀY), so time is that of the pairs that did.
 *
 * @param users X, row-major [userCount × rank]
 * @param items Y, row-major [itemCount × rank]
 * @returns the cost, at least 0 up to rounding
 * @source Hu, Koren & Volinsky, ICDM 2008, equation 3
 */
export function implicitCost(
  matrix: UserItemMatrix,
  users: Float32Array | Float64Array,
  items: Float32Array | Float64Array,
  options: CostOptions,
): number {
  const { rank, alpha } = options;
  requireLength("users", users.length, matrix.userCount * rank);
  requireLength("items", items.length, matrix.itemCount * rank);
  const userGram = gramMatrix(users, rank);
  const itemGram = gramMatrix(items, rank);
  let cost = 0;
  for (let n = 0; n < userGram.length; n++) cost += userGram[n]! * itemGram[n]!;
  const itemContacts = new Uint32Array(matrix.itemCount);

  for (let user = 0; user < matrix.userCount; user++) {
    let contacts = 0;
    for (let at = matrix.rowStarts[user]!; at < matrix.rowStarts[user + 1]!; at++) {
      const value = matrix.values[at]!;
      let product = 0;
      for (let d = 0; d < rank; d++) product += users[user * rank + d]! * items[matrix.items[at]! * rank + d]!;
      if (value > 0) {
        contacts++;
        itemContacts[matrix.items[at]!]!++;
      }
      const miss = value > 0 ? 1 - product : -product;
      cost += (1 + alpha * value) * miss * miss - product * product;
    }
    cost += rowRegularization(options, contacts, matrix.itemCount) * squaredLength(users, user, rank);
  }
  itemContacts.forEach((contacts, item) => {
    cost += rowRegularization(options, contacts, matrix.userCount) * squaredLength(items, item, rank);
  });
  return cost;
}

function squaredLength(vectors: Float32Array | Float64Array, row: number, rank: number): number {
  let squares = 0;
  for (let at = row * rank; at < (row + 1) * rank; at++) squares += vectors[at]! ** 2;
  return squares;
}
