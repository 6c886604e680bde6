// Needs: contracts, wasm, bundle, ranking
// Packages: none
/**
 * fusion: several voices, one answer. Scores of different models made comparable and added, ranked lists joined, weights
 * learnt on a validation period, and newcomers sent to the model that suits them. It knows only what a scorer is, so
 * search and recommendation are fused by the same code.
 *
 * @packageDocumentation
 */
export { scaleScores, type ScoreScaling } from "./score-scaling";
export { UserFusion, WeightedFusion, type FusionOptions, type FusionPart } from "./weighted-fusion";
export { fusionFromBundle, fusionToBundle } from "./fusion-bundle";
export { historyScorer, rememberingScorer, scaledScorer } from "./scorer-views";
export { bordaFusion, combMnz, combSum, reciprocalRankFusion, voteFusion, type RankFusionOptions } from "./rank-fusion";
export { searchWeights, type WeightSearchOptions, type WeightSearchResult, type WeightTrial } from "./search-weights";
export { RoutedScorer, type Route } from "./routed-scorer";
