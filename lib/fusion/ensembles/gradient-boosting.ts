import { requireInteger, requireOneOf, requirePositive, ValueError } from "../../contracts";
import { type FeatureRows, type FitRows, predictionsOf, requireLabelledRows, type RowModel } from "../rows";
import { sigmoid } from "../sigmoid";

/** What {@link fitGradientBoosting} takes. */
export interface GradientBoostingOptions {
  /** The weak learner, fitted to slopes by least squares: a regression of any kind. */
  readonly fit: FitRows;
  /** "squared" for numbers, "logistic" for 0 and 1; "squared" unless given. */
  readonly loss?: "squared" | "logistic";
  /** 100 unless given. */
  readonly rounds?: number;
  /** What each step is shrunk by; 0.1 unless given. */
  readonly learningRate?: number;
  readonly signal?: AbortSignal;
}

/** A sum of weak models: score = start + Σ step · model. */
export class GradientBoostedModel implements RowModel {
  /**
   * @param loss  "logistic" makes {@link predict} answer probabilities
   * @param steps one for each model
   */
  constructor(
    readonly loss: "squared" | "logistic",
    readonly start: number,
    readonly models: readonly RowModel[],
    readonly steps: Float64Array,
  ) {}

  /** The sums: the number, or the log-odds of class 1. */
  scores(features: FeatureRows): Float64Array {
    const scores = new Float64Array(features.rows).fill(this.start);
    this.models.forEach((model, n) => {
      predictionsOf(model, features).forEach((value, row) => (scores[row]! += this.steps[n]! * value));
    });
    return scores;
  }

  predict(features: FeatureRows): Float64Array {
    const scores = this.scores(features);
    return this.loss === "squared" ? scores : scores.map(sigmoid);
  }
}

/**
 * Gradient boosting over whatever learner is handed in: each is fitted to the slope of the loss at what the sum says so
 * far, y - score ("squared") or y - p ("logistic"), and added with learningRate · γ. γ is 1 for squares; for the logistic
 * loss one Newton step along the learner, γ = Σ h (y - p) / Σ h² p (1 - p).
 *
 * The room trees has a faster one of its own, which also sets the value of every leaf; this one boosts anything.
 *
 * @param features at least one row
 * @param targets  [rows]; for "logistic" 0 or 1, and both occur
 * @throws ShapeError, ValueError when an argument does not fit; the signal's reason when it is aborted
 * @source Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", Annals of Statistics 29(5), 2001
 */
export async function fitGradientBoosting(
  features: FeatureRows,
  targets: ArrayLike<number>,
  { fit, loss = "squared", rounds = 100, learningRate = 0.1, signal }: GradientBoostingOptions,
): Promise<GradientBoostedModel> {
  requireLabelledRows(features, targets);
  requireOneOf("loss", loss, ["squared", "logistic"]);
  requireInteger("rounds", rounds, 1);
  requirePositive("learningRate", learningRate);
  const wanted = Float64Array.from(targets);
  const start = startOf(wanted, loss);
  const scores = new Float64Array(features.rows).fill(start);
  const models: RowModel[] = [];
  const steps: number[] = [];
  for (let round = 0; round < rounds; round++) {
    signal?.throwIfAborted();
    const said = loss === "squared" ? scores : scores.map(sigmoid);
    const slopes = wanted.map((value, row) => value - said[row]!);
    const model = await fit(features, slopes);
    const values = predictionsOf(model, features);
    const step = learningRate * (loss === "squared" ? 1 : newtonStep(values, slopes, said));
    if (step === 0) break;
    for (let row = 0; row < scores.length; row++) scores[row]! += step * values[row]!;
    models.push(model);
    steps.push(step);
  }
  return new GradientBoostedModel(loss, start, models, Float64Array.from(steps));
}

/** How far along the learner the logistic loss falls fastest; 0 where the learner says nothing. */
function newtonStep(values: Float64Array, slopes: Float64Array, said: Float64Array): number {
  let [gain, curvature] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    gain += values[row]! * slopes[row]!;
    curvature += values[row]! ** 2 * said[row]! * (1 - said[row]!);
  }
  return curvature > 0 && gain > 0 ? gain / curvature : 0;
}

function startOf(wanted: Float64Array, loss: "squared" | "logistic"): number {
  const mean = wanted.reduce((sum, value) => sum + value, 0) / wanted.length;
  if (loss === "squared") return mean;
  const strange = wanted.find((value) => value !== 0 && value !== 1);
  if (strange !== undefined) throw new ValueError(`targets must be 0 or 1, received ${strange}`);
  if (mean === 0 || mean === 1) throw new ValueError("targets must hold both 0 and 1, received one of them");
  return Math.log(mean / (1 - mean));
}
