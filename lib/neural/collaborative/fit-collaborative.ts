import { requireInteger } from "../../contracts";
import { positivePairs, type UserItemMatrix } from "../../interactions";
import { PairSamples } from "../samples/pair-samples";
import { trainModel } from "../shared/train-model";
import { type FitOptions, type PairTrainingSettings, pairTrainingSettings } from "../shared/training-options";
import type { Weights } from "../shared/weights";
import { type CollaborativeSettings, GmfModel, NeuMfModel } from "./collaborative-models";
import { CollaborativeNetwork } from "./network";
import { type Pretrained, pretrainedWeights } from "./pretrained";
import { type CollaborativeShape, initialWeights, requireShape, TABLES } from "./shape";

/** What a fit of any of the four models takes besides its shape. */
export type CollaborativeOptions = Partial<PairTrainingSettings> & FitOptions;

/** What {@link fitDotProduct} takes. */
export interface DotProductOptions extends CollaborativeOptions {
  /** Length of each vector; 64 unless given. */
  readonly factors?: number;
}

/** What {@link fitGmf} takes. */
export type GmfOptions = DotProductOptions;

/** What {@link fitMlp} takes. */
export interface MlpOptions extends CollaborativeOptions {
  /** Length of each embedding; 32 unless given. */
  readonly embedding?: number;
  /** Outputs of the layers; [64, 32, 16] unless given. */
  readonly layers?: readonly number[];
}

/** What {@link fitNeuMf} takes. */
export interface NeuMfOptions extends MlpOptions {
  /** Length of GMF's vectors; 32 unless given. */
  readonly factors?: number;
  /** Models to start from, instead of random numbers: see `pretrainedWeights`. */
  readonly pretrained?: Pretrained;
}

/**
 * The dot product with biases, z_ui = b + b_u + b_i + p_u · q_i, trained by the same sampled log loss as the networks: what
 * they must beat.
 *
 * @param matrix  contacts; a value's size says nothing, and 0 is no contact
 * @param options settings, validation and device
 * @returns the model; users and items without a contact have zero vectors at first
 * @throws ValueError when a setting is wrong or a value negative; ShapeError when validation has other users or items;
 *         the signal's reason when it is aborted beforehand; DivergedError when the steps were too long
 * @source Rendle, Krichene, Zhang & Anderson, "Neural Collaborative Filtering vs. Matrix Factorization Revisited",
 *         RecSys 2020, section 3
 */
export async function fitDotProduct(matrix: UserItemMatrix, options: DotProductOptions = {}): Promise<GmfModel> {
  const { factors = 64 } = options;
  requireInteger("factors", factors, 1);
  const shape = { factors, learnsOutput: false, biases: true, embedding: 0, layers: [] };
  return fit("dot product", matrix, shape, options, GmfModel);
}

/**
 * Generalised matrix factorisation, z_ui = b + Σ_d h_d p_ud q_id with learned h.
 *
 * @param matrix  contacts; a value's size says nothing, and 0 is no contact
 * @param options settings, validation and device
 * @throws as {@link fitDotProduct}
 * @source He et al., "Neural Collaborative Filtering", WWW 2017, section 3.2
 */
export async function fitGmf(matrix: UserItemMatrix, options: GmfOptions = {}): Promise<GmfModel> {
  const { factors = 32 } = options;
  requireInteger("factors", factors, 1);
  const shape = { factors, learnsOutput: true, biases: false, embedding: 0, layers: [] };
  return fit("GMF", matrix, shape, options, GmfModel);
}

/**
 * A multi-layer perceptron over the user's and the item's embeddings, end to end.
 *
 * @param matrix  contacts; a value's size says nothing, and 0 is no contact
 * @param options settings, validation and device
 * @throws as {@link fitDotProduct}
 * @source He et al., "Neural Collaborative Filtering", WWW 2017, section 3.3
 */
export async function fitMlp(matrix: UserItemMatrix, options: MlpOptions = {}): Promise<NeuMfModel> {
  const { embedding = 32, layers = [64, 32, 16] } = options;
  requireInteger("layers.length", layers.length, 1);
  const shape = { factors: 0, learnsOutput: true, biases: false, embedding, layers };
  return fit("MLP", matrix, shape, options, NeuMfModel);
}

/**
 * NeuMF: GMF and MLP side by side, with embeddings of their own, joined in the last layer.
 *
 * @param matrix  contacts; a value's size says nothing, and 0 is no contact
 * @param options settings, validation and device; with `pretrained` the sizes are those of its models
 * @throws as {@link fitDotProduct}; ShapeError when the pretrained models are of other users or items
 * @source He et al., "Neural Collaborative Filtering", WWW 2017, section 3.4
 */
export async function fitNeuMf(matrix: UserItemMatrix, options: NeuMfOptions = {}): Promise<NeuMfModel> {
  const { pretrained } = options;
  const sizes = pretrained && { ...pretrained.mlp.settings, factors: pretrained.gmf.settings.factors };
  const { factors = 32, embedding = 32, layers = [64, 32, 16] } = sizes ?? options;
  requireInteger("factors", factors, 1);
  requireInteger("layers.length", layers.length, 1);
  const shape = { factors, learnsOutput: true, biases: false, embedding, layers };
  const start = pretrained && pretrainedWeights(pretrained, matrix);
  return fit("NeuMF", matrix, shape, options, NeuMfModel, start);
}

type ModelClass<Model> = new (
  weights: Weights,
  settings: CollaborativeSettings,
  userCount: number,
  epochs: number,
) => Model;

async function fit<Model extends GmfModel | NeuMfModel>(
  task: string,
  matrix: UserItemMatrix,
  shape: CollaborativeShape,
  options: CollaborativeOptions,
  Model: ModelClass<Model>,
  start?: Weights,
): Promise<Model> {
  const training = pairTrainingSettings(options);
  requireShape(shape);
  const contacts = positivePairs(matrix);
  const settings = { ...shape, ...training };
  return trainModel(
    {
      task,
      start: start ?? initialWeights(shape, contacts, training.seed),
      tables: TABLES,
      contacts,
      data: new PairSamples(contacts, training),
      network: ({ tf }, parameters, tables) => new CollaborativeNetwork(tf, shape, parameters, tables),
      modelOf: (weights, epochs) => new Model(weights, settings, matrix.userCount, epochs),
    },
    training,
    options,
  );
}
