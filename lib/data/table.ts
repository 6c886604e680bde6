import { DataError } from "../contracts";

/** Numbers, as the file has them. A missing cell is NaN. */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  /** One value per row; NaN where the cell is missing. Whole numbers are exact up to 2^53. */
  readonly values: Float64Array;
  /** True when every value that is there is a whole number. */
  readonly whole: boolean;
  readonly missing: number;
}

/** Moments, as milliseconds since 1970-01-01 00:00 UTC. A missing cell is NaN. A time without a zone is read as UTC. */
export interface TimeColumn {
  readonly kind: "time";
  readonly name: string;
  /** One value per row, in milliseconds; NaN where the cell is missing. */
  readonly values: Float64Array;
  readonly missing: number;
}

/** Text, each distinct value stored once: row r holds `dictionary[codes[r]]`. */
export interface StringColumn {
  readonly kind: "string";
  readonly name: string;
  /** One code per row: an index into `dictionary`, or -1 where the cell is missing. */
  readonly codes: Int32Array;
  /** The distinct values, in the order in which the rows first show them. */
  readonly dictionary: readonly string[];
  readonly missing: number;
}

/** One column of a {@link Table}. */
export type Column = NumberColumn | TimeColumn | StringColumn;

/** A row of a file that could not be read, and why. */
export interface BadRow {
  /** Line of the file on which the row begins, counted from 1; undefined where the format has no lines. */
  readonly line: number | undefined;
  /** The column that is at fault, when it is one column. */
  readonly column: string | undefined;
  readonly reason: string;
  /** The beginning of the row as the file has it. */
  readonly text: string;
}

/** A file in memory: typed columns of equal length, and an account of what was not taken in. */
export interface Table {
  /** The path that was read. */
  readonly file: string;
  readonly format: "csv" | "jsonl" | "parquet";
  readonly rows: number;
  readonly columns: readonly Column[];
  /** The first bad rows (at most 100), in file order. They are not part of `rows`. */
  readonly badRows: readonly BadRow[];
  /** How many bad rows there are in all. */
  readonly badRowCount: number;
  /** What the reader decided and a person should know: encodings, guessed formats, near misses. */
  readonly notes: readonly string[];
  /** SHA-256 of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * The column of that name.
 *
 * @throws DataError that lists the columns there are, when none has that name
 */
export function requireColumn(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found) return found;
  const names = table.columns.map((column) => column.name).join(", ");
  throw new DataError(`${table.file} has no column "${name}"; it has ${names || "no columns"}`, { file: table.file });
}

/** The column of that name, which must hold numbers. Throws DataError when it is missing or holds something else. */
export function requireNumbers(table: Table, name: string): NumberColumn {
  const column = requireColumn(table, name);
  if (column.kind === "number") return column;
  throw new DataError(`column "${name}" of ${table.file} must hold numbers, it holds ${describeKind(column)}`, {
    file: table.file,
  });
}

/** "text", "times" or "numbers": what a column holds, for people. */
export function describeKind(column: Column): string {
  return {
    string: "text",
    time: "times",
    number: column.kind === "number" && column.whole ? "whole numbers" : "numbers",
  }[column.kind];
}

/**
 * Any column as text with a dictionary: what ids are. Text stays as it is; a number becomes its shortest decimal form
 * (17850), a time its ISO form. To keep leading zeros, read the column as text in the first place.
 */
export function asText(column: Column): StringColumn {
  if (column.kind === "string") return column;
  const codes = new Int32Array(column.values.length);
  const codeOf = new Map<number, number>();
  const dictionary: string[] = [];
  column.values.forEach((value, row) => {
    if (Number.isNaN(value)) {
      codes[row] = -1;
      return;
    }
    let code = codeOf.get(value);
    if (code === undefined) {
      code = dictionary.length;
      codeOf.set(value, code);
      dictionary.push(column.kind === "time" ? new Date(value).toISOString() : String(value));
    }
    codes[row] = code;
  });
  return { kind: "string", name: column.name, codes, dictionary, missing: column.missing };
}

/** The cell as text, or undefined where it is missing. For showing a few rows; work on the arrays for anything long. */
export function cellText(column: Column, row: number): string | undefined {
  if (column.kind === "string") return column.dictionary[column.codes[row] ?? -1];
  const value = column.values[row];
  if (value === undefined || Number.isNaN(value)) return undefined;
  return column.kind === "time" ? new Date(value).toISOString() : String(value);
}
