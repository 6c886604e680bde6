import { nameSuggests } from "../column-names";
import { type ColumnType, looksNumeric, SAMPLE_ROWS, TOO_MANY_WORDS } from "../column-types";
import { decideNumber, type NumberCounts } from "../decide-number";
import { MISSING_MARKS } from "../missing-marks";
import { timeFormatsLike } from "../time-formats";
import type { TypeWishes } from "../type-wishes";
import type { CodedColumn } from "./coded-column";
import { NotPlain } from "./not-plain";
import { plainNumber, plainTime } from "./plain-cells";

/** A column's type, and the value of each entry of its dictionary unless it is text. */
export interface ValuedType {
  readonly type: ColumnType;
  readonly values?: Float64Array;
}

const TEXT: ValuedType = { type: { kind: "string" } };
const MARKS: ReadonlySet<string> = new Set(MISSING_MARKS);

/**
 * The type that `guessTypes` gives the column, found from its distinct cells and how often each occurs.
 *
 * @throws NotPlain when a cell breaks the type, or is written in a way that only the table engine judges
 */
export async function typeOf(
  name: string,
  column: CodedColumn,
  wishes: TypeWishes,
  notes: string[],
): Promise<ValuedType> {
  const { dictionary } = column;
  const format = wishes.times?.[name];
  if (format !== undefined) return wishedTime(dictionary, format);
  if (wishes.numbers?.includes(name)) return numbers(dictionary.map(numberOrMark));
  if (wishes.strings?.includes(name)) return TEXT;
  const sample = [...column.codes.subarray(0, SAMPLE_ROWS)]
    .filter((code) => code >= 0)
    .map((code) => dictionary[code]!);
  const formats = timeFormatsLike(sample);
  if (formats.length > 0) return wishedTime(dictionary, formats.length === 1 ? formats[0]! : "several");
  const words = sample.filter((cell) => !looksNumeric(cell) && !MARKS.has(cell)).length;
  if (!nameSuggests("value", name) && words > TOO_MANY_WORDS * sample.length) return TEXT;
  return guessNumbers(name, column, notes);
}

function wishedTime(dictionary: readonly string[], format: string): ValuedType {
  const type = { kind: "time", format } as const;
  if (format === "iso") return { type, values: mapped(dictionary, plainTime) };
  if (format !== "s" && format !== "ms") throw new NotPlain();
  const unit = format === "s" ? 1000 : 1;
  return { type, values: mapped(dictionary, (cell) => requireNumber(plainNumber(cell)) * unit) };
}

async function guessNumbers(name: string, { dictionary, counts }: CodedColumn, notes: string[]): Promise<ValuedType> {
  const cells = dictionary.map((cell) => (MARKS.has(cell) ? NaN : plainNumber(cell)));
  // Words with commas may be numbers with commas; the table engine knows their rules.
  if (dictionary.some((cell, code) => cells[code] === undefined && cell.includes(","))) throw new NotPlain();
  const broken = await decideNumber(name, countNumbers(dictionary, counts, cells), notes, () => Promise.resolve(false));
  return broken === undefined ? TEXT : numbers(cells);
}

/** @param cells the number that each entry of the dictionary is: NaN for a mark such as NA, undefined for a word */
function countNumbers(
  dictionary: readonly string[],
  counts: Int32Array,
  cells: readonly (number | undefined)[],
): NumberCounts {
  let present = 0;
  let numeric = 0;
  let marks = 0;
  let largest = 0;
  let zeros = 0;
  let example: string | undefined;
  for (let code = 0; code < dictionary.length; code++) {
    const cell = dictionary[code]!;
    const count = counts[code]!;
    const value = cells[code];
    present += count;
    if (cell.startsWith("0") && cell.length > 1 && !cell.startsWith("0.")) zeros += count;
    if (value === undefined) {
      if (example === undefined || Buffer.compare(Buffer.from(cell), Buffer.from(example)) < 0) example = cell;
    } else if (Number.isNaN(value)) marks += count;
    else {
      numeric += count;
      if (!cell.includes(".")) largest = Math.max(largest, Math.abs(value));
    }
  }
  return { present, numeric, marks, largest, zeros, example: example ?? "" };
}

function numberOrMark(cell: string): number {
  return MARKS.has(cell) ? NaN : requireNumber(plainNumber(cell));
}

function numbers(cells: readonly (number | undefined)[]): ValuedType {
  return { type: { kind: "number" }, values: mapped(cells, requireNumber) };
}

/** A word among numbers makes a bad row, and those are described by the table engine. */
function requireNumber(value: number | undefined): number {
  if (value === undefined) throw new NotPlain();
  return value;
}

/** What Float64Array.from does, without its detour over iterators. */
function mapped<T>(cells: readonly T[], valueOf: (cell: T) => number): Float64Array {
  const values = new Float64Array(cells.length);
  for (let n = 0; n < cells.length; n++) values[n] = valueOf(cells[n]!);
  return values;
}
