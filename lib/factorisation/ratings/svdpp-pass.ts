import type { UserItemMatrix } from "../../interactions";
import type { RatingParameters } from "./rating-parameters";
import { dot, type StepSettings } from "./svd-pass";

/**
 * One stochastic gradient step of SVD++ per rating, as in {@link svdPass}. Written out, each step also moves the vector
 * of every item that the user has rated: y_j += γ (e c q − λ y_j) with c = |N(u)|^-½. That is one and the same map for
 * all j, so it need not be carried out for each. With z = c Σ y_j it says z ← (1 − γλ) z + γ e q, since c² |N(u)| = 1;
 * p is moved alike, and so is their sum, but twice as far:
 *
 *     x = p + z,    x ← (1 − γλ) x + 2 γ e q
 *
 * After the user's last rating, with A = (1 − γλ)^|N(u)| and s = ½ (x_after − A x_before), p ← A p + s and every
 * y_j ← A y_j + c s. The result is that of the written-out steps up to rounding, for the work of one vector per rating
 * in place of |N(u)|.
 *
 * @param parameters changed in place; must have implicitFactors
 * @param y          its implicitFactors
 * @returns Σ e² over the ratings visited, each before its own step
 * @source Koren, "Factorization Meets the Neighborhood", KDD 2008, section 4
 */
export function svdppPass(
  { mean, userBiases, itemBiases, userFactors, itemFactors }: Omit<RatingParameters, "implicitFactors">,
  y: Float32Array,
  { rowStarts, items, values }: UserItemMatrix,
  from: number,
  to: number,
  { learningRate, regularization }: StepSettings,
): number {
  const factors = userFactors.length / userBiases.length;
  const decay = 1 - learningRate * regularization;
  const x = new Float64Array(factors);
  const before = new Float64Array(factors);
  let squares = 0;
  for (let user = from; user < to; user++) {
    const first = rowStarts[user]!;
    const end = rowStarts[user + 1]!;
    if (first === end) continue;
    const own = user * factors;
    const c = 1 / Math.sqrt(end - first);
    let bias = userBiases[user]!;
    sumRows(x, y, items, first, end, c);
    for (let d = 0; d < factors; d++) before[d] = x[d]! += userFactors[own + d]!;
    for (let at = first; at < end; at++) {
      const item = items[at]!;
      const start = item * factors;
      const error = values[at]! - (mean + bias + itemBiases[item]! + dot(x, itemFactors, start, factors));
      const step = learningRate * error;
      squares += error * error;
      bias = decay * bias + step;
      itemBiases[item] = decay * itemBiases[item]! + step;
      for (let d = 0; d < factors; d++) {
        const xd = x[d]!;
        const qd = itemFactors[start + d]!;
        x[d] = decay * xd + 2 * step * qd;
        itemFactors[start + d] = decay * qd + step * xd;
      }
    }
    userBiases[user] = bias;
    const shrink = decay ** (end - first);
    const shift = before; // s, in the place of x_before, which is used up
    for (let d = 0; d < factors; d++) {
      shift[d] = (x[d]! - shrink * before[d]!) / 2;
      userFactors[own + d] = shrink * userFactors[own + d]! + shift[d]!;
    }
    moveRows(y, items, first, end, shrink, c, shift);
  }
  return squares;
}

/** into = scale · Σ of the rows of y that items[first..end) name. */
export function sumRows(
  into: Float64Array,
  y: Float32Array,
  items: Uint32Array,
  first: number,
  end: number,
  scale: number,
): void {
  const factors = into.length;
  into.fill(0);
  for (let at = first; at < end; at++) {
    const start = items[at]! * factors;
    for (let d = 0; d < factors; d++) into[d]! += y[start + d]!;
  }
  for (let d = 0; d < factors; d++) into[d]! *= scale;
}

/** y_j ← A y_j + c s for all items j of one user. */
function moveRows(
  y: Float32Array,
  items: Uint32Array,
  first: number,
  end: number,
  shrink: number,
  c: number,
  shift: Float64Array,
): void {
  const factors = shift.length;
  for (let at = first; at < end; at++) {
    const start = items[at]! * factors;
    for (let d = 0; d < factors; d++) y[start + d] = shrink * y[start + d]! + c * shift[d]!;
  }
}
