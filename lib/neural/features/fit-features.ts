import { requireInteger } from "../../contracts";
import { positivePairs, type UserItemMatrix } from "../../interactions";
import { trainModel } from "../shared/train-model";
import { type FitOptions, type PairTrainingSettings, pairTrainingSettings } from "../shared/training-options";
import { type Cross, CrossSpace } from "./cross-space";
import { FeatureModel } from "./feature-model";
import { FeatureNetwork } from "./feature-network";
import { FeatureSamples } from "./feature-samples";
import { FEATURE_TABLES, type FeatureShape, initialFeatureWeights, requireFeatureShape } from "./feature-shape";
import { FeatureSpace, type FieldOptions } from "./feature-space";

/** What both models take. */
export interface FeatureOptions extends Partial<PairTrainingSettings>, FitOptions, FieldOptions {
  /** Length of each feature's vector; 16 unless given. */
  readonly width?: number;
  /** Outputs of the layers; [64, 32] unless given. */
  readonly layers?: readonly number[];
}

/** What {@link fitDeepFm} takes. */
export type DeepFmOptions = FeatureOptions;

/** What {@link fitWideDeep} takes. */
export interface WideDeepOptions extends FeatureOptions {
  /** Which fields are crossed; every further field of users with every further field of items unless given. */
  readonly crosses?: readonly Cross[];
  /** Most weights of one cross: pairs of values share them by a hash where there are more; 100,000 unless given. */
  readonly crossBuckets?: number;
}

/**
 * Wide & Deep: a linear part that remembers, over features and crosses of them, and a deep part that generalises, over the
 * features' vectors. Both are trained together, on sampled pairs.
 *
 * @param matrix  contacts; a value's size says nothing, and 0 is no contact
 * @param options settings, fields, crosses, validation and device
 * @returns the model; a user or item without a contact is known by its other fields
 * @throws ValueError when a setting is wrong or a cross names no field; ShapeError when a field or validation does not fit the
 *         matrix; the signal's reason when it is aborted beforehand; DivergedError when the steps were too long
 * @source Cheng et al., "Wide & Deep Learning for Recommender Systems", DLRS 2016, section 3; Adam takes the place of the
 *         paper's two optimisers
 */
export async function fitWideDeep(matrix: UserItemMatrix, options: WideDeepOptions = {}): Promise<FeatureModel> {
  const { layers = [64, 32], crossBuckets = 100_000, userFields = [], itemFields = [] } = options;
  requireInteger("layers.length", layers.length, 1);
  const every = userFields.flatMap((user) => itemFields.map((item) => ({ user: user.name, item: item.name })));
  return fit("Wide & Deep", matrix, { products: false, layers }, options, options.crosses ?? every, crossBuckets);
}

/**
 * DeepFM: a factorisation machine and a deep part over the same vectors. With `layers: []` it is the factorisation machine
 * alone.
 *
 * @param matrix  contacts; a value's size says nothing, and 0 is no contact
 * @param options settings, fields, validation and device
 * @returns the model; a user or item without a contact is known by its other fields
 * @throws as {@link fitWideDeep}
 * @source Guo et al., "DeepFM: A Factorization-Machine based Neural Network for CTR Prediction", IJCAI 2017, section 2
 */
export async function fitDeepFm(matrix: UserItemMatrix, options: DeepFmOptions = {}): Promise<FeatureModel> {
  return fit("DeepFM", matrix, { products: true, layers: options.layers ?? [64, 32] }, options, [], 1);
}

async function fit(
  task: string,
  matrix: UserItemMatrix,
  terms: Omit<FeatureShape, "width">,
  options: FeatureOptions,
  crossed: readonly Cross[],
  buckets: number,
): Promise<FeatureModel> {
  const training = pairTrainingSettings(options);
  const shape = { width: options.width ?? 16, ...terms };
  requireFeatureShape(shape);
  const contacts = positivePairs(matrix);
  const space = new FeatureSpace(matrix.userCount, matrix.itemCount, options);
  const crosses = new CrossSpace(space, crossed, buckets);
  const settings = { ...shape, ...training };
  return trainModel(
    {
      task,
      start: initialFeatureWeights(shape, space, crosses, contacts, training.seed),
      tables: FEATURE_TABLES,
      contacts,
      data: new FeatureSamples(contacts, space, crosses, training),
      network: ({ tf }, parameters, tables) => new FeatureNetwork(tf, shape, parameters, tables),
      modelOf: (weights, epochs) => new FeatureModel(weights, settings, space, crosses, epochs),
    },
    training,
    options,
  );
}
