import { requireInteger, requirePositive, requireProbability } from "../../contracts";
import { Random } from "../../random";
import { type FeatureRows, type FitRows, predictionsOf, requireLabelledRows, type RowModel, takeRows } from "../rows";

/** What {@link fitBagging} takes. */
export interface BaggingOptions {
  /** The learner. */
  readonly fit: FitRows;
  /** Models; 10 unless given. */
  readonly models?: number;
  /** Rows that each model draws with replacement, as a share of all; 1 unless given. */
  readonly share?: number;
  /** Draws the rows; 1 unless given. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** The mean of models that saw different draws of the rows. */
export class BaggedModel implements RowModel {
  /**
   * @param models    at least one
   * @param outOfBag  [rows of training] mean over the models that did not draw the row, NaN where all did: predictions as
   *                  honest as those on a test
   */
  constructor(
    readonly models: readonly RowModel[],
    readonly outOfBag: Float64Array,
  ) {}

  predict(features: FeatureRows): Float64Array {
    const sums = new Float64Array(features.rows);
    for (const model of this.models) predictionsOf(model, features).forEach((value, row) => (sums[row]! += value));
    return sums.map((sum) => sum / this.models.length);
  }
}

/**
 * Bagging: the same learner on bootstrap draws of the rows, and the mean of what they say. It quiets a learner that
 * changes much with its rows, such as a deep tree, and does nothing for one that does not.
 *
 * @param features at least one row
 * @param targets  [rows]
 * @throws ShapeError, ValueError when an argument does not fit; the signal's reason when it is aborted
 * @source Breiman, "Bagging Predictors", Machine Learning 24, 1996
 */
export async function fitBagging(
  features: FeatureRows,
  targets: ArrayLike<number>,
  { fit, models: count = 10, share = 1, seed = 1, signal }: BaggingOptions,
): Promise<BaggedModel> {
  requireLabelledRows(features, targets);
  requireInteger("models", count, 1);
  requireProbability("share", share);
  requirePositive("share", share);
  const { rows } = features;
  const draws = Math.max(1, Math.round(share * rows));
  const root = new Random(seed);
  const models: RowModel[] = [];
  const outside = { sums: new Float64Array(rows), counts: new Uint32Array(rows) };
  for (let n = 0; n < count; n++) {
    signal?.throwIfAborted();
    const random = root.split(n);
    const drawn = Uint32Array.from({ length: draws }, () => random.integer(rows));
    const own = Float64Array.from(drawn, (row) => targets[row]!);
    const model = await fit(takeRows(features, drawn), own);
    models.push(model);
    addOutside(outside, model, features, drawn);
  }
  return new BaggedModel(
    models,
    outside.sums.map((sum, row) => sum / outside.counts[row]!),
  );
}

/** Adds what the model says of the rows that it did not draw. */
function addOutside(
  { sums, counts }: { sums: Float64Array; counts: Uint32Array },
  model: RowModel,
  features: FeatureRows,
  drawn: Uint32Array,
): void {
  const inside = new Uint8Array(features.rows);
  for (const row of drawn) inside[row] = 1;
  const others = Uint32Array.from({ length: features.rows }, (_, row) => row).filter((row) => inside[row] === 0);
  if (others.length === 0) return;
  const predicted = predictionsOf(model, takeRows(features, others));
  others.forEach((row, n) => {
    sums[row]! += predicted[n]!;
    counts[row]!++;
  });
}
