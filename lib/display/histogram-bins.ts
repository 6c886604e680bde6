import { requireFinite, requireInteger } from "../contracts";
import { extent } from "./figure";

/** Counts of values in bins of equal width: bin b holds edges[b] ≤ value < edges[b + 1]; the last also its right edge. */
export interface HistogramBins {
  /** Length bins + 1, rising. */
  readonly edges: Float64Array;
  /** Length bins. */
  readonly counts: Uint32Array;
  /** Values that are NaN or infinite, and so in no bin. */
  readonly left: number;
}

/**
 * Sorts values into bins of equal width from the least to the greatest, so that a notebook carries the bins and not the
 * values. All values equal: one bin of width 1 around them. No finite value: no bin.
 *
 * @param bins  number of bins, at least 1
 * @param range ends of the first and last bin; least and greatest value unless given, values outside are `left`
 * @throws ValueError when bins is not a whole number of at least 1, or the span of the values overflows
 */
export function histogramBins(
  values: ArrayLike<number>,
  bins: number,
  range?: readonly [number, number],
): HistogramBins {
  requireInteger("bins", bins, 1);
  let [low, high] = range ?? extent(values);
  if (Number.isNaN(low)) return { edges: new Float64Array(0), counts: new Uint32Array(0), left: values.length };
  const count = low === high ? 1 : bins;
  // A half, or as much as still changes a huge number.
  const half = Math.max(0.5, Math.abs(low) * 1e-9);
  if (low === high) [low, high] = [low - half, high + half];
  requireFinite("range of the histogram", high - low);
  const width = (high - low) / count;
  const edges = Float64Array.from({ length: count + 1 }, (_, b) => (b === count ? high : low + b * width));
  const counts = new Uint32Array(count);
  let left = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= low && value <= high)) left++;
    else counts[Math.min(count - 1, Math.floor(((value - low) / (high - low)) * count))]!++;
  }
  return { edges, counts, left };
}
