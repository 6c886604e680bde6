import { nameSuggests } from "./column-names";
import { hasNumericCommas, readCommas } from "./comma-numbers";
import { decideNumber } from "./decide-number";
import type { Engine } from "./engine";
import { sqlText } from "./engine";
import { MISSING_MARKS } from "./missing-marks";
import type { TypeWishes } from "./type-wishes";
import { ambiguousFormats, parseTimeSql, timeFormatsLike } from "./time-formats";

/** How the text of one column is turned into values. */
export type ColumnType =
  { readonly kind: "string" } | { readonly kind: "number" } | { readonly kind: "time"; readonly format: string };

/** The decision about one column. */
export interface TypedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Cells that break the type; their rows are bad rows. Only a type that was asked for or that the name suggests has any. */
  readonly badCells: number;
}

const MARKS_SQL = `(${MISSING_MARKS.map(sqlText).join(", ")})`;
/** How many rows the first look at a column takes in. */
export const SAMPLE_ROWS = 2000;
/** A column with more words than this among its first cells is text, and the rest need not be looked at. */
export const TOO_MANY_WORDS = 0.5;

/**
 * Decides the type of each column of `source`, whose columns c0, c1, ... are text.
 *
 * A column is a number when every cell is one, and the numbers say all that the text says: a column with leading zeros
 * (00123) or with whole numbers beyond 2^53 stays text. It is a time when every cell is in one and the same
 * unambiguous format. When some cells disagree it is text, unless it was asked for as numbers or times, or has a name such
 * as `rating` or `InvoiceDate` and half its cells agree: then the rows of the other cells are bad rows. No cell changes
 * the type silently; what a person should know is in the notes.
 *
 * @param declaredText columns that the file's own format says are text: they may be times, but never numbers
 */
export async function guessTypes(
  engine: Engine,
  source: string,
  names: readonly string[],
  wishes: TypeWishes,
  declaredText: ReadonlySet<string>,
): Promise<{ columns: TypedColumn[]; notes: string[] }> {
  const notes: string[] = [];
  const sample = await engine.rows(`FROM ${source} LIMIT ${SAMPLE_ROWS}`);
  const columns: TypedColumn[] = [];
  for (const [index, name] of names.entries()) {
    const cells = sample.map((row) => row[index]).filter((cell): cell is string => typeof cell === "string");
    const wished = await wishedType(engine, source, `c${index}`, name, wishes);
    const numberAllowed = !declaredText.has(name);
    columns.push(wished ?? (await guessType(engine, source, { cell: `c${index}`, name, numberAllowed }, cells, notes)));
  }
  return { columns, notes };
}

async function wishedType(
  engine: Engine,
  source: string,
  cell: string,
  name: string,
  { strings, numbers, times }: TypeWishes,
): Promise<TypedColumn | undefined> {
  const format = times?.[name];
  if (format !== undefined) {
    return {
      name,
      type: { kind: "time", format },
      badCells: await countBad(engine, source, cell, parseTimeSql(cell, format)),
    };
  }
  if (numbers?.includes(name)) {
    return { name, type: { kind: "number" }, badCells: await countBad(engine, source, cell, parseNumberSql(cell)) };
  }
  return strings?.includes(name) ? { name, type: { kind: "string" }, badCells: 0 } : undefined;
}

async function guessType(
  engine: Engine,
  source: string,
  { cell, name, numberAllowed }: { cell: string; name: string; numberAllowed: boolean },
  sample: readonly string[],
  notes: string[],
): Promise<TypedColumn> {
  const text: TypedColumn = { name, type: { kind: "string" }, badCells: 0 };
  const formats = timeFormatsLike(sample);
  if (formats.length > 0) return (await guessTime(engine, source, cell, name, formats, notes)) ?? text;
  if (!numberAllowed) return text;
  const expected = nameSuggests("value", name);
  const words = sample.filter((value) => !looksNumeric(value) && !MISSING_MARKS.includes(value)).length;
  if (!expected && words > TOO_MANY_WORDS * sample.length) return text;
  return (await guessNumber(engine, source, cell, name, notes)) ?? text;
}

