import { requireInteger, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import {
  clearItemsWithoutContact,
  clearUsersWithoutContact,
  constantWeights,
  glorotWeights,
  normalWeights,
  type WeightTensor,
} from "../shared/weights";

/**
 * One network, four models. Of user u and item i it computes
 *
 *     z_ui = b + b_u + b_i + Σ_d h_d p_ud q_id + w · φ_L(... φ_1(W_1 [p'_u; q'_i] + c_1))    φ = relu
 *
 * The dot product has the biases and the sum, with h = 1 for good. GMF has the sum with a learned h; the MLP has the last
 * term, with embeddings p' and q' of its own; NeuMF has both.
 *
 * @source He et al., "Neural Collaborative Filtering", WWW 2017, equations 9, 10 and 12
 */
export interface CollaborativeShape {
  /** Length of p and q; 0: there is no such term. */
  readonly factors: number;
  /** Whether h is learned; else it is 1. */
  readonly learnsOutput: boolean;
  /** Whether users and items have biases b_u and b_i. */
  readonly biases: boolean;
  /** Length of p' and q'. */
  readonly embedding: number;
  /** Outputs of φ_1 to φ_L; none: there is no such term. */
  readonly layers: readonly number[];
}

/** Names of the weights that are embedding tables. */
export const TABLES: ReadonlySet<string> = new Set([
  "gmf.users",
  "gmf.items",
  "mlp.users",
  "mlp.items",
  "bias.users",
  "bias.items",
]);

/**
 * Standard deviation of embeddings before training. The paper's code has 0.01, from which products and layers alike take
 * many steps until tastes tell at all.
 */
const SCALE = 0.1;

/**
 * Weights before training: embeddings normal, layers by Glorot, h all 1 (GMF begins as a dot product), biases 0. Users and
 * items without a contact start at 0.
 *
 * @param shape    which terms there are
 * @param contacts whose users and items have embeddings
 * @param seed     of the draws; every weight has a stream of its own
 */
export function initialWeights(
  shape: CollaborativeShape,
  contacts: UserItemMatrix,
  seed: number,
): Map<string, WeightTensor> {
  const random = new Random(seed).split("neural weights");
  const { userCount, itemCount } = contacts;
  const { factors, embedding, layers } = shape;
  const weights = new Map<string, WeightTensor>();
  const addTables = (name: string, width: number): void => {
    weights.set(`${name}.users`, normalWeights([userCount, width], SCALE, random.split(`${name}.users`)));
    weights.set(`${name}.items`, normalWeights([itemCount, width], SCALE, random.split(`${name}.items`)));
  };
  if (factors > 0) {
    addTables("gmf", factors);
    if (shape.learnsOutput) weights.set("gmf.output", constantWeights([1, factors], 1));
  }
  if (layers.length > 0) {
    addTables("mlp", embedding);
    let inputs = 2 * embedding;
    layers.forEach((outputs, n) => {
      weights.set(`mlp.${n}.weight`, glorotWeights(outputs, inputs, random.split(`layer ${n}`)));
      weights.set(`mlp.${n}.bias`, constantWeights([outputs]));
      inputs = outputs;
    });
    weights.set("mlp.output", glorotWeights(1, inputs, random.split("mlp.output")));
  }
  if (shape.biases) {
    weights.set("bias.users", constantWeights([userCount, 1]));
    weights.set("bias.items", constantWeights([itemCount, 1]));
  }
  weights.set("bias", constantWeights([1]));
  for (const name of ["gmf", "mlp"]) {
    const [users, items] = [weights.get(`${name}.users`), weights.get(`${name}.items`)];
    if (users !== undefined) clearUsersWithoutContact(users, contacts);
    if (items !== undefined) clearItemsWithoutContact(items, contacts);
  }
  return weights;
}

/** Throws ValueError unless a shape describes a network. */
export function requireShape({ factors, embedding, layers }: CollaborativeShape): void {
  requireInteger("factors", factors);
  if (factors === 0 && layers.length === 0) throw new ValueError("a network needs factors above 0, or layers");
  if (layers.length === 0) return;
  requireInteger("embedding", embedding, 1);
  for (const outputs of layers) requireInteger("layers", outputs, 1);
}
