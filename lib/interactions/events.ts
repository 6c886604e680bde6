import { requireLength, requireOneOf, ShapeError, ValueError } from "../contracts";
import { IdVocabulary } from "./id-vocabulary";

/**
 * Who did what and when: one entry per event in each of the parallel arrays, in the order of the file. No object per
 * event, so ten million of them take 200 MB and no more.
 */
export interface Events {
  /** [events] index of the user in {@link userIds}. */
  readonly users: Uint32Array;
  /** [events] index of the item in {@link itemIds}. */
  readonly items: Uint32Array;
  /** [events] strength of the contact: a count, a rating, money; 1 where nothing is known. Finite. */
  readonly values: Float32Array;
  /** [events] milliseconds since 1970-01-01 UTC; undefined when the file knows no time. */
  readonly times?: Float64Array;
  readonly userIds: IdVocabulary;
  readonly itemIds: IdVocabulary;
}

/** A column of strings in which each distinct string stands once, in `dictionary`, and each row names its place. */
export interface CodedColumn {
  readonly codes: ArrayLike<number>;
  readonly dictionary: readonly string[];
}

/** The columns of a table that {@link eventsFromColumns} reads. Ids come as they are or dictionary-encoded. */
export interface EventColumns {
  readonly user: CodedColumn | readonly string[];
  readonly item: CodedColumn | readonly string[];
  /** Strength of each contact; 1 each unless given. */
  readonly value?: ArrayLike<number>;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time?: ArrayLike<number>;
}

/**
 * Events from the columns of a table. Dictionary-encoded ids are taken over without hashing each row; ids that no row
 * names get no index. Indices follow the order of the dictionary, or of first appearance for plain strings.
 *
 * A row is incomplete when its id is missing (a negative code, an empty string) or its value or time is not finite.
 *
 * @param columns            the columns, of equal length
 * @param options            how strict to be
 * @param options.incomplete "refuse" such rows (the default), or "skip" them: the number skipped is the number of rows
 *                           less that of events
 * @throws ShapeError when columns differ in length
 * @throws ValueError naming the first incomplete row, counted from 0, and its column; also when a dictionary holds an id
 *         twice or a code lies beyond it
 */
export function eventsFromColumns(
  { user, item, value, time }: EventColumns,
  { incomplete = "refuse" }: { incomplete?: "refuse" | "skip" } = {},
): Events {
  requireOneOf("incomplete", incomplete, ["refuse", "skip"]);
  const users = encode(user);
  const items = encode(item);
  const rows = users.codes.length;
  requireLength("item", items.codes.length, rows);
  if (value !== undefined) requireLength("value", value.length, rows);
  if (time !== undefined) requireLength("time", time.length, rows);

  const complete = new CompleteRows(rows, incomplete === "skip");
  complete.check("user", (row) => isId(users, row));
  complete.check("item", (row) => isId(items, row));
  if (value !== undefined) complete.check("value", (row) => Number.isFinite(value[row]));
  if (time !== undefined) complete.check("time", (row) => Number.isFinite(time[row]));
  const places = complete.places();
  return compactEvents({
    users: places.map((row) => users.codes[row]!),
    items: places.map((row) => items.codes[row]!),
    values: value === undefined ? new Float32Array(places.length).fill(1) : picked(value, places, Float32Array),
    times: time === undefined ? undefined : picked(time, places, Float64Array),
    userIds: IdVocabulary.fromDistinct(users.dictionary),
    itemIds: IdVocabulary.fromDistinct(items.dictionary),
  });
}

/**
 * The events at the given places, in that order; the vocabularies stay whole, so indices keep their meaning.
 *
 * @param places indices of events, each below the number of events
 */
export function selectEvents(events: Events, places: Uint32Array): Events {
  const users = new Uint32Array(places.length);
  const items = new Uint32Array(places.length);
  const values = new Float32Array(places.length);
  const times = events.times === undefined ? undefined : new Float64Array(places.length);
  for (let n = 0; n < places.length; n++) {
    const at = places[n]!;
    if (at >= events.users.length) throw new ShapeError(`places must lie below ${events.users.length}, received ${at}`);
    users[n] = events.users[at]!;
    items[n] = events.items[at]!;
    values[n] = events.values[at]!;
    if (times !== undefined) times[n] = events.times![at]!;
  }
  return { users, items, values, times, userIds: events.userIds, itemIds: events.itemIds };
}

/** The same events with vocabularies that hold only ids in use, in the old order. Indices change where some fell out. */
export function compactEvents(events: Events): Events {
  const users = compact(events.users, events.userIds);
  const items = compact(events.items, events.itemIds);
  return { ...events, users: users.codes, items: items.codes, userIds: users.ids, itemIds: items.ids };
}

function compact(codes: Uint32Array, ids: IdVocabulary): { codes: Uint32Array; ids: IdVocabulary } {
  const used = new Uint8Array(ids.size);
  for (let n = 0; n < codes.length; n++) used[codes[n]!] = 1;
  if (used.every((use) => use === 1)) return { codes, ids };

  const next = new Uint32Array(ids.size);
  const kept: string[] = [];
  for (let code = 0; code < ids.size; code++) {
    if (used[code] === 1) next[code] = kept.push(ids.ids[code]!) - 1;
  }
  return { codes: codes.map((code) => next[code]!), ids: IdVocabulary.fromDistinct(kept) };
}

/** The numbers at the given places, as an array of the wanted type. */
function picked<T extends Float32Array | Float64Array>(
  numbers: ArrayLike<number>,
  places: Uint32Array,
  Type: new (length: number) => T,
): T {
  const found = new Type(places.length);
  for (let n = 0; n < found.length; n++) found[n] = numbers[places[n]!]!;
  return found;
}

/** Keeps account of the rows that have all they need, or throws at the first that has not. */
class CompleteRows {
  private readonly keep: Uint8Array;

  constructor(
    private readonly rows: number,
    private readonly skip: boolean,
  ) {
    this.keep = new Uint8Array(rows).fill(1);
  }

  check(column: string, isThere: (row: number) => boolean): void {
    for (let row = 0; row < this.rows; row++) {
      if (isThere(row)) continue;
      if (!this.skip) throw new ValueError(`${column} must be given in every row, row ${row} has none`);
      this.keep[row] = 0;
    }
  }

  places(): Uint32Array {
    const places = new Uint32Array(this.keep.reduce((sum, keep) => sum + keep, 0));
    let next = 0;
    for (let row = 0; row < this.rows; row++) if (this.keep[row] === 1) places[next++] = row;
    return places;
  }
}

function isId({ codes, dictionary }: CodedColumn, row: number): boolean {
  const code = codes[row]!;
  if (code >= dictionary.length) {
    throw new ValueError(`codes must lie below ${dictionary.length}, received ${code} in row ${row}`);
  }
  return code >= 0 && dictionary[code] !== "";
}

function encode(column: CodedColumn | readonly string[]): CodedColumn {
  if ("codes" in column) return column;
  const known = new Map<string, number>();
  const codes = new Uint32Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const id = column[row]!;
    const code = known.get(id) ?? known.size;
    if (code === known.size) known.set(id, code);
    codes[row] = code;
  }
  return { codes, dictionary: [...known.keys()] };
}
