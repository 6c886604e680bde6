import { requireInteger, requireLength, ValueError } from "../../contracts";

/** n points with d coordinates each, row after row: customers, products. A `DenseMatrix` is one. */
export interface Points {
  /** n. */
  readonly rows: number;
  /** d. */
  readonly columns: number;
  /** [n × d] */
  readonly data: Float32Array | Float64Array;
}

/**
 * Throws unless the points are finite and their shape is their length.
 *
 * @throws ShapeError when the length is wrong; ValueError when a coordinate is NaN or infinite, naming it
 */
export function requirePoints(name: string, { rows, columns, data }: Points): void {
  requireInteger(`${name}.rows`, rows);
  requireInteger(`${name}.columns`, columns, 1);
  requireLength(`${name}.data`, data.length, rows * columns);
  for (let at = 0; at < data.length; at++) {
    if (Number.isFinite(data[at])) continue;
    const where = `(${Math.floor(at / columns)}, ${at % columns})`;
    throw new ValueError(`${name} must hold finite numbers, entry ${where} is ${String(data[at])}`);
  }
}

/** ‖a_i − b_j‖² of row i of one and row j of the other, in float64. */
export function squaredDistance(a: Points, i: number, b: Points, j: number): number {
  let sum = 0;
  for (let c = 0, at = i * a.columns, other = j * a.columns; c < a.columns; c++, at++, other++) {
    const gap = a.data[at]! - b.data[other]!;
    sum += gap * gap;
  }
  return sum;
}

/** [d] mean of each column; zeros when there is no row. */
export function columnMeans({ rows, columns, data }: Points): Float64Array {
  const means = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns; j++) means[j]! += data[row * columns + j]!;
  }
  return means.map((sum) => (rows === 0 ? 0 : sum / rows));
}

/** [d] variance of each column around its mean, divided by n. */
export function columnVariances({ rows, columns, data }: Points, means: Float64Array): Float64Array {
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns; j++) sums[j]! += (data[row * columns + j]! - means[j]!) ** 2;
  }
  return sums.map((sum) => (rows === 0 ? 0 : sum / rows));
}
