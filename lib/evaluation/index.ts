// Needs: contracts, random, wasm, bundle, ranking
// Packages: none
/**
 * evaluation: which of two models is better, and is it luck? Ranking, rating and classification figures, each with its
 * exact definition; the protocol that made a figure, and its hash; tests on per-user values.
 *
 * @packageDocumentation
 */
export { evaluateRanking, type EvaluateRankingOptions, type RankingResult } from "./evaluate-ranking";
export type { Candidates, SampledCandidates } from "./candidates";
export { RankingTally, type RankingTallyOptions } from "./ranking-tally";
export { gainOf, judge, type GainKind, type JudgedList } from "./judged-list";
export {
  averagePrecision,
  averagePrecisionOverRelevant,
  dcg,
  hitRate,
  ndcg,
  precision,
  recall,
  reciprocalRank,
  standardMetrics,
  type RankingMetric,
} from "./ranking-metrics";
export { gini, selfInformation } from "./catalogue-metrics";
export { mae, rmse } from "./rating-metrics";
export {
  classificationReport,
  confusionMatrix,
  type ClassFigures,
  type ClassificationReport,
} from "./classification-metrics";
export { brierScore, calibration, logLoss, logLossMulticlass, type CalibrationBin } from "./probability-metrics";
export { rocAuc } from "./roc-auc";
export { pairedBootstrap, type Interval, type PairedBootstrapOptions } from "./paired-bootstrap";
export { pairedPermutationTest, pairedTTest, type PermutationOptions } from "./paired-tests";
export { compare, duel, type ComparisonTable, type Duel, type Measured, type MeasuredPerUser } from "./compare";
export { canonicalJson, protocolHash } from "./protocol";
export { sha256 } from "./sha256";
export { kFold, type Fold } from "./k-fold";
export { intraListDiversity, type ItemVectorTable, type ListMeasure, recallWithin, serendipity } from "./list-measures";
export { averagePopularity, popularityDeviation, popularityGroups, popularityLift } from "./popularity-measures";
export { segmentTable, type SegmentFigure, type SegmentRow } from "./segment-table";
export { fullAndSampled, type FullAndSampled } from "./full-and-sampled";
