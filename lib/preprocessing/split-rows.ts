import { createHash } from "node:crypto";
import { requireFinite, requireInteger, requireNonNegative, ValueError } from "../contracts";
import { Random, shuffle } from "../random";
import type { CodedColumn, NumericColumn } from "./columns";

/** Three sets of rows without a row in common; row indices ascend. */
export interface RowSplit {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
  /** SHA-256 over the rows of the three sets: two splits are the same if and only if their hashes are. */
  readonly hash: string;
}

/** How much of the rows each set gets; the rest trains. */
export interface RowFractions {
  /** Share of rows that validate, in [0, 1); 0.1 unless given. */
  readonly validation?: number;
  /** Share of rows that test, in [0, 1); 0.2 unless given. */
  readonly test?: number;
  /** Integer; 1 unless given. */
  readonly seed?: number;
}

/**
 * Shuffles the rows and cuts them in three.
 *
 * @param rows number of rows
 * @throws ValueError when rows is no integer of 0 or more, or the fractions leave nothing to train on
 */
export function splitRowsRandom(rows: number, fractions: RowFractions = {}): RowSplit {
  requireInteger("rows", rows);
  return splitEachClass([shuffled(rows, fractions)], fractions);
}

/**
 * As {@link splitRowsRandom}, but cuts each class by itself, so that every set has the classes in the same shares, to
 * within a row. Rows without a class are a class of their own.
 */
export function splitRowsStratified(classes: CodedColumn, fractions: RowFractions = {}): RowSplit {
  const order = shuffled(classes.codes.length, fractions);
  const sizes = new Uint32Array(classes.dictionary.length + 1);
  for (const code of classes.codes) sizes[code + 1]!++;
  const groups = Array.from(sizes, (size) => new Uint32Array(size));
  const filled = new Uint32Array(sizes.length);
  for (const row of order) {
    const group = classes.codes[row]! + 1;
    groups[group]![filled[group]!++] = row;
  }
  return splitEachClass(groups, fractions);
}

/**
 * Rows before `validation` train, rows from then to before `test` validate, rows from `test` on test: no model sees the
 * future of what it is judged by.
 *
 * @param times milliseconds since 1970 UTC, one for each row, none missing
 * @throws ValueError when a time is missing or `test` lies before `validation`
 */
export function splitRowsByTime(
  times: NumericColumn,
  { validation, test }: { readonly validation: number; readonly test: number },
): RowSplit {
  requireFinite("validation", validation);
  requireFinite("test", test);
  if (test < validation) throw new ValueError(`test must not lie before validation, received ${test} < ${validation}`);
  const missing = times.findIndex((time) => Number.isNaN(time));
  if (missing >= 0) throw new ValueError(`times must be known in every row, row ${missing} has none`);
  const sides = Uint8Array.from(times, (time) => (time < validation ? 0 : time < test ? 1 : 2));
  return splitBySides(sides);
}

function shuffled(rows: number, { seed = 1 }: RowFractions): Uint32Array {
  requireInteger("seed", seed, -Number.MAX_SAFE_INTEGER);
  const order = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  shuffle(order, new Random(seed));
  return order;
}

function splitEachClass(classes: readonly Uint32Array[], { validation = 0.1, test = 0.2 }: RowFractions): RowSplit {
  requireNonNegative("validation", validation);
  requireNonNegative("test", test);
  if (!(validation + test < 1)) {
    throw new ValueError(`validation + test must be below 1, received ${validation} + ${test}`);
  }
  const sides = new Uint8Array(classes.reduce((sum, { length }) => sum + length, 0));
  for (const order of classes) {
    const tests = Math.round(test * order.length);
    const held = Math.round((test + validation) * order.length);
    for (let n = 0; n < held; n++) sides[order[n]!] = n < tests ? 2 : 1;
  }
  return splitBySides(sides);
}

function splitBySides(sides: Uint8Array): RowSplit {
  const rowsOf = (side: number): Uint32Array => {
    const rows = new Uint32Array(sides.length);
    let count = 0;
    for (let row = 0; row < sides.length; row++) if (sides[row] === side) rows[count++] = row;
    return rows.slice(0, count);
  };
  const [train, validation, test] = [rowsOf(0), rowsOf(1), rowsOf(2)];
  return { train, validation, test, hash: createHash("sha256").update(sides).digest("hex") };
}
