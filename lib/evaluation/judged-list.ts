import { requireLength, requireNonNegative, requireOneOf, ValueError } from "../contracts";

/** A ranked list after judging: what stands at each place, and what could have stood there. */
export interface JudgedList {
  /** Gain at each place, best place first; 0 where the item is not relevant. May be shorter than a cut-off k. */
  readonly gains: Float64Array;
  /** Gains of all relevant items, falling, each above 0; its length is the number of relevant items. */
  readonly ideal: Float64Array;
}

/** How a grade becomes a gain: 1 for anything above 0; the grade itself; 2^grade - 1. */
export type GainKind = "binary" | "linear" | "exponential";

/** The gain of one grade (0: not relevant). Throws ValueError when the grade is negative or not finite. */
export function gainOf(grade: number, kind: GainKind): number {
  requireNonNegative("grade", grade);
  requireOneOf("gain", kind, ["binary", "linear", "exponential"]);
  if (kind === "exponential") return 2 ** grade - 1;
  return kind === "linear" ? grade : Number(grade > 0);
}

/**
 * Looks up each place of a list among the relevant items.
 *
 * @param items    the list's item indices, best first, each once
 * @param relevant indices of the judged items, ascending
 * @param grades   grade of each judged item, 0 or more, same length; 1 each unless given
 * @param gain     how grades become gains, "binary" unless given
 * @returns gains by place and the ideal; items of grade 0 are not relevant
 * @throws ValueError when relevant does not ascend or a grade is negative; ShapeError when lengths differ
 */
export function judge(
  items: Uint32Array,
  relevant: Uint32Array,
  grades?: ArrayLike<number>,
  gain: GainKind = "binary",
): JudgedList {
  if (grades !== undefined) requireLength("grades", grades.length, relevant.length);
  const gainAt = new Float64Array(relevant.length);
  for (let n = 0; n < relevant.length; n++) {
    if (n > 0 && relevant[n]! <= relevant[n - 1]!) {
      throw new ValueError(`relevant must ascend, received ${relevant[n]} after ${relevant[n - 1]}`);
    }
    gainAt[n] = grades === undefined ? 1 : gainOf(grades[n]!, gain);
  }

  const gains = new Float64Array(items.length);
  for (let place = 0; place < items.length; place++) {
    const n = find(relevant, items[place]!);
    if (n >= 0) gains[place] = gainAt[n]!;
  }
  return {
    gains,
    ideal: gainAt
      .filter((value) => value > 0)
      .sort()
      .reverse(),
  };
}

/** Place of a value in an ascending array, -1 when it is not there. */
function find(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === value ? low : -1;
}
