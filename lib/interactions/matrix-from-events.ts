import { requireInteger, requireLength, requireOneOf, ValueError } from "../contracts";
import type { IdVocabulary } from "./id-vocabulary";
import { UserItemMatrix } from "./user-item-matrix";

/** What a pair that stands several times is worth: how often it stands, the sum, largest or latest value, or just 1. */
export type DuplicateRule = "once" | "count" | "sum" | "max" | "last";

/** What {@link matrixFromEvents} takes: an `Events` with a rule, or bare arrays. */
export interface MatrixFromEventsOptions {
  /** [events] row of each event. */
  readonly users: Uint32Array;
  /** [events] column of each event. */
  readonly items: Uint32Array;
  /** [events] strength; 1 each unless given. */
  readonly values?: Float32Array;
  /** [events] decides what "last" is; without it the later place in the arrays is later. */
  readonly times?: Float64Array;
  /** What several events of one pair become; "once" unless given. */
  readonly duplicates?: DuplicateRule;
  /** Number of rows; the size of `userIds`, or one more than the largest index, unless given. */
  readonly userCount?: number;
  /** Number of columns; the size of `itemIds`, or one more than the largest index, unless given. */
  readonly itemCount?: number;
  readonly userIds?: IdVocabulary;
  readonly itemIds?: IdVocabulary;
}

/**
 * One value per pair that met. Two counting sorts (by item, then by user) in O(events + users + items) time, with two
 * index arrays of working memory.
 *
 * A pair whose values sum to 0 stays in the matrix with value 0: they met.
 *
 * @throws ShapeError when arrays differ in length; ValueError when an index is out of range or a value is not finite
 */
export function matrixFromEvents(options: MatrixFromEventsOptions): UserItemMatrix {
  const { users, items, values, times, duplicates = "once", userIds, itemIds } = options;
  requireOneOf("duplicates", duplicates, ["once", "count", "sum", "max", "last"]);
  requireLength("items", items.length, users.length);
  if (values !== undefined) requireLength("values", values.length, users.length);
  if (times !== undefined) requireLength("times", times.length, users.length);
  const userCount = countOf("user", users, options.userCount ?? userIds?.size);
  const itemCount = countOf("item", items, options.itemCount ?? itemIds?.size);

  const byItem = countingSort(items, itemCount, undefined);
  const byUserThenItem = countingSort(users, userCount, byItem);
  return merge(byUserThenItem, { users, items, values, times, duplicates }, userCount, itemCount);
}

function countOf(name: string, indices: Uint32Array, given: number | undefined): number {
  let largest = -1;
  for (let n = 0; n < indices.length; n++) if (indices[n]! > largest) largest = indices[n]!;
  if (given === undefined) return largest + 1;
  requireInteger(`${name}Count`, given);
  if (largest >= given) throw new ValueError(`${name}s must hold indices below ${given}, received ${largest}`);
  return given;
}

/** Places in order of their key, equal keys in the order in which `order` (or the array itself) lists them. */
function countingSort(keys: Uint32Array, keyCount: number, order: Uint32Array | undefined): Uint32Array {
  const next = new Uint32Array(keyCount + 1);
  for (let n = 0; n < keys.length; n++) next[keys[n]! + 1]!++;
  for (let key = 0; key < keyCount; key++) next[key + 1]! += next[key]!;
  const sorted = new Uint32Array(keys.length);
  for (let n = 0; n < keys.length; n++) {
    const place = order === undefined ? n : order[n]!;
    sorted[next[keys[place]!]!++] = place;
  }
  return sorted;
}

interface Columns {
  users: Uint32Array;
  items: Uint32Array;
  values: Float32Array | undefined;
  times: Float64Array | undefined;
  duplicates: DuplicateRule;
}

/** Walks the events pair by pair and turns each run of equal pairs into one entry. */
function merge(order: Uint32Array, events: Columns, userCount: number, itemCount: number): UserItemMatrix {
  const { users, items } = events;
  const rowStarts = new Uint32Array(userCount + 1);
  const keptItems = new Uint32Array(order.length);
  const keptValues = new Float32Array(order.length);
  let pairs = 0;
  for (let start = 0; start < order.length;) {
    const user = users[order[start]!]!;
    const item = items[order[start]!]!;
    let end = start + 1;
    while (end < order.length && items[order[end]!] === item && users[order[end]!] === user) end++;
    keptItems[pairs] = item;
    keptValues[pairs++] = worth(order, start, end, events);
    rowStarts[user + 1]!++;
    start = end;
  }
  for (let user = 0; user < userCount; user++) rowStarts[user + 1]! += rowStarts[user]!;
  return new UserItemMatrix(userCount, itemCount, rowStarts, keptItems.slice(0, pairs), keptValues.slice(0, pairs));
}

/** Value of one pair, whose events are order[start..end). Sums are kept in float64 until the end. */
function worth(order: Uint32Array, start: number, end: number, { values, times, duplicates }: Columns): number {
  let result = duplicates === "max" ? -Infinity : 0;
  let lastTime = -Infinity;
  for (let n = start; n < end; n++) {
    const place = order[n]!;
    const value = values === undefined ? 1 : values[place]!;
    if (!Number.isFinite(value)) throw new ValueError(`values must be finite, received ${value} at ${place}`);
    if (duplicates === "sum") result += value;
    else if (duplicates === "max") result = Math.max(result, value);
    else if (duplicates === "last" && !(times !== undefined && times[place]! < lastTime)) {
      result = value;
      lastTime = times === undefined ? lastTime : times[place]!;
    }
  }
  if (duplicates === "count") return end - start;
  return duplicates === "once" ? 1 : result;
}
