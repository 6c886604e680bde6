import { requireLength } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { gramMatrix } from "../shared/gram";

/** Settings of {@link implicitCost}. */
export interface CostOptions {
  /** Length of a taste vector. */
  readonly rank: number;
  /** α of the confidence 1 + α·r. */
  readonly alpha: number;
  /** λ. */
  readonly regularization: number;
}

/**
 * What implicit ALS makes small: Σ over all pairs of c (p − x·y)² + λ (Σ ‖x‖² + Σ ‖y‖²), with c = 1 + α·r and p = 1 where
 * r > 0. The pairs that never met enter through Σ (x·y)² = trace(XᵀX YᵀY), so time is that of the pairs that did.
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
  { rank, alpha, regularization }: CostOptions,
): number {
  requireLength("users", users.length, matrix.userCount * rank);
  requireLength("items", items.length, matrix.itemCount * rank);
  const userGram = gramMatrix(users, rank);
  const itemGram = gramMatrix(items, rank);
  let cost = 0;
  for (let n = 0; n < userGram.length; n++) cost += userGram[n]! * itemGram[n]!;
  for (let d = 0; d < rank; d++) cost += regularization * (userGram[d * rank + d]! + itemGram[d * rank + d]!);

  for (let user = 0; user < matrix.userCount; user++) {
    for (let at = matrix.rowStarts[user]!; at < matrix.rowStarts[user + 1]!; at++) {
      const value = matrix.values[at]!;
      let product = 0;
      for (let d = 0; d < rank; d++) product += users[user * rank + d]! * items[matrix.items[at]! * rank + d]!;
      const miss = value > 0 ? 1 - product : -product;
      cost += (1 + alpha * value) * miss * miss - product * product;
    }
  }
  return cost;
}
