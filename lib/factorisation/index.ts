// Needs: contracts, random, wasm, parallel, ranking, bundle, interactions, linalg
// Packages: none
/**
 * factorisation: a short vector of tastes for every user and every item, whose products foretell who takes what.
 *
 * @packageDocumentation
 */
export { fitAls } from "./als/fit-als";
export { type AlsOptions, type AlsSettings, type KernelName, type SolverName } from "./als/als-options";
export { AlsModel, alsFromBundle, alsToBundle } from "./als/als-model";
export { implicitCost, type CostOptions } from "./als/implicit-cost";
export { gramMatrix } from "./shared/gram";
export {
  type EarlyStoppingOptions,
  type EpochTraining,
  trainEpochs,
  type Trained,
  type ValidationMeasure,
} from "./shared/early-stopping";
export { validationNdcg } from "./shared/validation-ndcg";
export { solveUser, type SolveUserOptions } from "./als/solve-user";
export { conjugateGradientUser, type ConjugateGradientOptions } from "./als/conjugate-gradient";
export { fitSvd, fitSvdpp } from "./ratings/fit-svd";
export type { SvdOptions, SvdSettings } from "./ratings/svd-options";
export { RatingModel } from "./ratings/rating-model";
export { ratingModelFromBundle, ratingModelToBundle } from "./ratings/rating-bundle";
export { copyRatingParameters, type RatingParameters, startRatingParameters } from "./ratings/rating-parameters";
export { type StepSettings, svdPass } from "./ratings/svd-pass";
export { svdppPass } from "./ratings/svdpp-pass";
export { fitEase } from "./ease/fit-ease";
export { type EaseOptions, type EaseSettings } from "./ease/ease-options";
export { EaseModel, easeFromBundle, easeToBundle } from "./ease/ease-model";
export { fitSparseEase } from "./ease-sparse/fit-sparse-ease";
export type { SparseEaseOptions, SparseEaseSettings } from "./ease-sparse/sparse-ease-options";
export {
  type ItemWeights,
  SparseEaseModel,
  sparseEaseFromBundle,
  sparseEaseToBundle,
} from "./ease-sparse/sparse-ease-model";
export { fitBpr } from "./bpr/fit-bpr";
export { type BprOptions, type BprSettings, type NegativeSampling } from "./bpr/bpr-options";
export { BprModel, bprFromBundle, bprToBundle } from "./bpr/bpr-model";
export { bprMargin, bprScore, bprStep, type BprStepSettings, type BprVectors } from "./bpr/bpr-step";
export { fitNmf, type NmfOptions } from "./nmf/fit-nmf";
export type { NmfSettings } from "./nmf/nmf-options";
export { NmfModel, nmfFromBundle, nmfToBundle } from "./nmf/nmf-model";
export { nmfPass, type NmfPassSettings, type NmfVectors } from "./nmf/nmf-pass";
export { nonNegativeLeastSquares } from "./nmf/non-negative-least-squares";
export { type BiasedFactors, BiasedFactorModel, type FoldedVector } from "./shared/biased-factors";
export { RatingFactorModel } from "./shared/rating-factors";
export { type Side, sidesOf } from "./shared/sides";
export { type ExplicitAlsOptions, fitExplicitAls } from "./als-explicit/fit-explicit-als";
export type { ExplicitAlsSettings } from "./als-explicit/explicit-als-options";
export { ExplicitAlsModel, explicitAlsFromBundle, explicitAlsToBundle } from "./als-explicit/explicit-als-model";
export { type FixedSide, RatingsSolver } from "./als-explicit/ratings-solver";
export { fitLogisticMf, type LogisticMfOptions } from "./logistic/fit-logistic-mf";
export type { LogisticMfSettings } from "./logistic/logistic-options";
export { LogisticMfModel, logisticMfFromBundle, logisticMfToBundle } from "./logistic/logistic-model";
export { type FixedLogits, logisticGradient, type LogisticRow } from "./logistic/logistic-gradient";
export { fitPureSvd } from "./pure-svd/fit-pure-svd";
export type { PureSvdOptions, PureSvdSettings } from "./pure-svd/pure-svd-options";
export { PureSvdModel, pureSvdFromBundle, pureSvdToBundle } from "./pure-svd/pure-svd-model";
