import { ItemVectors } from "../../ranking";
import { LayeredScores } from "../scoring/layered-scores";
import { dataOf, type Weights } from "../shared/weights";
import type { CollaborativeShape } from "./shape";

/**
 * The part of a score that is a product of two vectors: x_u = (h ∘ p_u, 1, b + b_u) and y_i = (q_i, b_i, 1), so that
 * x_u · y_i = b + b_u + b_i + Σ_d h_d p_ud q_id.
 */
export interface ProductPart {
  readonly items: ItemVectors;
  /** x of all users, row-major [users × items.rank]. */
  readonly users: Float32Array;
}

/**
 * Puts the product part of a network together.
 *
 * @param weights   of the network
 * @param shape     which terms there are
 * @param userCount number of users
 * @param itemCount number of items
 */
export function productPart(
  weights: Weights,
  { factors, learnsOutput, biases }: CollaborativeShape,
  userCount: number,
  itemCount: number,
): ProductPart {
  const rank = factors + 2;
  const [users, items] = [new Float32Array(userCount * rank), new Float32Array(itemCount * rank)];
  const bias = dataOf(weights, "bias")[0]!;
  const h = factors > 0 && learnsOutput ? dataOf(weights, "gmf.output") : undefined;
  const [p, q] = factors > 0 ? [dataOf(weights, "gmf.users"), dataOf(weights, "gmf.items")] : [NOTHING, NOTHING];
  const [userBiases, itemBiases] = biases ? [dataOf(weights, "bias.users"), dataOf(weights, "bias.items")] : [];
  for (let user = 0; user < userCount; user++) {
    const at = user * rank;
    for (let d = 0; d < factors; d++) users[at + d] = (h?.[d] ?? 1) * p[user * factors + d]!;
    users[at + factors] = 1;
    users[at + factors + 1] = bias + (userBiases?.[user] ?? 0);
  }
  for (let item = 0; item < itemCount; item++) {
    const at = item * rank;
    for (let d = 0; d < factors; d++) items[at + d] = q[item * factors + d]!;
    items[at + factors] = itemBiases?.[item] ?? 0;
    items[at + factors + 1] = 1;
  }
  return { items: new ItemVectors(items, rank), users };
}

const NOTHING = new Float32Array(0);

/** The part of a score that is a network over both sides, with the users' halves of its first layer. */
export interface LayeredPart {
  readonly scores: LayeredScores;
  /** Writes the user's half of the first layer, bias included. */
  userHalfInto(user: number, half: Float32Array): void;
  /** Length of a half. */
  readonly width: number;
}

/**
 * Puts the layered part of a network together: W_1 [p'; q'] + c_1 = (W_1u p' + c_1) + W_1i q', of which the second half is
 * computed here for every item.
 *
 * @param weights of the network
 * @param shape   which layers there are, at least one
 */
export function layeredPart(weights: Weights, { embedding, layers }: CollaborativeShape): LayeredPart {
  const width = layers[0]!;
  const [weight, bias] = [dataOf(weights, "mlp.0.weight"), dataOf(weights, "mlp.0.bias")];
  const [p, q] = [dataOf(weights, "mlp.users"), dataOf(weights, "mlp.items")];
  const half = (from: Float32Array, row: number, offset: number, to: Float32Array, at: number): void => {
    for (let o = 0; o < width; o++) {
      let sum = offset === 0 ? bias[o]! : 0;
      const w = o * 2 * embedding + offset;
      for (let d = 0; d < embedding; d++) sum += weight[w + d]! * from[row * embedding + d]!;
      to[at + o] = sum;
    }
  };
  const itemCount = q.length / embedding;
  const items = new Float32Array(itemCount * width);
  for (let item = 0; item < itemCount; item++) half(q, item, embedding, items, item * width);
  const rest = layers.slice(1).map((_, n) => ({
    weight: dataOf(weights, `mlp.${n + 1}.weight`),
    bias: dataOf(weights, `mlp.${n + 1}.bias`),
  }));
  const scores = new LayeredScores({ width, items, layers: rest, output: dataOf(weights, "mlp.output") });
  return { scores, width, userHalfInto: (user, to) => half(p, user, 0, to, 0) };
}
