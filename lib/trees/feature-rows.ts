import { requireInteger, requireLength, ValueError } from "../contracts";

/** Rows of features, row-major [rows × columns]. NaN is a missing value; infinities are not allowed. */
export interface FeatureRows {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}

/**
 * Throws unless the shape fits the data, there is at least one column and no value is infinite.
 *
 * @throws ShapeError, ValueError
 */
export function requireFeatureRows(name: string, { rows, columns, data }: FeatureRows): void {
  requireInteger(`rows of ${name}`, rows);
  requireInteger(`columns of ${name}`, columns, 1);
  requireLength(`data of ${name}`, data.length, rows * columns);
  const at = data.findIndex((value) => value === Infinity || value === -Infinity);
  if (at < 0) return;
  const place = `row ${Math.floor(at / columns)}, column ${at % columns}`;
  throw new ValueError(`${name} must be finite or NaN (missing), received ${String(data[at])} in ${place}`);
}
