// Needs: contracts, random, ranking, bundle, interactions, linalg
// Packages: none
/**
 * factorisation: a short vector of tastes for every user and every item, whose products foretell who takes what.
 *
 * @packageDocumentation
 */
export { fitAls } from "./fit-als";
export { type AlsOptions, type AlsSettings, type KernelName, type SolverName } from "./als-options";
export { AlsModel, alsFromBundle, alsToBundle } from "./als-model";
export { implicitCost, type CostOptions } from "./implicit-cost";
export { gramMatrix } from "./gram";
export { solveUser, type SolveUserOptions } from "./solve-user";
export { conjugateGradientUser, type ConjugateGradientOptions } from "./conjugate-gradient";
export { fitSvd, fitSvdpp } from "./fit-svd";
export type { SvdOptions, SvdSettings } from "./svd-options";
export { RatingModel } from "./rating-model";
export { ratingModelFromBundle, ratingModelToBundle } from "./rating-bundle";
export { copyRatingParameters, type RatingParameters, startRatingParameters } from "./rating-parameters";
export { type StepSettings, svdPass } from "./svd-pass";
export { svdppPass } from "./svdpp-pass";
export { fitEase } from "./fit-ease";
export { type EaseOptions, type EaseSettings } from "./ease-options";
export { EaseModel, easeFromBundle, easeToBundle } from "./ease-model";
export { fitBpr } from "./fit-bpr";
export { type BprOptions, type BprSettings, type NegativeSampling } from "./bpr-options";
export { BprModel, bprFromBundle, bprToBundle } from "./bpr-model";
export { bprMargin, bprStep, type BprStepSettings, type BprVectors } from "./bpr-step";
