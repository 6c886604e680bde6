import type { UserItemMatrix } from "../../interactions";
import type { RatingParameters } from "./rating-parameters";

/** How far one step goes. */
export interface StepSettings {
  /** γ */
  readonly learningRate: number;
  /** λ */
  readonly regularization: number;
}

/**
 * One stochastic gradient step per rating of the users from (inclusive) to (exclusive), user by user and in the order
 * of their items. With e = r − r̂ each step goes γ along the downhill direction of ½ (e² + λ (b_u² + b_i² + |p|² + |q|²)):
 *
 *     b_u += γ (e − λ b_u)      p += γ (e q − λ p)
 *     b_i += γ (e − λ b_i)      q += γ (e p − λ q)      (all four from the old values)
 *
 * The user's vector is kept in float64 while it is in use, everything at rest is float32.
 *
 * @param parameters changed in place
 * @returns Σ e² over the ratings visited, each before its own step
 * @source Koren, Bell & Volinsky, "Matrix Factorization Techniques for Recommender Systems", Computer 42(8), 2009
 */
export function svdPass(
  { mean, userBiases, itemBiases, userFactors, itemFactors }: RatingParameters,
  { rowStarts, items, values }: UserItemMatrix,
  from: number,
  to: number,
  { learningRate, regularization }: StepSettings,
): number {
  const factors = userFactors.length / userBiases.length;
  const decay = 1 - learningRate * regularization;
  const p = new Float64Array(factors);
  let squares = 0;
  for (let user = from; user < to; user++) {
    const own = user * factors;
    let bias = userBiases[user]!;
    for (let d = 0; d < factors; d++) p[d] = userFactors[own + d]!;
    for (let at = rowStarts[user]!, end = rowStarts[user + 1]!; at < end; at++) {
      const item = items[at]!;
      const start = item * factors;
      const error = values[at]! - (mean + bias + itemBiases[item]! + dot(p, itemFactors, start, factors));
      const step = learningRate * error;
      squares += error * error;
      bias = decay * bias + step;
      itemBiases[item] = decay * itemBiases[item]! + step;
      for (let d = 0; d < factors; d++) {
        const pd = p[d]!;
        const qd = itemFactors[start + d]!;
        p[d] = decay * pd + step * qd;
        itemFactors[start + d] = decay * qd + step * pd;
      }
    }
    userBiases[user] = bias;
    for (let d = 0; d < factors; d++) userFactors[own + d] = p[d]!;
  }
  return squares;
}

/** x · y for the row of y that begins at `start`. Four sums at once, because one would wait for each addition. */
export function dot(x: Float64Array, y: Float32Array, start: number, length: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let n = 0;
  for (; n + 3 < length; n += 4) {
    a += x[n]! * y[start + n]!;
    b += x[n + 1]! * y[start + n + 1]!;
    c += x[n + 2]! * y[start + n + 2]!;
    d += x[n + 3]! * y[start + n + 3]!;
  }
  for (; n < length; n++) a += x[n]! * y[start + n]!;
  return a + b + (c + d);
}
