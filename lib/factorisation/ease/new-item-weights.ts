import type { UserItemMatrix } from "../../interactions";
import type { Audience } from "../../ranking";

/** What of an EASE model is needed here. */
interface Fitted {
  readonly itemCount: number;
  /** B, row-major [items × items] */
  readonly weights: Float32Array;
  readonly seen: UserItemMatrix;
  readonly settings: { readonly regularization: number };
}

/**
 * What every known item says for a new one: the very column that EASE fitted with the new item would have. A column of B
 * is a ridge regression of one item on all others, b = P Xᵀ a for the new item's audience a, with P = (XᵀX + λI)⁻¹ of the
 * known items. P is got back from B = −P / diag P, whose diagonal follows from (XᵀX + λI) P = I:
 * 1 / p_ii = λ + Σ_u x_ui (x_ui − x̂_ui), where x̂ = X B is the score of a user's own item.
 *
 * @param model    of n items; its matrix is read once
 * @param audience who took to the new item, and how strongly
 * @returns [n]; zeros for an empty audience
 * @source Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019, equations 5 to 8
 */
export function newItemWeights(model: Fitted, { users, values }: Audience): Float64Array {
  const { seen, weights, itemCount } = model;
  const met = new Float64Array(itemCount);
  for (let n = 0; n < users.length; n++) {
    for (let at = seen.rowStarts[users[n]!]!; at < seen.rowStarts[users[n]! + 1]!; at++) {
      met[seen.items[at]!]! += values[n]! * seen.values[at]!;
    }
  }
  const diagonal = inverseDiagonal(model);
  const found = met.map((sum, item) => sum * diagonal[item]!);
  for (let from = 0; from < itemCount; from++) {
    // P_from,to = −b_from,to · p_to,to, and P is symmetric.
    const spoken = met[from]!;
    if (spoken === 0) continue;
    for (let to = 0; to < itemCount; to++) found[to]! -= spoken * weights[from * itemCount + to]! * diagonal[to]!;
  }
  return found;
}

/** p_ii of every item. */
function inverseDiagonal({ seen, weights, itemCount, settings }: Fitted): Float64Array {
  const inverted = new Float64Array(itemCount).fill(settings.regularization);
  for (let user = 0; user < seen.userCount; user++) {
    const [start, end] = [seen.rowStarts[user]!, seen.rowStarts[user + 1]!];
    for (let at = start; at < end; at++) {
      const item = seen.items[at]!;
      let rest = seen.values[at]!;
      for (let other = start; other < end; other++) {
        rest -= seen.values[other]! * weights[seen.items[other]! * itemCount + item]!;
      }
      inverted[item]! += seen.values[at]! * rest;
    }
  }
  return inverted.map((value) => 1 / value);
}
