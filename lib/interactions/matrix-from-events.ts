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
  /**
   * What several events of one pair become. Unless given, "once": each pair is worth 1, whatever an `Events` holds as
   * values. Must be given with values that come without `userIds`, which somebody put there to be used.
   */
  readonly duplicates?: DuplicateRule;
  /** Number of rows; the size of `userIds`, or one more than the largest index, unless given. */
  readonly userCount?: number;
  /** Number of columns; the size of `itemIds`, or one more than the largest index, unless given. */
  readonly itemCount?: number;
  readonly userIds?: IdVocabulary;
  readonly itemIds?: IdVocabulary;
}

/**
 * One value per pair that met. Two counting sorts (by item, then by user), each of which reads in order and moves the
 * data themselves rather than pointers to them: O(events + users + items) time, 8 or 16 bytes of working memory per event.
 *
 * A pair whose values sum to 0 stays in the matrix with value 0: they met.
 *
 * @throws ShapeError when arrays differ in length; ValueError when an index is out of range, a value is not finite, or
 *         bare arrays have values and no rule
 */
export function matrixFromEvents(options: MatrixFromEventsOptions): UserItemMatrix {
  const { users, items, values, times, duplicates = "once", userIds, itemIds } = options;
  requireOneOf("duplicates", duplicates, ["once", "count", "sum", "max", "last"]);
  requireLength("items", items.length, users.length);
  if (values !== undefined) requireLength("values", values.length, users.length);
  if (times !== undefined) requireLength("times", times.length, users.length);
  if (values !== undefined) requireFiniteValues(values);
  requireRule(options);
  const userCount = countOf("user", users, options.userCount ?? userIds?.size);
  const itemCount = countOf("item", items, options.itemCount ?? itemIds?.size);

  const loads = loadsOf(options, duplicates);
  const rows = sortByUserThenItem(users, items, loads, userCount, itemCount);
  const worth = worthOf(duplicates, rows.loads, values, times);
  return merge(rows, worth, itemCount);
}

function countOf(name: string, indices: Uint32Array, given: number | undefined): number {
  let largest = -1;
  for (let n = 0; n < indices.length; n++) if (indices[n]! > largest) largest = indices[n]!;
  if (given === undefined) return largest + 1;
  requireInteger(`${name}Count`, given);
  if (largest >= given) throw new ValueError(`${name}s must hold indices below ${given}, received ${largest}`);
  return given;
}

/** Ratings must not turn into ones because a word was forgotten. */
function requireRule({ values, userIds, duplicates }: MatrixFromEventsOptions): void {
  if (duplicates !== undefined || values === undefined || userIds !== undefined) return;
  throw new ValueError(
    'duplicates must be given with values: "sum", "max" or "last" make the worth of a pair of them, "count" and "once" do not',
  );
}

function requireFiniteValues(values: Float32Array): void {
  for (let n = 0; n < values.length; n++) {
    if (!Number.isFinite(values[n]!)) throw new ValueError(`values must be finite, received ${values[n]} at ${n}`);
  }
}

/** What an event carries along through the sorts. */
type Loads = Float32Array | Uint32Array | undefined;

/** Its value, its place where the time decides, or nothing where only the pair matters. */
function loadsOf({ users, values, times }: MatrixFromEventsOptions, duplicates: DuplicateRule): Loads {
  if (duplicates === "once" || duplicates === "count") return undefined;
  if (duplicates !== "last" || times === undefined) return values ?? new Float32Array(users.length).fill(1);
  const places = new Uint32Array(users.length);
  for (let n = 0; n < places.length; n++) places[n] = n;
  return places;
}

/** Events in rows of users, the items of a row ascending, equal pairs in the order of the events. */
interface SortedRows {
  /** [userCount + 1] */
  readonly starts: Uint32Array;
  readonly items: Uint32Array;
  readonly loads: Loads;
}

