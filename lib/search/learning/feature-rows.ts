import { requireLength } from "../../contracts";

/** Rows of features, row-major [rows × columns]. NaN is a missing value. */
export interface FeatureRows {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}

/**
 * Whatever turns features into scores, higher before lower: trees, a network, a sum of weights. A ranker is trained
 * elsewhere and handed in.
 */
export interface FeatureScorer {
  /** Features that it was trained on. */
  readonly columns: number;
  /** [rows] */
  scores(features: FeatureRows): Float64Array;
}

/** One of the features of all rows. */
export function featureColumn({ rows, columns, data }: FeatureRows, column: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * columns + column]!);
}

/** Throws ShapeError unless the data is as long as rows and columns say. */
export function requireRows(name: string, { rows, columns, data }: FeatureRows): void {
  requireLength(`data of ${name}`, data.length, rows * columns);
}
