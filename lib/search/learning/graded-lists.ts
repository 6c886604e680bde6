import { requireLength, ValueError } from "../../contracts";
import { type FeatureRows, requireRows } from "./feature-rows";

/** Lists of products that a ranker learns from: the rows of one query stand together. */
export interface GradedLists {
  readonly features: FeatureRows;
  /** [rows] how good the product is for the query, at least 0 */
  readonly gains: Float64Array;
  /** [queries + 1] first row of each query, and the end */
  readonly starts: Uint32Array;
  /** [rows] how much each row counts; 1 each where it is left out */
  readonly weights?: Float64Array;
}

/** One query's part of {@link GradedLists}. */
export interface GradedList {
  readonly features: FeatureRows;
  readonly gains: ArrayLike<number>;
  readonly weights?: ArrayLike<number>;
}

/**
 * Joins lists of several queries.
 *
 * @throws ShapeError when gains or weights are not one per row, or lists have different features
 * @throws ValueError when there is no list, or some have weights and some have none
 */
export function joinLists(lists: readonly GradedList[]): GradedLists {
  const [first] = lists;
  if (first === undefined) throw new ValueError("lists must hold at least one query, received none");
  const { columns } = first.features;
  const weighed = lists.filter(({ weights }) => weights !== undefined).length;
  if (weighed > 0 && weighed < lists.length) throw new ValueError("either all lists have weights or none has");
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach(({ features, gains, weights }, n) => {
    requireLength("columns of features", features.columns, columns);
    requireRows("features", features);
    requireLength("gains", gains.length, features.rows);
    if (weights !== undefined) requireLength("weights", weights.length, features.rows);
    starts[n + 1] = starts[n]! + features.rows;
  });
  const rows = starts[lists.length]!;
  const data = new Float32Array(rows * columns);
  const gains = new Float64Array(rows);
  const weights = weighed > 0 ? new Float64Array(rows) : undefined;
  lists.forEach((list, n) => {
    data.set(list.features.data, starts[n]! * columns);
    gains.set(list.gains, starts[n]!);
    if (list.weights !== undefined) weights!.set(list.weights, starts[n]!);
  });
  const all = { features: { rows, columns, data }, gains, starts };
  return weights === undefined ? all : { ...all, weights };
}

/** What the largest gain is worth as 2^grade - 1: gains of .1 and .01 of it become 15 / 127 and 1 / 127. */
const BEST_GRADE = 7;

/**
 * Gains as the whole grades that LambdaMART takes, whose gain is 2^grade - 1: grade = round(log₂(1 + 127 · gain / largest)).
 * The gains 1, 0.1, 0.01 and 0 become the grades 7, 4, 1 and 0.
 *
 * @param gains at least 0
 */
export function gradesOfGains(gains: Float64Array): Uint8Array {
  const largest = gains.reduce((most, gain) => Math.max(most, gain), 0);
  return Uint8Array.from(gains, (gain) => {
    if (!(gain >= 0 && gain < Infinity)) throw new ValueError(`gains must be finite and at least 0, received ${gain}`);
    return largest === 0 ? 0 : Math.round(Math.log2(1 + (2 ** BEST_GRADE - 1) * (gain / largest)));
  });
}
