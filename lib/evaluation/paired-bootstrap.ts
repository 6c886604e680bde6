import { requireInteger, requireLength, requireProbability, ValueError } from "../contracts";
import { Random } from "../random";

/** How a bootstrap is run. */
export interface PairedBootstrapOptions {
  /** Number of resamples; 10,000 unless given. */
  readonly resamples?: number;
  /** Share of resamples inside the interval; 0.95 unless given. */
  readonly confidence?: number;
  /** 1 unless given. */
  readonly seed?: number;
}

/** A mean difference and where it would lie with other users of the same kind. */
export interface Interval {
  /** mean(a) - mean(b). */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Confidence interval of mean(a - b) by the percentile bootstrap: users are drawn with replacement, both models keep
 * their values for the users drawn, and the outer (1 - confidence) / 2 on either side is cut off. The work is users x
 * resamples: with a million users, 1,000 resamples are enough and 10,000 take minutes.
 *
 * @param a values of one model, one per user, length n of at least 1
 * @param b values of the other for the same users, length n
 * @throws ShapeError when lengths differ; ValueError when there is no user or an option is out of range
 * @source Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13
 */
export function pairedBootstrap(
  a: Float64Array,
  b: Float64Array,
  { resamples = 10_000, confidence = 0.95, seed = 1 }: PairedBootstrapOptions = {},
): Interval {
  requireInteger("resamples", resamples, 1);
  requireProbability("confidence", confidence);
  const differences = pairedDifferences(a, b);
  const n = differences.length;
  const random = new Random(seed);
  const means = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    let sum = 0;
    for (let draw = 0; draw < n; draw++) sum += differences[random.integer(n)]!;
    means[r] = sum / n;
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  return {
    difference: differences.reduce((sum, value) => sum + value, 0) / n,
    low: quantile(means, tail),
    high: quantile(means, 1 - tail),
  };
}

/** a - b, user by user. Throws ShapeError when lengths differ, ValueError when there is no user. */
export function pairedDifferences(a: Float64Array, b: Float64Array): Float64Array {
  requireLength("b", b.length, a.length);
  if (a.length === 0) throw new ValueError("a and b must hold at least one value, received none");
  return a.map((value, user) => value - b[user]!);
}

/** Quantile of ascending values by linear interpolation (type 7 of Hyndman & Fan, the default of NumPy and R). */
export function quantile(ascending: Float64Array, probability: number): number {
  const place = probability * (ascending.length - 1);
  const below = Math.floor(place);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  return low + (place - below) * (high - low);
}
