import type { DuckDBConnection, DuckDBVector } from "@duckdb/node-api";
import type { ProgressListener } from "../contracts";

/** Talks to the table engine in SQL. One engine per piece of work; `close` frees its memory. */
export interface Engine {
  /** Runs statements that answer nothing. */
  run(sql: string): Promise<void>;
  /** Runs a query and gives all its rows: for small answers only. */
  rows(sql: string): Promise<EngineValue[][]>;
  /** Runs a query and hands over its chunks, column by column, each with its number of rows. */
  stream(sql: string, onChunk: (columns: readonly DuckDBVector[], rows: number) => void): Promise<void>;
  close(): void;
}

/** What a small query answers: 64-bit integers arrive as numbers. */
export type EngineValue = string | number | boolean | null;

const PROGRESS_EVERY_MS = 100;

/**
 * Opens DuckDB in memory, cut off from the network: extensions are neither installed nor loaded by themselves. Times
 * are UTC. `CARTWRIGHT_THREADS` limits its threads.
 *
 * @param options.signal     interrupts the running statement; the call then rejects with the signal's reason
 * @param options.onProgress hears the share of the running statement that is done, as `done` of `total` = 100 percent
 */
export async function openEngine(
  options: { signal?: AbortSignal | undefined; onProgress?: ProgressListener | undefined; task?: string } = {},
): Promise<Engine> {
  options.signal?.throwIfAborted();
  const threads = process.env["CARTWRIGHT_THREADS"];
  // Loading it takes longer than most commands; plain CSV files are read without it.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    ...(threads && /^[1-9]\d*$/.test(threads) ? { threads } : {}),
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'; SET enable_progress_bar = true; SET enable_progress_bar_print = false");
  const watched = <T>(work: () => Promise<T>): Promise<T> => watch(connection, options, work);
  return {
    run: (sql) => watched(async () => void (await connection.run(sql))),
    rows: (sql) => watched(async () => (await connection.runAndReadAll(sql)).getRowsJS().map((row) => row.map(plain))),
    stream: (sql, onChunk) => watched(() => stream(connection, sql, onChunk, options.signal)),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Text as a SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}

async function stream(
  connection: DuckDBConnection,
  sql: string,
  onChunk: (columns: readonly DuckDBVector[], rows: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const result = await connection.stream(sql);
  for (;;) {
    signal?.throwIfAborted();
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    const columns = Array.from({ length: chunk.columnCount }, (_, column) => chunk.getColumnVector(column));
    onChunk(columns, chunk.rowCount);
  }
}

async function watch<T>(
  connection: DuckDBConnection,
  {
    signal,
    onProgress,
    task = "read",
  }: { signal?: AbortSignal | undefined; onProgress?: ProgressListener | undefined; task?: string },
  work: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  const timer = onProgress
    ? setInterval(() => {
        const { percentage } = connection.progress;
        if (percentage >= 0) onProgress({ task, done: Math.round(percentage), total: 100, unit: "percent" });
      }, PROGRESS_EVERY_MS)
    : undefined;
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", interrupt);
  }
}

function plain(value: unknown): EngineValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return String(value);
}
