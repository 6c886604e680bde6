import { requireLength, ShapeError, ValueError } from "../contracts";
import { CsrMatrix, type DenseMatrix } from "../linalg";

/** One row a case, one column a feature; dense, or sparse where most entries are 0. */
export type Features = DenseMatrix | CsrMatrix;

/**
 * Throws unless there is something to learn from.
 *
 * @throws ShapeError when there is no row or no column; ValueError when a value is not finite, naming its row and column
 */
export function requireFeatures(features: Features): void {
  if (features.rows === 0 || features.columns === 0) {
    throw new ShapeError(
      `features must have at least one row and one column, received [${features.rows} × ${features.columns}]`,
    );
  }
  requireFiniteFeatures(features);
}

/** Throws unless `features` can be given to a model of `columns` features: same width, every value finite. */
export function requireFittingFeatures(features: Features, columns: number): void {
  if (features.columns !== columns) {
    throw new ShapeError(`features must have ${columns} columns as in training, received ${features.columns}`);
  }
  requireFiniteFeatures(features);
}

function requireFiniteFeatures(features: Features): void {
  const values = features instanceof CsrMatrix ? features.values : features.data;
  const place = values.findIndex((value) => !Number.isFinite(value));
  if (place < 0) return;
  const [row, column] = cellOf(features, place);
  throw new ValueError(
    `features must be finite numbers, received ${String(values[place])} in row ${row}, column ${column}`,
  );
}

function cellOf(features: Features, place: number): [row: number, column: number] {
  if (!(features instanceof CsrMatrix)) {
    return [Math.floor(place / features.columns), place % features.columns];
  }
  // The first start beyond the place ends the row that holds it.
  const row = features.rowStarts.findIndex((start) => start > place) - 1;
  return [row, features.columnIndices[place]!];
}

/**
 * The weights of the cases, 1 each unless given.
 *
 * @throws ShapeError when there are not `rows` of them; ValueError when one is negative or not finite, or all are 0
 */
export function checkedSampleWeights(weights: ArrayLike<number> | undefined, rows: number): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1);
  requireLength("sampleWeights", weights.length, rows);
  const checked = Float64Array.from(weights);
  const wrong = checked.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (wrong >= 0) {
    throw new ValueError(`sampleWeights must be finite and at least 0, received ${checked[wrong]} for row ${wrong}`);
  }
  if (checked.every((weight) => weight === 0)) throw new ValueError("sampleWeights must not all be 0");
  return checked;
}
