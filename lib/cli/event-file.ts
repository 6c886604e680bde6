import type { JsonObject } from "../bundle";
import { DataError, type ProgressListener } from "../contracts";
import { asText, guessColumns, readTable, type Table } from "../data";
import { type Events, eventsFromColumns } from "../interactions";
import { requireFile } from "./option-values";
import { note } from "./terminal";
import { UsageError } from "./usage-error";

/** Which column of a file plays which part. */
export interface EventColumnNames {
  readonly user: string;
  readonly item: string;
  readonly value?: string;
  readonly time?: string;
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
  /** Times are needed, and rows without one are left out. */
  readonly needsTime?: boolean;
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
  const table = await readTable(path, { onProgress, signal });
  const columns = chooseColumns(table, request);
  tellAbout(table, columns, request.named);
  const column = (name: string): ReturnType<typeof asText> => asText(table.columns.find((one) => one.name === name)!);
  const events = eventsFromColumns(
    {
      user: column(columns.user),
      item: column(columns.item),
      value: columns.value === undefined ? undefined : numbersOf(table, columns.value),
      time: request.needsTime === true ? timesOf(table, columns.time) : undefined,
    },
    { incomplete: "skip" },
  );
  const incompleteRows = table.rows - events.users.length;
  if (incompleteRows > 0)
    note(`left out: ${incompleteRows} of ${table.rows} rows, in which one of these columns is empty`);
  if (events.users.length === 0) throw new DataError(`${path} has no usable row`, { file: path });
  return { table, columns, events, incompleteRows };
}

/** The columns as a bundle keeps them. */
export function columnsToJson({ user, item, value, time }: EventColumnNames): JsonObject {
  return { user, item, value, time };
}

function chooseColumns(
  table: Table,
  { flag, path, named, guessValue = false, guessTime = false }: EventFileRequest,
): EventColumnNames {
  const names = table.columns.map(({ name }) => name);
  for (const [part, name] of Object.entries(named)) {
    if (name === undefined || names.includes(name)) continue;
    throw new UsageError(`--${part}: ${path} has no column ${JSON.stringify(name)}; it has ${names.join(", ")}`);
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
    throw new UsageError(
      `${flag}: no column of ${path} looks like the ${part}; it has ${names.join(", ")}. Name it: --${part} COLUMN`,
    );
  }
  return chosen as EventColumnNames;
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

function timesOf(table: Table, name: string | undefined): Float64Array {
  const names = table.columns.map((column) => column.name).join(", ");
  if (name === undefined) {
    throw new UsageError(
      `no column of ${table.file} looks like a time, which is needed here; it has ${names}. Name it: --time COLUMN`,
    );
  }
  const column = table.columns.find((one) => one.name === name)!;
  if (column.kind === "time") return column.values;
  throw new UsageError(`--time: column ${JSON.stringify(name)} of ${table.file} does not hold times`);
}
