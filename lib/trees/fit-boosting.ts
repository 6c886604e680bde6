import { requireLength, requireOneOf, ValueError } from "../contracts";
import { boost } from "./boost";
import {
  type BoostingSettings,
  boostingSettings,
  type BoostingWork,
  type LabelledRows,
  requireWork,
} from "./boosting-options";
import { type FeatureRows, requireFeatureRows } from "./feature-rows";
import { logisticLoss, type Objective, requireTargetRows, softmaxLoss, squaredLoss } from "./objective";
import type { TreeEnsemble } from "./tree-ensemble";

/** What {@link fitBoosting} takes. */
export interface BoostingOptions extends Partial<BoostingSettings>, BoostingWork {
  /**
   * "squared" for numbers (unless given), "logistic" for targets of 0 and 1, "softmax" for classes numbered from 0.
   */
  readonly objective?: "squared" | "logistic" | "softmax";
  /** Data that is not trained on: the rounds that are best on it are kept. */
  readonly validation?: LabelledRows;
}

/**
 * Gradient boosting of histogram trees. Missing values (NaN) get a direction of their own at each split.
 *
 * ```ts
 * const model = await fitBoosting({ rows, columns, data }, bought, { objective: "logistic", validation });
 * model.predict(others); // probabilities
 * ```
 *
 * @param features at least one row; NaN is missing
 * @param targets  [rows]
 * @param options  objective, settings, validation, weights, kernel, listener and signal
 * @throws ShapeError, ValueError when an argument does not fit; the signal's reason when it is aborted beforehand
 * @source Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", Annals of Statistics 29(5), 2001
 */
export async function fitBoosting(
  features: FeatureRows,
  targets: ArrayLike<number>,
  options: BoostingOptions = {},
): Promise<TreeEnsemble> {
  const { objective = "squared", validation } = options;
  requireOneOf("objective", objective, ["squared", "logistic", "softmax"]);
  requireFeatureRows("features", features);
  requireTargetRows(targets, features.rows);
  requireWork(options, features.rows);
  const classes = 1 + Array.from(targets).reduce((most, target) => Math.max(most, target), 0);
  const lossOf = (of: ArrayLike<number>): Objective => {
    if (objective === "squared") return squaredLoss(of);
    return objective === "logistic" ? logisticLoss(of) : softmaxLoss(of, classes);
  };
  if (validation !== undefined) requireValidationRows(validation, features.columns);
  const held = validation && { features: validation.features, objective: lossOf(validation.targets) };
  return boost(features, lossOf(targets), boostingSettings(options), options, held);
}

/** Throws unless validation data has rows, of the same columns. */
export function requireValidationRows({ features, targets }: LabelledRows, columns: number): void {
  requireFeatureRows("validation features", features);
  requireLength("columns of validation features", features.columns, columns);
  requireLength("validation targets", targets.length, features.rows);
  if (features.rows === 0) throw new ValueError("validation must have at least one row, received none");
}