async function guessNumber(
  engine: Engine,
  source: string,
  cell: string,
  name: string,
  notes: string[],
): Promise<TypedColumn | undefined> {
  const [counts] = await engine.rows(
    `SELECT count(v), count(*) FILTER (isfinite(x) AND NOT odd), count(*) FILTER (x IS NULL AND v IN ${MARKS_SQL} OR isnan(x)),
            max(abs(x)) FILTER (isfinite(x) AND NOT contains(v, '.')),
            count(*) FILTER (starts_with(v, '0') AND length(v) > 1 AND NOT starts_with(v, '0.')),
            min(v) FILTER ((x IS NULL OR odd) AND v NOT IN ${MARKS_SQL})
     FROM (SELECT ${cell} AS v, try_cast(${cell} AS DOUBLE) AS x, contains(${cell}, '_') OR isinf(x) AS odd FROM ${source})`,
  );
  const [present = 0, numeric = 0, marks = 0, largest = 0, zeros = 0] = (counts ?? []).map(Number);
  const example = String(counts?.[5] ?? "");
  const badCells = await decideNumber(name, { present, numeric, marks, largest, zeros, example }, notes, () =>
    readCommas(engine, source, cell, name, notes),
  );
  return badCells === undefined ? undefined : { name, type: { kind: "number" }, badCells };
}

async function guessTime(
  engine: Engine,
  source: string,
  cell: string,
  name: string,
  formats: readonly string[],
  notes: string[],
): Promise<TypedColumn | undefined> {
  const parsed = formats.map((format) => `coalesce(sum(n) FILTER (${parseTimeSql("v", format)} IS NOT NULL), 0)`);
  const [counts] = await engine.rows(
    `SELECT sum(n), coalesce(sum(n) FILTER (${parseNumberSql("v")} IS NOT NULL), 0), ${parsed.join(", ")}
     FROM (SELECT ${cell} AS v, count(*) AS n FROM ${source} WHERE ${cell} IS NOT NULL GROUP BY 1)`,
  );
  const [present = 0, numbers = 0, ...read] = (counts ?? []).map(Number);
  if (numbers > 0) {
    notes.push(`"${name}" stays text: most cells are dates, ${numbers} are bare numbers`);
    return undefined;
  }
  const whole = formats.filter((_, index) => read[index] === present);
  if (whole.length > 1) {
    notes.push(`"${name}" stays text: ${ambiguousFormats(whole)}`);
    return undefined;
  }
  const best = formats[whole[0] === undefined ? read.indexOf(Math.max(...read)) : formats.indexOf(whole[0])]!;
  const badCells = present - Math.max(...read);
  if (badCells > 0 && !(nameSuggests("time", name) && badCells * 2 <= present)) return undefined;
  if (best !== "iso") notes.push(`"${name}" is read as times written ${best}`);
  return { name, type: { kind: "time", format: best }, badCells };
}

async function countBad(engine: Engine, source: string, cell: string, parsed: string): Promise<number> {
  const [row] = await engine.rows(
    `SELECT count(*) FILTER (${cell} IS NOT NULL AND ${cell} NOT IN ${MARKS_SQL} AND ${parsed} IS NULL) FROM ${source}`,
  );
  return Number(row?.[0] ?? 0);
}

/** SQL for the number that a cell holds; NULL when it holds none. Infinities and 1_000 are not numbers here. */
export function parseNumberSql(cell: string): string {
  const number = `try_cast(${cell} AS DOUBLE)`;
  return `(CASE WHEN isfinite(${number}) AND NOT contains(${cell}, '_') THEN ${number} END)`;
}

/** SQL that is true for a cell that breaks its column's type. */
export function badCellSql(cell: string, type: ColumnType): string {
  if (type.kind === "string") return "false";
  const parsed = type.kind === "number" ? parseNumberSql(cell) : parseTimeSql(cell, type.format);
  return `(${cell} IS NOT NULL AND ${cell} NOT IN ${MARKS_SQL} AND ${parsed} IS NULL)`;
}

/** Whether a cell looks like a number, at a first look. */
export function looksNumeric(text: string): boolean {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) || hasNumericCommas(text);
}