function sortByUserThenItem(
  users: Uint32Array,
  items: Uint32Array,
  loads: Loads,
  userCount: number,
  itemCount: number,
): SortedRows {
  const itemStarts = startsOf(items, itemCount);
  const byItem = { keys: new Uint32Array(users.length), loads: emptyLike(loads) };
  const nextOfItem = itemStarts.slice();
  for (let n = 0; n < users.length; n++) {
    const place = nextOfItem[items[n]!]!++;
    byItem.keys[place] = users[n]!;
    if (loads !== undefined) byItem.loads![place] = loads[n]!;
  }

  const starts = startsOf(users, userCount);
  const byUser = { keys: new Uint32Array(users.length), loads: emptyLike(loads) };
  const nextOfUser = starts.slice();
  for (let item = 0; item < itemCount; item++) {
    for (let at = itemStarts[item]!; at < itemStarts[item + 1]!; at++) {
      const place = nextOfUser[byItem.keys[at]!]!++;
      byUser.keys[place] = item;
      if (loads !== undefined) byUser.loads![place] = byItem.loads![at]!;
    }
  }
  return { starts, items: byUser.keys, loads: byUser.loads };
}

/** Where the events of each key begin once they are sorted by it; the last entry is their number. */
function startsOf(keys: Uint32Array, keyCount: number): Uint32Array {
  const starts = new Uint32Array(keyCount + 1);
  for (let n = 0; n < keys.length; n++) starts[keys[n]! + 1]!++;
  for (let key = 0; key < keyCount; key++) starts[key + 1]! += starts[key]!;
  return starts;
}

function emptyLike(loads: Loads): Loads {
  if (loads === undefined) return undefined;
  return loads instanceof Float32Array ? new Float32Array(loads.length) : new Uint32Array(loads.length);
}

/** Turns each run of equal pairs into one entry, writing over the items that have been read. */
function merge({ starts, items }: SortedRows, worth: Worth, itemCount: number): UserItemMatrix {
  const userCount = starts.length - 1;
  const rowStarts = new Uint32Array(userCount + 1);
  const values = new Float32Array(items.length);
  let pairs = 0;
  for (let user = 0; user < userCount; user++) {
    const rowEnd = starts[user + 1]!;
    for (let start = starts[user]!; start < rowEnd;) {
      const item = items[start]!;
      let end = start + 1;
      while (end < rowEnd && items[end] === item) end++;
      items[pairs] = item;
      values[pairs++] = worth(start, end);
      start = end;
    }
    rowStarts[user + 1] = pairs;
  }
  const trim = <T extends Uint32Array | Float32Array>(array: T): T =>
    pairs === array.length ? array : (array.slice(0, pairs) as T);
  return new UserItemMatrix(userCount, itemCount, rowStarts, trim(items), trim(values));
}

/** Value of one pair, whose events stand at start to end - 1 of the sorted rows. */
type Worth = (start: number, end: number) => number;

/** Sums are kept in float64 until the end. */
function worthOf(
  duplicates: DuplicateRule,
  loads: Loads,
  values: Float32Array | undefined,
  times: Float64Array | undefined,
): Worth {
  switch (duplicates) {
    case "once":
      return () => 1;
    case "count":
      return (start, end) => end - start;
    case "sum":
      return (start, end) => {
        let sum = 0;
        for (let n = start; n < end; n++) sum += loads![n]!;
        return sum;
      };
    case "max":
      return (start, end) => {
        let largest = -Infinity;
        for (let n = start; n < end; n++) largest = Math.max(largest, loads![n]!);
        return largest;
      };
    case "last":
      if (times === undefined) return (_, end) => loads![end - 1]!;
      return (start, end) => {
        let latest = loads![start]!;
        for (let n = start + 1; n < end; n++) if (!(times[loads![n]!]! < times[latest]!)) latest = loads![n]!;
        return values === undefined ? 1 : values[latest]!;
      };
  }
}
