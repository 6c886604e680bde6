import type { JsonObject } from "../bundle";
import { DataError, type ProgressListener } from "../contracts";
import { asText, guessColumns, readTable, type Table } from "../data";
import { type CodedColumn, type Events, eventsFromColumns } from "../interactions";
import { requireTimes, timesIn } from "./event-times";
import { type EventTypes, eventWeightsToText, rowsOfTypes, type TypedRows } from "./event-types";
import { requireFile } from "./option-values";
import { nameSome, note } from "./terminal";
import { UsageError } from "./usage-error";

/** Which column of a file plays which part. */
export interface EventColumnNames {
  readonly user: string;
  readonly item: string;
  readonly value?: string;
  readonly time?: string;
  /** Which kind of event a row is; only where some kinds are left out. */
  readonly event?: string;
}

/** How a CSV file is written, where it is not to be found out. */
export interface FileForm {
  readonly delimiter?: string;
  readonly encoding?: string;
}

/** What to read, and how much of it. */
export interface EventFileRequest {
  /** The flag that named the file, for messages: "--data". */
  readonly flag: string;
  readonly path: string;
  /** Columns that the person or a saved model named; the rest is guessed. */
  readonly named: Partial<EventColumnNames>;
  /** Ratings are wanted: the value is guessed too. Without this only a named value counts. */
  readonly guessValue?: boolean;
  /** The time is guessed too, for whoever keeps the names. */
  readonly guessTime?: boolean;
  /** Times are needed, and rows without one are left out; "where there are": only if a column holds times. */
  readonly needsTime?: boolean | "where there are";
  /** Only rows of these kinds count. */
  readonly types?: EventTypes;
  /** How the file is written, where the person says it. */
  readonly written?: FileForm;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Events of a file, with what was decided on the way. */
export interface EventFile {
  readonly table: Table;
  readonly columns: EventColumnNames;
  readonly events: Events;
  /** Rows without a user, item, value or time where one is needed. */
  readonly incompleteRows: number;
  /** Rows of other kinds of event than those asked for. */
  readonly otherEventRows: number;
  /** The values are strengths that someone gave: a value column, or weights of kinds of event. */
  readonly hasValues: boolean;
  /** The kinds asked for, as `--events` has them. */
  readonly eventWeights?: string;
}

/**
 * Reads a table as events and says on stderr what it took for what, and which rows it could not use.
 *
 * @throws UsageError when the file or a named column is missing, or no column looks like the user or the item
 * @throws DataError when the file is damaged or no row is usable
 */
export async function readEventFile(request: EventFileRequest): Promise<EventFile> {
  const { flag, path, onProgress, signal } = request;
  await requireFile(flag, path);
  const table = await readTable(path, { ...request.written, onProgress, signal });
  const named = chooseColumns(table, request);
  tellAbout(table, named, request.named);
  const typed = request.types === undefined ? undefined : rowsOfTypes(table, request.types);
  const columns = typed === undefined ? named : { ...named, event: typed.column };
  const events = eventsOf(table, columns, typed, needsTimes(table, columns.time, request));
  const wantedRows = typed?.rows.length ?? table.rows;
  const incompleteRows = wantedRows - events.users.length;
  if (incompleteRows > 0)
    note(`left out: ${incompleteRows} of ${wantedRows} rows, in which one of these columns is empty`);
  if (events.users.length === 0) throw new DataError(`${path} has no usable row`, { file: path });
  return {
    table,
    columns,
    events,
    incompleteRows,
    otherEventRows: table.rows - wantedRows,
    hasValues: columns.value !== undefined || typed?.weights !== undefined,
    eventWeights: typed === undefined ? undefined : eventWeightsToText(request.types!.weights),
  };
}

/** The columns, and the kinds of event that count, as a bundle keeps them. */
export function columnsToJson({ columns, eventWeights }: Pick<EventFile, "columns" | "eventWeights">): JsonObject {
  const { user, item, value, time, event } = columns;
  return { user, item, value, time, event, events: eventWeights };
}

function needsTimes(table: Table, time: string | undefined, { needsTime = false, named }: EventFileRequest): boolean {
  if (needsTime !== "where there are" || named.time !== undefined) return needsTime !== false;
  return timesIn(table, time) !== undefined;
}

function eventsOf(table: Table, columns: EventColumnNames, typed: TypedRows | undefined, needsTime: boolean): Events {
  const ids = (name: string): CodedColumn => {
    const { codes, dictionary } = asText(table.columns.find((one) => one.name === name)!);
    requireOneLine(table.file, name, dictionary);
    return { codes: typed === undefined ? codes : Int32Array.from(typed.rows, (row) => codes[row]!), dictionary };
  };
  const numbers = (values: Float64Array | undefined): Float64Array | undefined =>
    values === undefined || typed === undefined ? values : Float64Array.from(typed.rows, (row) => values[row]!);
  const value = numbers(columns.value === undefined ? undefined : numbersOf(table, columns.value));
  const { weights } = typed ?? {};
  return eventsFromColumns(
    {
      user: ids(columns.user),
      item: ids(columns.item),
      value: weights === undefined ? value : weights.map((weight, n) => weight * (value?.[n] ?? 1)),
      time: numbers(needsTime ? requireTimes(table, columns.time) : undefined),
    },
    { incomplete: "skip" },
  );
}

function chooseColumns(
  table: Table,
  { flag, path, named, guessValue = false, guessTime = false }: EventFileRequest,
): EventColumnNames {
  const names = table.columns.map(({ name }) => name);
  for (const [part, name] of Object.entries(named)) {
    if (name === undefined || names.includes(name)) continue;
    throw new UsageError(`--${part}: ${path} has no column ${JSON.stringify(name)}; it has ${nameSome(names)}`);
  }
  const guess = guessColumns(names);
  const chosen: Partial<EventColumnNames> = {
    user: named.user ?? guess.user,
    item: named.item ?? guess.item,
    value: named.value ?? (guessValue ? guess.value : undefined),
    time: named.time ?? (guessTime ? guess.time : undefined),
  };
  for (const part of ["user", "item", ...(guessValue ? (["value"] as const) : [])] as const) {
    if (chosen[part] !== undefined) continue;
    const advice =
      names.length === 1 ? "Is it cut at another character? --delimiter CHARACTER" : `Name it: --${part} COLUMN`;
    throw new UsageError(`${flag}: no column of ${path} looks like the ${part}; it has ${nameSome(names)}. ${advice}`);
  }
  return chosen as EventColumnNames;
}

/** A bundle keeps ids one a line. */
function requireOneLine(file: string, column: string, ids: readonly string[]): void {
  const broken = ids.find((id) => /[\r\n]/.test(id));
  if (broken === undefined) return;
  const shown = JSON.stringify(broken.slice(0, 60));
  throw new DataError(
    `${file}: ids in column ${column} must hold no line break, received ${shown}; is a quote not closed?`,
    { file },
  );
}

function tellAbout(table: Table, columns: EventColumnNames, named: Partial<EventColumnNames>): void {
  const parts = Object.entries(columns).filter(([, name]) => name !== undefined);
  const guessed = parts.some(([part]) => named[part as keyof EventColumnNames] === undefined);
  const hint = guessed ? "  (guessed from the names; --user, --item, --value, --time say otherwise)" : "";
  note(`columns: ${parts.map(([part, name]) => `${part} = ${name as string}`).join(", ")}${hint}`);
  const unused = table.columns.filter(({ name }) => !parts.some(([, part]) => part === name));
  for (const text of table.notes) {
    // What the reader made of columns that play no part is of no interest here.
    if (!unused.some(({ name }) => text.startsWith(`"${name}"`))) note(`note: ${text}`);
  }
  if (table.badRowCount === 0) return;
  note(`left out: ${table.badRowCount} bad rows`);
  for (const { line, column, reason } of table.badRows.slice(0, 5)) {
    const place = line === undefined ? table.file : `${table.file}:${line}`;
    note(`  ${place}: ${column === undefined ? "" : `${column}: `}${reason}`);
  }
  if (table.badRowCount > 5) note(`  ... and ${table.badRowCount - 5} more; cartwright data check lists them`);
}

function numbersOf(table: Table, name: string): Float64Array {
  const column = table.columns.find((one) => one.name === name)!;
  if (column.kind === "number") return column.values;
  throw new UsageError(`--value: column ${JSON.stringify(name)} of ${table.file} does not hold numbers`);
}
