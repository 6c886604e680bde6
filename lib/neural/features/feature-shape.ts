import { requireInteger } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import { constantWeights, glorotWeights, normalWeights, type WeightTensor } from "../shared/weights";
import type { CrossSpace } from "./cross-space";
import type { FeatureSpace } from "./feature-space";

/**
 * One network, two models. Of a pair with the features f in F it computes
 *
 *     z = b + Σ_f w_f + Σ_c w_c + Σ_{f<g} v_f · v_g + w · φ_L(... φ_1(W_1 [v_f]_{f ∈ F} + c_1))    φ = relu
 *
 * Wide & Deep has the crosses c ("this country and this brand") and not the products; DeepFM has the products v_f · v_g of all
 * pairs of features, with the same vectors v that enter the layers, and no crosses. DeepFM without layers is a
 * factorisation machine.
 *
 * @source Cheng et al., "Wide & Deep Learning for Recommender Systems", DLRS 2016, equation 3; Guo et al., "DeepFM: A
 *         Factorization-Machine based Neural Network for CTR Prediction", IJCAI 2017, equations 1 and 2
 */
export interface FeatureShape {
  /** Length of each v. */
  readonly width: number;
  /** Whether there are products of pairs of features. */
  readonly products: boolean;
  /** Outputs of φ_1 to φ_L; none: there is no such term. */
  readonly layers: readonly number[];
}

/** Names of the weights that are tables. */
export const FEATURE_TABLES: ReadonlySet<string> = new Set(["vectors", "linear", "crosses"]);

/** Standard deviation of vectors before training. */
const SCALE = 0.1;

/**
 * Weights before training: vectors normal, layers by Glorot, the rest 0. Features that no contact has start at 0.
 *
 * @param shape    which terms there are
 * @param space    features
 * @param crosses  crosses
 * @param contacts what is trained on
 * @param seed     of the draws; every weight has a stream of its own
 */
export function initialFeatureWeights(
  shape: FeatureShape,
  space: FeatureSpace,
  crosses: CrossSpace,
  contacts: UserItemMatrix,
  seed: number,
): Map<string, WeightTensor> {
  const random = new Random(seed).split("feature network");
  const weights = new Map([
    ["vectors", featureVectors(space, shape.width, contacts, random.split("vectors"))],
    ["linear", constantWeights([space.size, 1])],
    ["bias", constantWeights([1])],
  ]);
  if (crosses.size > 0) weights.set("crosses", constantWeights([crosses.size, 1]));
  let inputs = space.width * shape.width;
  shape.layers.forEach((outputs, n) => {
    weights.set(`deep.${n}.weight`, glorotWeights(outputs, inputs, random.split(`layer ${n}`)));
    weights.set(`deep.${n}.bias`, constantWeights([outputs]));
    inputs = outputs;
  });
  if (shape.layers.length > 0) weights.set("deep.output", glorotWeights(1, inputs, random.split("deep.output")));
  return weights;
}

/** Normal vectors of the features that contacts have, zeros for the others. */
export function featureVectors(
  space: FeatureSpace,
  width: number,
  contacts: UserItemMatrix,
  random: Random,
): WeightTensor {
  const vectors = normalWeights([space.size, width], SCALE, random);
  space.occurring(contacts).forEach((occurs, feature) => {
    if (occurs === 0) vectors.data.fill(0, feature * width, (feature + 1) * width);
  });
  return vectors;
}

/** Throws ValueError unless a shape describes a network. */
export function requireFeatureShape({ width, layers }: FeatureShape): void {
  requireInteger("width", width, 1);
  for (const outputs of layers) requireInteger("layers", outputs, 1);
}
