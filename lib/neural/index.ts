// Needs: contracts, random, wasm, bundle, ranking, interactions, device, training
// Packages: @tensorflow/tfjs, @tensorflow/tfjs-backend-wasm, @tensorflow/tfjs-backend-webgpu, webgpu, @tensorflow/tfjs-node-gpu (each optional but the first)
/**
 * neural: recommenders that are trained step by step on the shared training loop. The networks (GMF, MLP, NeuMF) stand
 * beside the dot product that they must beat. A fitted model is plain arrays: it scores without a tensor runtime.
 *
 * @packageDocumentation
 */
export {
  type CollaborativeOptions,
  type DotProductOptions,
  fitDotProduct,
  fitGmf,
  fitMlp,
  fitNeuMf,
  type GmfOptions,
  type MlpOptions,
  type NeuMfOptions,
} from "./collaborative/fit-collaborative";
export { type CollaborativeSettings, GmfModel, NeuMfModel } from "./collaborative/collaborative-models";
export { gmfFromBundle, gmfToBundle, neuMfFromBundle, neuMfToBundle } from "./collaborative/collaborative-bundle";
export { CollaborativeNetwork } from "./collaborative/network";
export { type CollaborativeShape, initialWeights } from "./collaborative/shape";
export { type Pretrained, pretrainedWeights } from "./collaborative/pretrained";
export { type Cross, CrossSpace } from "./features/cross-space";
export { featureModelFromBundle, featureModelToBundle } from "./features/feature-bundle";
export { FeatureModel, type FeatureSettings } from "./features/feature-model";
export { FeatureNetwork, pairProducts } from "./features/feature-network";
export { type FeatureBatch, FeatureSamples } from "./features/feature-samples";
export { type FeatureShape, initialFeatureWeights } from "./features/feature-shape";
export { FeatureSpace, type Field, type FieldOptions, type PlacedField } from "./features/feature-space";
export {
  type DeepFmOptions,
  type FeatureOptions,
  fitDeepFm,
  fitWideDeep,
  type WideDeepOptions,
} from "./features/fit-features";
export { fitMultiTask, type MultiTaskOptions } from "./multi-task/fit-multi-task";
export { multiTaskFromBundle, multiTaskToBundle } from "./multi-task/task-bundle";
export { MultiTaskModel, type TaskSettings } from "./multi-task/task-model";
export { TaskNetwork } from "./multi-task/task-network";
export { type TaskBatch, TaskSamples } from "./multi-task/task-samples";
export { initialTaskWeights, type TaskShape } from "./multi-task/task-shape";
export { NegativeDraws, type NegativeSampling, negativeSamplings, NONE } from "./samples/negative-draws";
export { type PairBatch, PairSamples, type SampleOptions } from "./samples/pair-samples";
export { type Lookups, RowFinder } from "./samples/touched-rows";
export { type DenseLayer, type LayeredNetwork, LayeredScores } from "./scoring/layered-scores";
export { type FitOptions, type PairTrainingSettings } from "./shared/training-options";
export type { Network } from "./shared/train-model";
export { variablesOf, type Weights, type WeightTensor } from "./shared/weights";
export { fitTwoTower, type TwoTowerOptions } from "./two-tower/fit-two-tower";
export {
  type TowerVectors,
  TwoTowerModel,
  type TwoTowerSettings,
  twoTowerFromBundle,
  twoTowerToBundle,
} from "./two-tower/tower-model";
export { type GivenVectors, type ItemFeatures, type TokenBags, tokenBags } from "./two-tower/item-features";
export { inBatchSoftmax } from "./two-tower/in-batch-softmax";
export { logSamplingShares } from "./two-tower/log-q";
export { type TowerBatch, TowerSamples, type TowerSampleOptions } from "./two-tower/tower-samples";
export { TowerNetwork } from "./two-tower/tower-network";
