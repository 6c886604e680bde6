import { requireLength, requireProbability, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { dataOf, type WeightTensor } from "../shared/weights";
import type { GmfModel, NeuMfModel } from "./collaborative-models";

/** GMF and MLP of the same users and items, and how much each weighs at first. */
export interface Pretrained {
  /** Made by `fitGmf`. */
  readonly gmf: GmfModel;
  /** Made by `fitMlp`. */
  readonly mlp: NeuMfModel;
  /** α in [0, 1], the weight of GMF; 0.5 unless given. */
  readonly alpha?: number;
}

/**
 * Weights from which NeuMF starts as a blend of two trained models: all of both, with h ← α h_GMF, w ← (1 − α) w_MLP and
 * b ← α b_GMF + (1 − α) b_MLP, so that its first scores are α z_GMF + (1 − α) z_MLP.
 *
 * @param pretrained both models, and α
 * @param matrix     whose users and items they must know
 * @throws ShapeError when a model has other users or items; ValueError when α lies outside of [0, 1], gmf is a dot product
 *         with biases, or mlp has a GMF part already
 * @source He et al., "Neural Collaborative Filtering", WWW 2017, section 3.4.1 and equation 13
 */
export function pretrainedWeights(
  { gmf, mlp, alpha = 0.5 }: Pretrained,
  matrix: Pick<UserItemMatrix, "userCount" | "itemCount">,
): Map<string, WeightTensor> {
  requireProbability("alpha", alpha);
  for (const [name, model] of Object.entries({ gmf, mlp })) {
    requireLength(`users of ${name}`, model.userCount, matrix.userCount);
    requireLength(`items of ${name}`, model.itemCount, matrix.itemCount);
  }
  if (!gmf.settings.learnsOutput) throw new ValueError("gmf must be a model of fitGmf, received a dot product");
  if (mlp.settings.factors > 0) throw new ValueError("mlp must be a model of fitMlp, received a NeuMF");
  const weights = new Map<string, WeightTensor>([...gmf.weights, ...mlp.weights]);
  const scale = (name: string, { data, shape }: WeightTensor, by: number): void =>
    void weights.set(name, { shape, data: data.map((value) => by * value) });
  scale("gmf.output", gmf.weights.get("gmf.output")!, alpha);
  scale("mlp.output", mlp.weights.get("mlp.output")!, 1 - alpha);
  const [b, c] = [dataOf(gmf.weights, "bias")[0]!, dataOf(mlp.weights, "bias")[0]!];
  weights.set("bias", { shape: [1], data: Float32Array.of(alpha * b + (1 - alpha) * c) });
  return weights;
}
