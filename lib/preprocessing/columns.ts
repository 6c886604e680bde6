import { requireLength, ShapeError, ValueError } from "../contracts";

/** Numbers or times; NaN where one is missing. */
export type NumericColumn = Float64Array;

/** Texts, each distinct one stored once: row r holds `dictionary[codes[r]]`, and -1 means missing. */
export interface CodedColumn {
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
}

/** A column of either kind. */
export type Column = NumericColumn | CodedColumn;

/** Columns of equal length by name. Cleaning steps read it and return a new one; no row is ever an object. */
export interface Columns {
  readonly rows: number;
  readonly columns: Readonly<Record<string, Column>>;
}

/** One column as a file reader has it: `cartwright/data`'s columns are such. */
export type NamedColumn =
  | { readonly name: string; readonly values: Float64Array }
  | { readonly name: string; readonly codes: Int32Array; readonly dictionary: readonly string[] };

/**
 * Takes over the columns of a table that was read, without copying.
 *
 * @param table what `readTable` of `cartwright/data` returns, or anything of that form
 * @throws ShapeError when a column has another length; ValueError when a name stands twice
 */
export function columnsOf(table: { readonly rows: number; readonly columns: readonly NamedColumn[] }): Columns {
  const columns: Record<string, Column> = {};
  for (const column of table.columns) {
    const { name } = column;
    if (Object.hasOwn(columns, name)) throw new ValueError(`columns must differ in name, received ${name} twice`);
    const taken = "values" in column ? column.values : { codes: column.codes, dictionary: column.dictionary };
    requireLength(`column ${name}`, lengthOf(taken), table.rows);
    columns[name] = taken;
  }
  return { rows: table.rows, columns };
}

/** The column of that name. Throws ValueError that lists the columns there are. */
export function requireColumn({ columns }: Columns, name: string): Column {
  if (Object.hasOwn(columns, name)) return columns[name]!;
  throw new ValueError(`column must be one of ${Object.keys(columns).join(", ")}, received ${JSON.stringify(name)}`);
}

/** The column of that name, which must hold numbers. Throws ValueError when it holds text or is not there. */
export function requireNumeric(table: Columns, name: string): NumericColumn {
  const column = requireColumn(table, name);
  if (column instanceof Float64Array) return column;
  throw new ValueError(`column ${name} must hold numbers, it holds text`);
}

/** Whether a cell is missing. */
export function isMissing(column: Column, row: number): boolean {
  return column instanceof Float64Array ? Number.isNaN(column[row]!) : column.codes[row] === -1;
}

/** Number of missing cells. */
export function countMissing(column: Column): number {
  let missing = 0;
  for (let row = 0; row < lengthOf(column); row++) missing += Number(isMissing(column, row));
  return missing;
}

/** A cell as text; undefined when it is missing. */
export function textAt(column: Column, row: number): string | undefined {
  if (isMissing(column, row)) return undefined;
  return column instanceof Float64Array ? String(column[row]) : column.dictionary[column.codes[row]!];
}

/** Number of cells. */
export function lengthOf(column: Column): number {
  return column instanceof Float64Array ? column.length : column.codes.length;
}

/**
 * The named rows, in the order named; dictionaries are shared.
 *
 * @param rows row indices, each below the number of rows
 */
export function selectRows(table: Columns, rows: Uint32Array): Columns {
  const beyond = rows.find((row) => row >= table.rows);
  if (beyond !== undefined) throw new ShapeError(`rows must lie below ${table.rows}, received ${beyond}`);
  const selected = Object.entries(table.columns).map(([name, column]): [string, Column] => {
    if (column instanceof Float64Array) return [name, gather(column, rows, new Float64Array(rows.length))];
    return [name, { codes: gather(column.codes, rows, new Int32Array(rows.length)), dictionary: column.dictionary }];
  });
  return { rows: rows.length, columns: Object.fromEntries(selected) };
}

/** A plain loop: `TypedArray.from` with a function takes many times as long. */
function gather<A extends Float64Array | Int32Array>(from: A, rows: Uint32Array, into: A): A {
  for (let n = 0; n < rows.length; n++) into[n] = from[rows[n]!]!;
  return into;
}
