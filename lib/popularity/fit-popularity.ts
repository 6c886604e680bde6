import { requireLength, requireNonNegative, requireOneOf, ValueError } from "../contracts";
import type { UserItemMatrix } from "../interactions";
import { PopularityModel, type SegmentScores } from "./popularity-model";

/** What {@link fitPopularity} counts. */
export interface PopularityOptions {
  /** "users": how many users met the item; "values": the sum of their values. "users" unless given. */
  readonly by?: "users" | "values";
  /** [userCount] number of each user's segment (age group, region), counted from 0; one list for all unless given. */
  readonly segmentOfUser?: Uint32Array;
  /** How many contacts of the whole shop stand behind each segment's own; 100 unless given. */
  readonly priorStrength?: number;
}

/**
 * Popularity of each item: the number of users who met it, or the sum of their values.
 *
 * With segments, the score of item i in segment s is its smoothed share (n_si + m·p_i) / (n_s + m), with n_si the
 * segment's popularity, n_s its sum, p_i the item's share of the whole shop and m the prior strength: a small segment
 * speaks with the shop's voice, a large one with its own.
 *
 * @returns a model that gives everybody (of a segment) the same scores, all of them at least 0
 * @throws ValueError when by is "values" and one is negative
 * @throws ShapeError when segmentOfUser does not match the users
 */
export function fitPopularity(matrix: UserItemMatrix, options: PopularityOptions = {}): PopularityModel {
  const { by = "users", segmentOfUser, priorStrength = 100 } = options;
  requireOneOf("by", by, ["users", "values"]);
  requireNonNegative("priorStrength", priorStrength);
  const weights = by === "users" ? undefined : requireNonNegativeValues(matrix.values);
  const totals = new Float64Array(matrix.itemCount);
  for (let at = 0; at < matrix.pairCount; at++) totals[matrix.items[at]!]! += weights?.[at] ?? 1;

  const scores = Float32Array.from(totals);
  const segments = segmentOfUser && scoreSegments(matrix, weights, segmentOfUser, totals, priorStrength);
  return new PopularityModel(matrix.userCount, scores, segments, {
    by,
    ...(segments && { segments: segments.count, priorStrength }),
  });
}

function scoreSegments(
  matrix: UserItemMatrix,
  weights: Float32Array | undefined,
  ofUser: Uint32Array,
  totals: Float64Array,
  priorStrength: number,
): SegmentScores {
  const { userCount, itemCount, rowStarts, items } = matrix;
  requireLength("segmentOfUser", ofUser.length, userCount);
  const count = ofUser.reduce((most, segment) => Math.max(most, segment + 1), 0);
  const own = new Float64Array(count * itemCount);
  const sums = new Float64Array(count);
  for (let user = 0; user < userCount; user++) {
    const segment = ofUser[user]!;
    for (let at = rowStarts[user]!; at < rowStarts[user + 1]!; at++) {
      const weight = weights?.[at] ?? 1;
      own[segment * itemCount + items[at]!]! += weight;
      sums[segment]! += weight;
    }
  }
  const whole = totals.reduce((sum, total) => sum + total, 0);
  const scores = Float32Array.from(own, (amount, n) => {
    const prior = whole === 0 ? 0 : (priorStrength * totals[n % itemCount]!) / whole;
    const size = sums[Math.floor(n / itemCount)]! + priorStrength;
    return size === 0 ? 0 : (amount + prior) / size;
  });
  return { count, ofUser, scores };
}

function requireNonNegativeValues(values: Float32Array): Float32Array {
  const at = values.findIndex((value) => value < 0);
  if (at >= 0)
    throw new ValueError(`values must be at least 0 to be summed as popularity, received ${values[at]} at ${at}`);
  return values;
}
