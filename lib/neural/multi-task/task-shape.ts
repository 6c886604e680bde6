import { requireInteger, requireLength, requireOneOf, requirePositive, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import { featureVectors } from "../features/feature-shape";
import type { FeatureSpace } from "../features/feature-space";
import { constantWeights, glorotWeights, type WeightTensor } from "../shared/weights";

const sharings = ["bottom", "mmoe"] as const;

/**
 * A network with several answers about a pair, of which all share the features' vectors x = [v_f]_{f ∈ F} and K experts:
 *
 *     e_k = relu(W_k x + c_k)      g_t = softmax(G_t x)      h_t = Σ_k g_tk e_k      z_t = w_t · relu(T_t h_t + a_t) + b_t
 *
 * Each task t mixes the experts by a gate of its own (MMoE). With one expert the gates say nothing and are left out: that is
 * the shared bottom.
 *
 * @source Ma et al., "Modeling Task Relationships in Multi-task Learning with Multi-gate Mixture-of-Experts", KDD 2018,
 *         equations 1 (shared bottom) and 6 to 8
 */
export interface TaskShape {
  /** Names of the tasks; the first is the one by which the model ranks. */
  readonly tasks: readonly string[];
  /** How much each task's loss counts. */
  readonly weights: readonly number[];
  /** "mmoe" or "bottom". */
  readonly sharing: (typeof sharings)[number];
  /** K; 1 with a shared bottom. */
  readonly experts: number;
  /** Length of each feature's vector. */
  readonly width: number;
  /** Length of each e_k. */
  readonly expertWidth: number;
  /** Numbers between h_t and z_t. */
  readonly towerWidth: number;
}

/** Names of the weights that are tables. */
export const TASK_TABLES: ReadonlySet<string> = new Set(["vectors"]);

/**
 * Weights before training: vectors normal, layers by Glorot, gates and biases 0, so that at first all experts count alike.
 *
 * @param shape    sizes and tasks
 * @param space    features
 * @param contacts contacts of any task
 * @param seed     of the draws
 */
export function initialTaskWeights(
  shape: TaskShape,
  space: FeatureSpace,
  contacts: UserItemMatrix,
  seed: number,
): Map<string, WeightTensor> {
  const random = new Random(seed).split("multi-task");
  const { experts, width, expertWidth, towerWidth } = shape;
  const inputs = space.width * width;
  // Each expert by itself is a layer of expertWidth outputs.
  const parts = Array.from({ length: experts }, (_, k) =>
    glorotWeights(expertWidth, inputs, random.split(`expert ${k}`)),
  );
  const data = new Float32Array(experts * expertWidth * inputs);
  parts.forEach((part, k) => data.set(part.data, k * expertWidth * inputs));
  const weights = new Map<string, WeightTensor>([
    ["vectors", featureVectors(space, width, contacts, random.split("vectors"))],
    ["experts.weight", { shape: [experts * expertWidth, inputs], data }],
    ["experts.bias", constantWeights([experts * expertWidth])],
  ]);
  shape.tasks.forEach((_, t) => {
    if (experts > 1) weights.set(`gate.${t}`, constantWeights([experts, inputs]));
    weights.set(`tower.${t}.weight`, glorotWeights(towerWidth, expertWidth, random.split(`tower ${t}`)));
    weights.set(`tower.${t}.bias`, constantWeights([towerWidth]));
    weights.set(`tower.${t}.output`, glorotWeights(1, towerWidth, random.split(`output ${t}`)));
    weights.set(`tower.${t}.offset`, constantWeights([1]));
  });
  return weights;
}

/** Throws ValueError or ShapeError unless a shape describes a network. */
export function requireTaskShape(shape: TaskShape): void {
  const { tasks, weights, sharing, experts, width, expertWidth, towerWidth } = shape;
  requireInteger("tasks", tasks.length, 1);
  if (new Set(tasks).size < tasks.length)
    throw new ValueError(`tasks must have different names, received ${tasks.join(", ")}`);
  requireLength("weights", weights.length, tasks.length);
  for (const weight of weights) requirePositive("weights", weight);
  requireOneOf("sharing", sharing, sharings);
  for (const [name, value] of Object.entries({ experts, width, expertWidth, towerWidth }))
    requireInteger(name, value, 1);
  if (sharing === "bottom" && experts > 1)
    throw new ValueError(`experts must be 1 with a shared bottom, received ${experts}`);
}
