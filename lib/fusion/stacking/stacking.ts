import { requireInteger, ValueError } from "../../contracts";
import { Random, shuffle } from "../../random";
import { type FeatureRows, type FitRows, predictionsOf, requireLabelledRows, type RowModel, takeRows } from "../rows";

/** One learner of the first level. */
export interface NamedLearner {
  readonly name: string;
  readonly fit: FitRows;
}

/** How rows are parted for {@link outOfFold}. */
export interface FoldOptions {
  /** 5 unless given. */
  readonly folds?: number;
  /** Deals the rows; 1 unless given. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** What {@link fitStacking} takes. */
export interface StackingOptions extends FoldOptions {
  /** First level, at least one. */
  readonly learners: readonly NamedLearner[];
  /** Second level: learns from what the first says of rows that it did not see. */
  readonly meta: FitRows;
  /** Whether the second level also sees the features themselves; false unless given. */
  readonly passThrough?: boolean;
}

/** Predictions for rows by models that were fitted without them. */
export interface OutOfFold {
  /** [rows × learners] */
  readonly predictions: FeatureRows;
  /** [rows] the fold each row was left out with. */
  readonly foldOf: Uint32Array;
}

/**
 * What each learner says of every row when fitted on the other folds. Only such predictions are like those that the
 * second level will meet later: a learner's words on rows that it was fitted on say how well it remembers.
 *
 * @param features at least as many rows as folds
 * @param targets  [rows]
 * @throws ShapeError, ValueError when an argument does not fit; the signal's reason when it is aborted
 * @source Wolpert, "Stacked Generalization", Neural Networks 5(2), 1992
 */
export async function outOfFold(
  features: FeatureRows,
  targets: ArrayLike<number>,
  learners: readonly NamedLearner[],
  { folds = 5, seed = 1, signal }: FoldOptions = {},
): Promise<OutOfFold> {
  requireLabelledRows(features, targets);
  requireInteger("folds", folds, 2);
  requireInteger("rows of features", features.rows, folds);
  if (learners.length === 0) throw new ValueError("learners must hold at least one, received none");
  const foldOf = dealFolds(features.rows, folds, seed);
  const all = foldOf.map((_, row) => row);
  const predictions = new Float64Array(features.rows * learners.length);
  for (let fold = 0; fold < folds; fold++) {
    const inside = all.filter((row) => foldOf[row] !== fold);
    const outside = all.filter((row) => foldOf[row] === fold);
    const [training, left] = [takeRows(features, inside), takeRows(features, outside)];
    const own = Float64Array.from(inside, (row) => targets[row]!);
    for (const [n, { name, fit }] of learners.entries()) {
      signal?.throwIfAborted();
      const said = predictionsOf(await fit(training, own.slice()), left, name);
      outside.forEach((row, at) => (predictions[row * learners.length + n] = said[at]!));
    }
  }
  return { predictions: { rows: features.rows, columns: learners.length, data: predictions }, foldOf };
}

/** Learners, and one that learnt whom to believe. */
export class StackedModel implements RowModel {
  /**
   * @param learners    first level, fitted on all rows
   * @param meta        second level, fitted on out-of-fold predictions
   * @param passThrough whether the second level also sees the features
   */
  constructor(
    readonly learners: readonly { readonly name: string; readonly model: RowModel }[],
    readonly meta: RowModel,
    readonly passThrough: boolean,
  ) {}

  predict(features: FeatureRows): Float64Array {
    const columns = this.learners.length;
    const data = new Float64Array(features.rows * columns);
    this.learners.forEach(({ name, model }, n) => {
      predictionsOf(model, features, name).forEach((value, row) => (data[row * columns + n] = value));
    });
    const said = { rows: features.rows, columns, data };
    return predictionsOf(this.meta, this.passThrough ? besideEachOther(said, features) : said, "meta");
  }
}

/**
 * Stacking: the second level is fitted on the out-of-fold predictions of the first, and then the first on all rows. There
 * is no way to have it fitted on predictions for rows that were trained on; for predictions made elsewhere,
 * `requireHonestPredictions` finds out.
 *
 * @param features at least as many rows as folds
 * @param targets  [rows]
 * @throws as {@link outOfFold}
 */
export async function fitStacking(
  features: FeatureRows,
  targets: ArrayLike<number>,
  { learners, meta, passThrough = false, ...folds }: StackingOptions,
): Promise<StackedModel> {
  const { predictions } = await outOfFold(features, targets, learners, folds);
  const wanted = Float64Array.from(targets);
  const second = await meta(passThrough ? besideEachOther(predictions, features) : predictions, wanted.slice());
  const first = [];
  for (const { name, fit } of learners) {
    folds.signal?.throwIfAborted();
    first.push({ name, model: await fit(features, wanted.slice()) });
  }
  return new StackedModel(first, second, passThrough);
}

/** Rows of the first table followed by those of the second, row by row. */
function besideEachOther(left: FeatureRows, right: FeatureRows): FeatureRows {
  const columns = left.columns + right.columns;
  const data = new Float64Array(left.rows * columns);
  for (let row = 0; row < left.rows; row++) {
    data.set(left.data.subarray(row * left.columns, (row + 1) * left.columns), row * columns);
    data.set(right.data.subarray(row * right.columns, (row + 1) * right.columns), row * columns + left.columns);
  }
  return { rows: left.rows, columns, data };
}

/** A fold for each row, as even as can be, by lot. */
function dealFolds(rows: number, folds: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  shuffle(order, new Random(seed).split("folds"));
  const foldOf = new Uint32Array(rows);
  order.forEach((row, place) => (foldOf[row] = place % folds));
  return foldOf;
}
