// Needs: contracts, random, wasm, bundle, linalg, ranking
// Packages: none
/**
 * evaluation: which of two models is better, and is it luck? Ranking, rating and classification figures, each with its
 * exact definition; the protocol that made a figure, and its hash; tests on per-user values. And the same question asked of
 * customers: experiments, from who sees which arm to what may be concluded.
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
export { pairedBootstrap, pairedBootstrapOf, type Interval, type PairedBootstrapOptions } from "./paired-bootstrap";
export { pairedPermutationTest, pairedTTest, type PermutationOptions } from "./paired-tests";
export { compare, duel, type ComparisonTable, type Duel, type Measured, type MeasuredPerUser } from "./compare";
export { canonicalJson, protocolHash } from "./protocol";
export { sha256 } from "./sha256";
export { kFold, type Fold } from "./k-fold";
export { intraListDiversity, type ItemVectorTable, type ListMeasure, recallWithin, serendipity } from "./list-measures";
export { averagePopularity, popularityDeviation, popularityGroups, popularityLift } from "./popularity-measures";
export { segmentTable, type SegmentFigure, type SegmentRow } from "./segment-table";
export { fullAndSampled, type FullAndSampled } from "./full-and-sampled";

// Experiments on customers
export { type Arm, assignArm, type ExperimentDesign, hashToUnitInterval } from "./experiments/assignment";
export { type Exposure, type ExposureSummary, summariseExposures } from "./experiments/exposure";
export { sampleRatioTest, type SampleRatioResult } from "./experiments/sample-ratio";
export { compareEstimates, type Effect, type Estimate, relativeLift, type TestOptions } from "./experiments/effect";
export { type Count, twoProportionTest, wilsonInterval } from "./experiments/proportion-test";
export { type MeanSummary, summarise, welchTest } from "./experiments/welch-test";
export { ratioEstimate, ratioTest, type RatioValues } from "./experiments/ratio-metric";
export { type CovariateValues, type CupedResult, cupedTest } from "./experiments/cuped";
export {
  type AlwaysValidResult,
  alwaysValidTest,
  mixingDeviation,
  type SequentialOptions,
  SequentialTest,
} from "./experiments/sequential-test";
export { BoundedMeanSequence } from "./experiments/confidence-sequence";
export {
  type BetaBelief,
  betaInterval,
  betaPosterior,
  compareBeta,
  compareNormal,
  type NormalBelief,
  normalInterval,
  normalPosterior,
  type Posterior,
} from "./experiments/bayesian";
export { adjustPValues, type Correction, CORRECTIONS } from "./experiments/multiple-comparisons";
export {
  detectableMeanEffect,
  detectableProportionDifference,
  type DurationPlan,
  type MeanPlan,
  planDuration,
  type PlanOptions,
  powerForMeans,
  powerForProportions,
  type ProportionPlan,
  type SampleSize,
  sampleSizeForMeans,
  sampleSizeForProportions,
} from "./experiments/power";
export {
  balancedCredit,
  balancedInterleaving,
  type Credit,
  teamDraft,
  teamDraftCredit,
  type TeamDraftList,
} from "./experiments/interleaving";
export { type InterleavingOutcomes, type InterleavingResult, interleavingTest } from "./experiments/interleaving-test";
export {
  type ExperimentData,
  type ExperimentMetric,
  type ExperimentReport,
  type Finding,
  type MeanMetric,
  type ProportionMetric,
  type RatioMetric,
  readExperiment,
  type ReadOptions,
} from "./experiments/read-experiment";
