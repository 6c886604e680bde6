import { requireIndex, ValueError } from "../contracts";
import type { MeasuredPerUser } from "./compare";
import { pairedBootstrap, type PairedBootstrapOptions } from "./paired-bootstrap";

/** One figure of one segment. */
export interface SegmentFigure {
  /** Mean over the segment's users for whom the figure has a meaning; NaN where there is none. */
  readonly mean: number;
  /** Percentile bootstrap interval of that mean; NaN where there is none. */
  readonly low: number;
  readonly high: number;
  /** How many users it is the mean of. */
  readonly users: number;
}

/** One row of {@link segmentTable}. */
export interface SegmentRow {
  readonly segment: string;
  /** Measured users of the segment. */
  readonly users: number;
  /** In the order of the metrics asked for. */
  readonly figures: readonly SegmentFigure[];
}

/**
 * Figures by segment of the users, with how many users each rests on and how far chance reaches: a mean over all hides
 * who is served badly. For segments of the items, measure `recallWithin` and read it from the whole.
 *
 * @param result    of `evaluateRanking`
 * @param segmentOf [users] segment of each user, an index into `names`
 * @param names     what the segments are called
 * @param metrics   figures that the result has per user: "ndcg@10"
 * @param options   of the bootstrap; 1,000 resamples unless given
 * @returns one row per segment, also one without users
 * @throws ValueError when a figure is not there per user or a segment is out of range
 */
export function segmentTable(
  result: MeasuredPerUser,
  segmentOf: ArrayLike<number>,
  names: readonly string[],
  metrics: readonly string[],
  options: PairedBootstrapOptions = {},
): SegmentRow[] {
  const { users, values } = result.perUser;
  for (const metric of metrics) {
    if (values[metric] !== undefined) continue;
    throw new ValueError(
      `metrics must be such as the result has per user (${Object.keys(values).join(", ")}), received ${metric}`,
    );
  }
  users.forEach((user) => requireIndex(`segment of user ${user}`, segmentOf[user] ?? NaN, names.length));
  return names.map((segment, index) => {
    const isOwn = (_: number, n: number): boolean => segmentOf[users[n]!] === index;
    const figures = metrics.map((metric) => figureOf(values[metric]!.filter(isOwn), options));
    return { segment, users: users.filter(isOwn).length, figures };
  });
}

function figureOf(all: Float64Array, options: PairedBootstrapOptions): SegmentFigure {
  const values = all.filter((value) => !Number.isNaN(value));
  if (values.length === 0) return { mean: NaN, low: NaN, high: NaN, users: 0 };
  const none = new Float64Array(values.length);
  const { difference: mean, low, high } = pairedBootstrap(values, none, { resamples: 1000, ...options });
  return { mean, low, high, users: values.length };
}
