import { requireInteger, requireLength, ValueError } from "../contracts";
import type { FeatureRows } from "./feature-rows";

/** Bin of missing values; the others are numbered from 0. */
export const MISSING_BIN = 255;

/**
 * Few numbers in the place of many: each feature's values by the quantile they lie in, at most 255 bins, and one more for
 * missing values. Trees split between bins, so a feature's histogram is all that a split needs.
 */
export class FeatureBins {
  /**
   * @param edges for each feature the highest value of each bin but the last, ascending: value ≤ edges[b] lies in bin b or
   *              below
   */
  constructor(readonly edges: readonly Float64Array[]) {}

  /** Bins of each feature. */
  get counts(): Uint32Array {
    return Uint32Array.from(this.edges, ({ length }) => length + 1);
  }

  /**
   * The bin of each value.
   *
   * @param features as many columns as the bins were made of
   * @param stride   numbers of a row in the answer, at least the columns
   * @returns [rows × stride]
   */
  encode({ rows, columns, data }: FeatureRows, stride = columns): Uint8Array {
    requireLength("columns of features", columns, this.edges.length);
    const codes = new Uint8Array(rows * stride);
    this.edges.forEach((edges, column) => {
      for (let row = 0, at = column; row < rows; row++, at += columns) {
        codes[row * stride + column] = binOf(data[at]!, edges);
      }
    });
    return codes;
  }
}

/** The bin of a value: the first whose edge it does not exceed. */
function binOf(value: number, edges: Float64Array): number {
  if (Number.isNaN(value)) return MISSING_BIN;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Bins of about equally many rows. A feature of fewer distinct values has one for each. An edge lies halfway between the
 * values beside it.
 *
 * @param features NaN is missing
 * @param most     bins of a feature at most, 2 to 255
 * @throws ValueError when `most` is out of range
 */
export function fitBins({ rows, columns, data }: FeatureRows, most = 255): FeatureBins {
  requireInteger("bins", most, 2);
  if (most > MISSING_BIN) throw new ValueError(`bins must be at most ${MISSING_BIN}, received ${most}`);
  const column = data instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows);
  const edges = Array.from({ length: columns }, (_, feature) => {
    let present = 0;
    for (let at = feature; at < data.length; at += columns) {
      if (!Number.isNaN(data[at]!)) column[present++] = data[at]! + 0; // -0 and 0 are one value.
    }
    return edgesOf(column.subarray(0, present).sort(), most);
  });
  return new FeatureBins(edges);
}

function edgesOf(sorted: Float32Array | Float64Array, most: number): Float64Array {
  let distinct = 0;
  for (let n = 0; n < sorted.length; n++) if (n === 0 || sorted[n] !== sorted[n - 1]) distinct++;
  const edges: number[] = [];
  // Of many distinct values a bin closes when it holds its share of the rows that were left when it began.
  let begun = 0;
  for (let n = 1; n < sorted.length; n++) {
    if (sorted[n] === sorted[n - 1]) continue;
    const share = (sorted.length - begun) / (most - edges.length);
    if (distinct > most && (n - begun < share || edges.length === most - 1)) continue;
    edges.push(between(sorted[n - 1]!, sorted[n]!));
    begun = n;
  }
  return Float64Array.from(edges);
}

/** Halfway, and never rounded up to the higher. */
function between(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return middle < high ? middle : low;
}
