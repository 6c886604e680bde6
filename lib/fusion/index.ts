// Needs: contracts, random, wasm, bundle, ranking
// Packages: none
/**
 * fusion: several voices, one answer. Scores made comparable and calibrated; lists joined by votes, ranks and scores;
 * features of several models put before one; models that learn from models, with no leak; cascades with the shop's rules;
 * newcomers sent to the model that suits them; and what each part is worth. It knows only what a scorer is, so search and
 * recommendation are fused by the same code, and every learner is handed in.
 *
 * @packageDocumentation
 */
export { scaleScores, type ScoreScaling } from "./score-scaling";
export type { Calibration, CalibrationSample } from "./calibration/calibration";
export { fitIsotonic, IsotonicCalibration } from "./calibration/isotonic";
export { fitPlatt, PlattCalibration } from "./calibration/platt";
export { calibratedScorer, calibratedUserScorer } from "./calibration/calibrated-scorer";

// Result level
export { UserFusion, WeightedFusion, type FusionOptions, type FusionPart, type ScaledOver } from "./weighted-fusion";
export { fusionFromBundle, fusionToBundle } from "./bundles/fusion-bundle";
export { historyScorer, rememberingScorer, scaledScorer, through } from "./scorer-views";
export { bordaFusion, combMnz, combSum, reciprocalRankFusion, voteFusion, type RankFusionOptions } from "./rank-fusion";
export { type JoinLists, ListFusion, type ListFusionParts } from "./list-fusion";
export { searchWeights, type WeightSearchOptions, type WeightSearchResult, type WeightTrial } from "./search-weights";
export { simplexGrid } from "./simplex-grid";

// Feature level
export {
  contextFeatures,
  type FeatureSource,
  itemFeatures,
  joinFeatures,
  pairFeature,
  type ScoreFeatureOptions,
  scoreFeatures,
} from "./features/feature-source";
export { shortlist, type Shortlist, type ShortlistOptions } from "./features/shortlist";
export { type JudgedRows, judgeRows, type Lesson, userLesson, type UserLessonOptions } from "./features/judged-rows";
export { rowsNdcg, weightedRows } from "./features/rows-ndcg";
export { learnWeights, type LearnWeightsOptions } from "./features/learn-weights";
export { ModelScorer, type ModelScorerParts, overUsers } from "./features/model-scorer";

// Model level
export type { FeatureRows, FitRows, RowModel } from "./rows";
export {
  fitStacking,
  type FoldOptions,
  type NamedLearner,
  outOfFold,
  type OutOfFold,
  StackedModel,
  type StackingOptions,
} from "./stacking/stacking";
export { stackingFromBundle, stackingToBundle } from "./bundles/stacking-bundle";
export { type LeakProbe, type LeakProbeOptions, probeForLeak, requireHonestPredictions } from "./stacking/leak-probe";
export { BaggedModel, type BaggingOptions, fitBagging } from "./ensembles/bagging";
export { fitSamme, SammeModel, type SammeOptions } from "./ensembles/ada-boost";
export { AdaBoostR2Model, type AdaBoostR2Options, fitAdaBoostR2, type R2Loss } from "./ensembles/ada-boost-r2";
export { fitGradientBoosting, GradientBoostedModel, type GradientBoostingOptions } from "./ensembles/gradient-boosting";

// Cascades, routes, and what each part is worth
export { Cascade, type CascadeParts, type CascadeStage, type StageRecipe, type StageTrace } from "./cascade/cascade";
export { type CascadeLoaders, cascadeFromBundle, cascadeToBundle } from "./bundles/cascade-bundle";
export { addMargin, capPerGroup, diversify, keepBest, onlyAllowed, rankBy, rerankBy } from "./cascade/stages";
export { type DiversityOptions, maximalMarginalRelevance } from "./cascade/mmr";
export { RoutedScorer, type Route } from "./routed-scorer";
export { type ColdItemParts, ColdItemScorer } from "./cold-item-scorer";
export { ablation, type AblationOptions, type AblationRow, type PairedDifference } from "./ablation";
