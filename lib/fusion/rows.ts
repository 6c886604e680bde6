import { requireInteger, requireLength, ValueError } from "../contracts";

/** Rows of features, row-major [rows × columns]. Whether NaN may stand for "not known" is the model's business. */
export interface FeatureRows {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}

/** A fitted model of rows; `TreeEnsemble` of the room trees is one. */
export interface RowModel {
  /** One number for each row. */
  predict(features: FeatureRows): ArrayLike<number>;
}

/**
 * Fits a model of rows: the learner that somebody hands in, so that this room knows none.
 *
 * @param weights [rows] how much each row counts, at least 0; undefined: all alike
 */
export type FitRows = (
  features: FeatureRows,
  targets: Float64Array,
  weights?: Float64Array,
) => RowModel | Promise<RowModel>;

/** The chosen rows, in the order given; a row may be chosen twice. Throws ValueError when one is out of range. */
export function takeRows({ rows, columns, data }: FeatureRows, chosen: Uint32Array): FeatureRows {
  const taken = new Float64Array(chosen.length * columns);
  chosen.forEach((row, n) => {
    if (row >= rows) throw new ValueError(`rows must be below ${rows}, received ${row}`);
    taken.set(data.subarray(row * columns, (row + 1) * columns), n * columns);
  });
  return { rows: chosen.length, columns, data: taken };
}

/**
 * What a model says of each row, checked.
 *
 * @throws ShapeError when it does not give one number a row; ValueError when one is NaN
 */
export function predictionsOf(model: RowModel, features: FeatureRows, name = "the model"): Float64Array {
  const predicted = Float64Array.from(model.predict(features));
  requireLength(`predictions of ${name}`, predicted.length, features.rows);
  const wrong = predicted.findIndex(Number.isNaN);
  if (wrong >= 0) throw new ValueError(`predictions of ${name} must be numbers, received NaN for row ${wrong}`);
  return predicted;
}

/** Throws unless features, targets and weights belong together and there is at least one row. */
export function requireLabelledRows(features: FeatureRows, targets: ArrayLike<number>, weights?: Float64Array): void {
  requireInteger("rows of features", features.rows, 1);
  requireInteger("columns of features", features.columns, 1);
  requireLength("data of features", features.data.length, features.rows * features.columns);
  requireLength("targets", targets.length, features.rows);
  for (let row = 0; row < targets.length; row++) {
    if (!Number.isFinite(targets[row])) {
      throw new ValueError(`targets must be finite, received ${targets[row]} in row ${row}`);
    }
  }
  if (weights === undefined) return;
  requireLength("weights", weights.length, features.rows);
  let sum = 0;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]!;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new ValueError(`weights must be finite and at least 0, received ${weight} in row ${row}`);
    }
    sum += weight;
  }
  if (sum === 0) throw new ValueError("weights must hold one above 0, all are 0");
}
