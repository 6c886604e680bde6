import { exp } from "../../random";

/** Vectors of any float type, row-major [count × factors], and a bias per item. */
export interface BprVectors<Floats = Float32Array | Float64Array> {
  readonly factors: number;
  readonly users: Floats;
  readonly items: Floats;
  readonly biases: Floats;
}

/** How far a step goes, and how hard it pulls towards 0. */
export interface BprStepSettings {
  readonly learningRate: number;
  readonly regularization: number;
}

/** How much a user u is held to like item i, but for a constant of the user's: p_u · q_i + b_i. */
export function bprScore({ factors, users, items, biases }: BprVectors, user: number, item: number): number {
  let score = biases[item]!;
  for (let d = 0; d < factors; d++) score += users[user * factors + d]! * items[item * factors + d]!;
  return score;
}

/** By how much a user u is held to prefer item i to item j: x_uij = p_u · (q_i − q_j) + b_i − b_j. */
export function bprMargin(
  { factors, users, items, biases }: BprVectors,
  user: number,
  liked: number,
  other: number,
): number {
  let margin = biases[liked]! - biases[other]!;
  let [u, i, j] = [user * factors, liked * factors, other * factors];
  for (let d = 0; d < factors; d++) margin += users[u++]! * (items[i++]! - items[j++]!);
  return margin;
}

/**
 * One step up the slope of ln σ(x_uij) − λ/2 ‖θ‖², in place: θ += η (σ(−x_uij) ∂x_uij/∂θ − λ θ), where σ(−x) is the
 * chance that the model gives to the wrong order. The user's vector, both items' vectors and both biases move.
 *
 * @returns x_uij before the step; above 0 where the pair already stood in the right order
 * @source Rendle, Freudenthaler, Gantner & Schmidt-Thieme, "BPR: Bayesian Personalized Ranking from Implicit Feedback",
 *         UAI 2009, figure 4 and section 4.3.1
 */
export function bprStep(
  vectors: BprVectors,
  user: number,
  liked: number,
  other: number,
  { learningRate, regularization }: BprStepSettings,
): number {
  const { factors, users, items, biases } = vectors;
  const margin = bprMargin(vectors, user, liked, other);
  const push = learningRate * wrongOrder(margin);
  const keep = 1 - learningRate * regularization;
  let [u, i, j] = [user * factors, liked * factors, other * factors];
  for (let d = 0; d < factors; d++) {
    const p = users[u]!;
    const qi = items[i]!;
    const qj = items[j]!;
    users[u++] = keep * p + push * (qi - qj);
    items[i++] = keep * qi + push * p;
    items[j++] = keep * qj - push * p;
  }
  biases[liked] = keep * biases[liked]! + push;
  biases[other] = keep * biases[other]! - push;
  return margin;
}

/** The same step for a user's vector alone, while the items hold still. */
export function bprUserStep(
  user: Float64Array,
  { factors, items, biases }: Omit<BprVectors, "users">,
  liked: number,
  other: number,
  { learningRate, regularization }: BprStepSettings,
): void {
  let margin = biases[liked]! - biases[other]!;
  const i = liked * factors;
  const j = other * factors;
  for (let d = 0; d < factors; d++) margin += user[d]! * (items[i + d]! - items[j + d]!);
  const push = learningRate * wrongOrder(margin);
  const keep = 1 - learningRate * regularization;
  for (let d = 0; d < factors; d++) user[d] = keep * user[d]! + push * (items[i + d]! - items[j + d]!);
}

/** σ(−x) = 1 / (1 + e^x); 0 where e^x overflows. The room's own exp, so that every engine takes the same steps. */
export function wrongOrder(margin: number): number {
  return 1 / (1 + exp(margin));
}
