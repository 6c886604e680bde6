import { requireInteger, requireLength, ValueError } from "../contracts";

/** A table by rows: one record a row; a key missing from a row is a missing value. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** A table by columns: lists of one length, typed arrays too. */
export type Columns = Readonly<Record<string, ArrayLike<unknown>>>;

/** A danfojs DataFrame, or anything of its shape: column names and rows of values. */
export interface DataFrameLike {
  readonly columns: readonly string[];
  readonly values: unknown;
}

/** What {@link showTable} can be told. */
export interface TableOptions {
  /** Columns to show, in this order; all unless given. */
  readonly columns?: readonly string[];
  /** Rows on a page, 10 unless given. */
  readonly pageSize?: number;
  /** Sorted by this column before anything is cut off; missing values come last either way. */
  readonly sort?: { readonly column: string; readonly descending?: boolean };
  /** Most rows carried into the notebook, 1000 unless given; the table says when there are more. */
  readonly maxRows?: number;
  /** Decimals of numbers that are not whole, 4 unless given; trailing zeros are cut for the column as a whole. */
  readonly decimals?: number;
  /** Title of the table. */
  readonly caption?: string;
}

/** A table ready to be shown: every cell is text. */
export interface TableText {
  readonly names: readonly string[];
  /** Which columns hold numbers, and so stand at the right and sort by value. */
  readonly numeric: readonly boolean[];
  /** Row by row, at most maxRows. */
  readonly cells: readonly (readonly string[])[];
  /** Rows of the whole table. */
  readonly total: number;
  readonly pageSize: number;
  readonly caption: string | undefined;
  readonly sorted: { readonly column: number; readonly descending: boolean } | undefined;
}

/** What stands for a missing value (null, undefined, NaN). */
export const MISSING = "—";

/**
 * Brings any accepted form of table to text: picks columns, sorts, cuts at maxRows and formats.
 *
 * @throws ValueError for a column that does not exist or a bad page size
 * @throws ShapeError when columns differ in length
 */
export function tableText(table: Rows | Columns | DataFrameLike, options: TableOptions = {}): TableText {
  const { pageSize = 10, maxRows = 1000, decimals = 4 } = options;
  requireInteger("pageSize", pageSize, 1);
  requireInteger("maxRows", maxRows, 1);
  requireInteger("decimals", decimals);
  const source = open(table);
  const names = options.columns ?? source.names;
  const order = sortedRows(source, options.sort).slice(0, maxRows);
  const columns = names.map((name) => {
    requireColumn(name, source.names);
    return order.map((row) => source.cell(row, name));
  });
  const numeric = columns.map(isNumericColumn);
  const texts = columns.map((column, c) => formatColumn(column, numeric[c]!, decimals));
  return {
    names,
    numeric,
    cells: order.map((_, row) => texts.map((column) => column[row]!)),
    total: source.length,
    pageSize,
    caption: options.caption,
    sorted: sortedColumn(names, options.sort),
  };
}

interface TableSource {
  readonly names: readonly string[];
  readonly length: number;
  readonly cell: (row: number, name: string) => unknown;
}

function open(table: Rows | Columns | DataFrameLike): TableSource {
  if (isRows(table)) return openRows(table);
  if (isDataFrame(table)) {
    const values = table.values as ArrayLike<ArrayLike<unknown>>;
    const at = new Map(table.columns.map((name, n) => [name, n]));
    return { names: table.columns, length: values.length, cell: (row, name) => values[row]?.[at.get(name) ?? -1] };
  }
  const names = Object.keys(table);
  const length = names.length === 0 ? 0 : table[names[0]!]!.length;
  for (const name of names) requireLength(`column ${JSON.stringify(name)}`, table[name]!.length, length);
  return { names, length, cell: (row, name) => table[name]?.[row] };
}

function openRows(rows: Rows): TableSource {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return { names: [...names], length: rows.length, cell: (row, name) => rows[row]?.[name] };
}

function isRows(table: Rows | Columns | DataFrameLike): table is Rows {
  return Array.isArray(table);
}

function isDataFrame(table: Columns | DataFrameLike): table is DataFrameLike {
  const { columns, values } = table as Partial<DataFrameLike>;
  if (!Array.isArray(columns) || !Array.isArray(values)) return false;
  return columns.every((name) => typeof name === "string") && values.every((row) => Array.isArray(row));
}

function requireColumn(name: string, names: readonly string[]): void {
  if (!names.includes(name)) {
    throw new ValueError(`the table has no column ${JSON.stringify(name)}; it has ${names.join(", ")}`);
  }
}

function sortedRows(source: TableSource, sort: TableOptions["sort"]): number[] {
  const order = Array.from({ length: source.length }, (_, row) => row);
  if (sort === undefined) return order;
  requireColumn(sort.column, source.names);
  const keys = order.map((row) => source.cell(row, sort.column));
  const sign = sort.descending === true ? -1 : 1;
  return order.sort((a, b) => {
    const [left, right] = [keys[a], keys[b]];
    if (isMissing(left) || isMissing(right)) return Number(isMissing(left)) - Number(isMissing(right));
    return sign * compare(left, right);
  });
}

function sortedColumn(names: readonly string[], sort: TableOptions["sort"]): TableText["sorted"] {
  const column = sort === undefined ? -1 : names.indexOf(sort.column);
  return column < 0 ? undefined : { column, descending: sort?.descending ?? false };
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  return String(left).localeCompare(String(right), "en", { numeric: true });
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

function isNumericColumn(column: readonly unknown[]): boolean {
  const present = column.filter((value) => !isMissing(value));
  return present.length > 0 && present.every((value) => typeof value === "number" || typeof value === "bigint");
}

function formatColumn(column: readonly unknown[], numeric: boolean, decimals: number): string[] {
  if (!numeric) return column.map(formatCell);
  const places = Math.max(0, ...column.map((value) => placesNeeded(value, decimals)));
  return column.map((value) => {
    if (isMissing(value)) return MISSING;
    if (typeof value !== "number" || !Number.isFinite(value)) return String(value);
    if (value !== 0 && Math.abs(value) < 0.5 * 10 ** -decimals) return value.toExponential(2);
    return Math.abs(value) >= 1e21 ? String(value) : value.toFixed(places);
  });
}

/** Decimals that one value needs: 0.25 needs two, 3 none; never more than `most`. */
function placesNeeded(value: unknown, most: number): number {
  if (typeof value !== "number" || !Number.isFinite(value) || Math.abs(value) >= 1e21) return 0;
  return /\.(\d*?)0*$/.exec(value.toFixed(most))?.[1]?.length ?? 0;
}

function formatCell(value: unknown): string {
  if (isMissing(value)) return MISSING;
  if (value instanceof Date) return formatDate(value);
  if (typeof value === "number") return String(Number(value.toPrecision(6)));
  if (typeof value !== "object") return String(value);
  const text: string | undefined = JSON.stringify(value, (_, one: unknown) =>
    typeof one === "bigint" ? one.toString() : one,
  );
  return text ?? String(value);
}

function formatDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return MISSING;
  const iso = date.toISOString();
  return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso.replace("T", " ").replace(/(\.000)?Z$/, "");
}
