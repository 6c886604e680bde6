// Needs: contracts, random, wasm, bundle
// Packages: none
/**
 * trees: decision trees on binned features, and what is built of many. Gradient boosting for numbers and classes,
 * LambdaMART for ranking, forests and AdaBoost; missing values go their own way, alike in training and serving.
 *
 * @packageDocumentation
 */
export type { FeatureRows } from "./feature-rows";
export { FeatureBins, fitBins, MISSING_BIN } from "./feature-bins";
export { leafOf, type Tree } from "./tree";
export { type FeatureContributions, TreeEnsemble, type TreeOutput } from "./tree-ensemble";
export type { BoostingSettings, BoostingWork, LabelledRows } from "./boosting-options";
export { type BoostingOptions, fitBoosting } from "./fit-boosting";
export { fitLambdaMart, type LambdaMartOptions } from "./fit-lambda-mart";
export { type LambdaRankOptions, meanNdcg } from "./lambda-rank";
export { fitForest, type ForestOptions } from "./fit-forest";
export { type AdaBoostOptions, fitAdaBoost } from "./fit-ada-boost";
export { treesFromBundle, treesToBundle } from "./trees-bundle";
