import { boost } from "./boost";
import {
  type BoostingSettings,
  boostingSettings,
  type BoostingWork,
  type LabelledRows,
  requireWork,
} from "./boosting-options";
import { type FeatureRows, requireFeatureRows } from "./feature-rows";
import { requireValidationRows } from "./fit-boosting";
import { lambdaRankLoss, type LambdaRankOptions } from "./lambda-rank";
import { requireTargetRows } from "./objective";
import type { TreeEnsemble } from "./tree-ensemble";

/** What {@link fitLambdaMart} takes. */
export interface LambdaMartOptions extends Partial<BoostingSettings>, BoostingWork, LambdaRankOptions {
  /** Queries that are not trained on: the rounds of best nDCG on them are kept. */
  readonly validation?: LabelledRows & {
    /** [queries + 1] */
    readonly starts: ArrayLike<number>;
  };
}

/**
 * LambdaMART: boosted trees whose slopes come from pairs of one query's documents, weighed by what swapping them would
 * change in nDCG.
 *
 * @param features rows of one query stand together; NaN is missing
 * @param labels   [rows] relevance, whole numbers from 0 to 31
 * @param starts   [queries + 1] first row of each query, and the end
 * @param options  truncation, cutoff, settings, validation, weights, kernel, listener and signal
 * @returns scores to sort the documents of a query by
 * @throws ShapeError, ValueError when an argument does not fit; the signal's reason when it is aborted beforehand
 * @source Burges, "From RankNet to LambdaRank to LambdaMART: An Overview", MSR-TR-2010-82
 */
export async function fitLambdaMart(
  features: FeatureRows,
  labels: ArrayLike<number>,
  starts: ArrayLike<number>,
  options: LambdaMartOptions = {},
): Promise<TreeEnsemble> {
  const { validation } = options;
  requireFeatureRows("features", features);
  requireTargetRows(labels, features.rows);
  requireWork(options, features.rows);
  if (validation !== undefined) requireValidationRows(validation, features.columns);
  const held = validation && {
    features: validation.features,
    objective: lambdaRankLoss(validation.targets, validation.starts, options),
  };
  return boost(features, lambdaRankLoss(labels, starts, options), boostingSettings(options), options, held);
}
