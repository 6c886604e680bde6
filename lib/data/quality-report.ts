import { nameSuggests } from "./column-names";
import { MISSING_MARKS } from "./missing-marks";
import { type Column, describeKind, type Table } from "./table";

/** What one column holds. Times are in milliseconds since 1970 (UTC). */
export interface ColumnReport {
  readonly name: string;
  /** "text", "numbers", "whole numbers" or "times". */
  readonly type: string;
  readonly missing: number;
  readonly distinct: number;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly mean?: number;
  /** The commonest values, at most five. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
  /** What looks wrong, in words. */
  readonly remarks: readonly string[];
}

/** What a table holds, and what looks wrong with it. */
export interface QualityReport {
  readonly rows: number;
  readonly badRowCount: number;
  /** Rows that repeat an earlier row in every column. */
  readonly duplicateRows: number;
  readonly columns: readonly ColumnReport[];
}

/** A column as small whole numbers: one code per distinct value, -1 where the cell is missing. */
interface Coded {
  readonly codes: Int32Array;
  readonly counts: readonly number[];
  /** Row of the first cell of each code. */
  readonly firstRows: readonly number[];
}

const MOST_TOP = 5;

/**
 * Looks at every column of a table: its type, missing and distinct values, range and mean, the commonest values, and
 * facts that deserve a second look (one value only, mostly missing, negative amounts, prices of zero, blanks around
 * words, marks such as "NA" among words, dates in the future). Counts rows that repeat earlier ones. Nothing is changed.
 *
 * @param table       the table, as it was read
 * @param options     what the report leans on besides
 * @param options.now the moment that counts as the present, in milliseconds; the clock's unless given
 */
export function qualityReport(table: Table, { now = Date.now() }: { now?: number } = {}): QualityReport {
  const coded = table.columns.map(encode);
  return {
    rows: table.rows,
    badRowCount: table.badRowCount,
    duplicateRows: countDuplicates(coded, table.rows),
    columns: table.columns.map((column, index) => reportColumn(column, coded[index]!, table.rows, now)),
  };
}

function reportColumn(column: Column, coded: Coded, rows: number, now: number): ColumnReport {
  const { name, missing } = column;
  return {
    name,
    type: describeKind(column),
    missing,
    distinct: coded.counts.length,
    ...range(column),
    top: commonest(column, coded),
    remarks: remarksOn(column, coded, rows, now),
  };
}

function range(column: Column): { min?: number | string; max?: number | string; mean?: number } {
  if (column.kind === "string") return {};
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0];
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count++;
  }
  if (count === 0) return {};
  if (column.kind === "number") return { min, max, mean: sum / count };
  return { min: new Date(min).toISOString(), max: new Date(max).toISOString() };
}

function commonest(column: Column, { counts, firstRows }: Coded): { value: string; count: number }[] {
  const order = counts.map((_, code) => code).sort((a, b) => counts[b]! - counts[a]! || a - b);
  return order.slice(0, MOST_TOP).map((code) => ({ value: textAt(column, firstRows[code]!), count: counts[code]! }));
}

function textAt(column: Column, row: number): string {
  if (column.kind === "string") return column.dictionary[column.codes[row]!] ?? "";
  const value = column.values[row]!;
  return column.kind === "time" ? new Date(value).toISOString() : String(value);
}

function remarksOn(column: Column, coded: Coded, rows: number, now: number): string[] {
  const remarks: string[] = [];
  const present = rows - column.missing;
  if (rows > 0 && present === 0) remarks.push("empty");
  else if (column.missing * 2 > rows) remarks.push(`mostly missing (${percent(column.missing, rows)})`);
  if (present > 1 && coded.counts.length === 1) remarks.push("the same value in every row");
  if (column.kind === "number" && nameSuggests("value", column.name)) {
    const negative = countIf(column.values, (value) => value < 0);
    const zero = countIf(column.values, (value) => value === 0);
    if (negative > 0) remarks.push(`${negative} negative`);
    if (zero > 0) remarks.push(`${zero} zero`);
  }
  if (column.kind === "time") {
    const future = countIf(column.values, (value) => value > now);
    if (future > 0) remarks.push(`${future} in the future`);
  }
  if (column.kind === "string") {
    const cellsWhere = (test: (text: string) => boolean): number =>
      column.dictionary.reduce((sum, text, code) => (test(text) ? sum + (coded.counts[code] ?? 0) : sum), 0);
    const blanks = cellsWhere((text) => text !== text.trim());
    const marks = cellsWhere((text) => MISSING_MARKS.includes(text));
    if (blanks > 0) remarks.push(`${blanks} with blanks around them`);
    if (marks > 0) remarks.push(`${marks} that may mean "missing" (${MISSING_MARKS.slice(0, 3).join(", ")}, ...)`);
  }
  return remarks;
}

function encode(column: Column): Coded {
  const rows = column.kind === "string" ? column.codes.length : column.values.length;
  const codes = column.kind === "string" ? column.codes : new Int32Array(rows);
  const counts: number[] = [];
  const firstRows: number[] = [];
  const codeOf = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    if (column.kind !== "string") codes[row] = codeNumber(column.values[row]!, codeOf);
    const code = codes[row]!;
    if (code < 0) continue;
    if (counts[code] === undefined) {
      counts[code] = 0;
      firstRows[code] = row;
    }
    counts[code]++;
  }
  return { codes, counts, firstRows };
}

function codeNumber(value: number, codeOf: Map<number, number>): number {
  if (Number.isNaN(value)) return -1;
  let code = codeOf.get(value);
  if (code === undefined) codeOf.set(value, (code = codeOf.size));
  return code;
}

/**
 * Rows that equal an earlier row. Column by column, rows fall into finer classes: two rows stay in one class as long as
 * all columns so far agree. Exact, and linear in rows and columns.
 */
function countDuplicates(columns: readonly Coded[], rows: number): number {
  if (columns.length === 0) return 0;
  const classes = new Float64Array(rows);
  let classCount = Math.min(rows, 1);
  for (const { codes, counts } of columns) {
    const width = counts.length + 1;
    const finer = new Map<number, number>();
    for (let row = 0; row < rows; row++) {
      const pair = classes[row]! * width + codes[row]! + 1;
      let at = finer.get(pair);
      if (at === undefined) finer.set(pair, (at = finer.size));
      classes[row] = at;
    }
    classCount = finer.size;
  }
  return rows - classCount;
}

function countIf(values: Float64Array, test: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (test(value)) count++;
  return count;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
