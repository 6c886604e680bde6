// Needs: contracts, random, ranking, bundle, interactions
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
