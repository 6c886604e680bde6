import { once } from "node:events";
import { createWriteStream, promises as fs, type WriteStream } from "node:fs";
import * as path from "node:path";
import { finished } from "node:stream/promises";
import { createGzip, type Gzip } from "node:zlib";
import { putInPlace, temporaryName } from "../bundle";
import { DataError, requireOneOf, ShapeError, ValueError } from "../contracts";
import { openEngine, sqlText } from "./engine";

/** What a written column holds. `integer` and `number` differ only in the type that Parquet records. */
export type WrittenType = "string" | "integer" | "number" | "time";

/** The columns of a file to be written, in order. */
export type WrittenSchema = readonly { readonly name: string; readonly type: WrittenType }[];

/**
 * The values of one column in one batch. Numbers and times (milliseconds since 1970, UTC) as a typed array, NaN for a
 * missing cell; text as strings, null for a missing cell, or as codes into a dictionary, -1 for a missing cell.
 */
export type WrittenColumn =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Uint8Array
  | readonly (string | null)[]
  | { readonly codes: Int32Array | Uint32Array; readonly dictionary: readonly string[] };

/** One batch: a column of equal length for each name of the schema. */
export type WrittenBatch = Readonly<Record<string, WrittenColumn>>;

const FLUSH_CHARACTERS = 1 << 18;

/**
 * Writes a table batch by batch, in memory that does not grow with the table. The file appears under its name only when
 * `close` has finished: whole or not at all.
 *
 * CSV is RFC 4180 with "\n" line ends, UTF-8, a header line, times as `2011-10-31 17:19:00` (UTC, with milliseconds where
 * there are any); a missing cell and an empty text are both written as nothing. A path that ends in `.gz` is compressed.
 * Parquet is made from that CSV by the engine when the writer closes.
 */
export class TableWriter {
  /** Rows written so far. */
  rows = 0;
  private buffer = "";
  private failure: Error | undefined;

  private constructor(
    private readonly target: string,
    private readonly schema: WrittenSchema,
    private readonly format: "csv" | "parquet",
    private readonly temporary: string,
    private readonly sink: Gzip | WriteStream,
    private readonly file: WriteStream,
  ) {
    for (const stream of new Set([sink, file])) stream.on("error", (error: Error) => (this.failure ??= error));
    this.buffer = schema.map(({ name }) => quoted(name)).join(",") + "\n";
  }

  /**
   * Begins a file. Its folder is made when it is not there.
   *
   * @param options.format "csv" or "parquet"; from the path's ending unless given
   * @throws ValueError when the schema is empty or names a column twice
   */
  static async open(
    target: string,
    schema: WrittenSchema,
    options: { format?: "csv" | "parquet" } = {},
  ): Promise<TableWriter> {
    const format = options.format ?? (target.endsWith(".parquet") ? "parquet" : "csv");
    requireOneOf("format", format, ["csv", "parquet"]);
    if (schema.length === 0) throw new ValueError("schema must name at least one column, received none");
    const names = schema.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new ValueError(`schema must name each column once, received "${twice}" twice`);
    await fs.mkdir(path.dirname(path.resolve(target)), { recursive: true });
    const temporary = temporaryName(target);
    const file = createWriteStream(temporary);
    const sink = format === "csv" && target.endsWith(".gz") ? createGzip() : file;
    if (sink !== file) sink.pipe(file);
    await once(file, "open");
    return new TableWriter(target, schema, format, temporary, sink, file);
  }

  /**
   * Adds rows. Await it: it waits when the disk is slower than the caller.
   *
   * @throws ShapeError when a column is missing, or two differ in length
   * @throws DataError when the disk fails; what was written so far is removed then
   */
  async write(batch: WrittenBatch): Promise<void> {
    const cells = this.schema.map(({ name, type }) => cellWriter(name, type, batch[name]));
    const rows = cells[0]?.length ?? 0;
    const odd = cells.findIndex((cell) => cell.length !== rows);
    if (odd >= 0) {
      throw new ShapeError(
        `columns of a batch must have equal length: "${this.schema[0]?.name}" has ${rows}, "${this.schema[odd]?.name}" has ${cells[odd]?.length}`,
      );
    }
    for (let row = 0; row < rows; row++) {
      let line = cells[0]!.text(row);
      for (let column = 1; column < cells.length; column++) line += "," + cells[column]!.text(row);
      // A lone empty cell would be an empty line, which readers skip.
      this.buffer += (line === "" ? '""' : line) + "\n";
      if (this.buffer.length >= FLUSH_CHARACTERS) await this.flush().catch((error: unknown) => this.fail(error));
    }
    this.rows += rows;
  }

  /** Finishes the file and puts it in its place; nothing can be written after it. Throws DataError when the disk fails. */
  async close(): Promise<void> {
    try {
      await this.flush();
      this.sink.end();
      await finished(this.file);
      if (this.format === "parquet") await this.toParquet();
      await putInPlace(this.temporary, this.target);
    } catch (error) {
      await this.fail(error);
    }
  }

  /** Gives up: removes what was written so far. The target is left as it was. */
  async abandon(): Promise<void> {
    this.sink.destroy();
    this.file.destroy();
    await fs.rm(this.temporary, { force: true });
  }

  private async fail(error: unknown): Promise<never> {
    await this.abandon();
    const cause = this.failure ?? (error as NodeJS.ErrnoException);
    const full = ("code" in cause && cause.code === "ENOSPC") || cause.message.includes("No space left");
    const why = full ? "the disk is full; free some space" : cause.message;
    throw new DataError(`could not write ${this.target}: ${why}; nothing half-written was left`, {
      file: this.target,
      cause,
    });
  }

  private async flush(): Promise<void> {
    if (this.failure) throw this.failure;
    const text = this.buffer;
    this.buffer = "";
    if (!this.sink.write(text)) await this.drained();
    if (this.failure) throw this.failure;
  }

  /** Waits until the disk has caught up or failed. The listener that lost the race is taken off again. */
  private async drained(): Promise<void> {
    const over = new AbortController();
    const { signal } = over;
    try {
      await Promise.race([once(this.sink, "drain", { signal }), once(this.file, "error", { signal })]);
    } finally {
      over.abort();
    }
  }

  private async toParquet(): Promise<void> {
    const types = { string: "VARCHAR", integer: "BIGINT", number: "DOUBLE", time: "TIMESTAMP" };
    const columns = this.schema.map(({ name, type }) => `${sqlText(name)}: '${types[type]}'`).join(", ");
    const made = temporaryName(this.target);
    const engine = await openEngine();
    try {
      await engine.run(
        `COPY (FROM read_csv(${sqlText(this.temporary)}, auto_detect = false, header = true, delim = ',', quote = '"',
           escape = '"', nullstr = '', columns = {${columns}})) TO ${sqlText(made)} (FORMAT parquet)`,
      );
      await fs.rename(made, this.temporary);
    } finally {
      engine.close();
      await fs.rm(made, { force: true });
    }
  }
}

interface CellWriter {
  readonly length: number;
  text(row: number): string;
}

function cellWriter(name: string, type: WrittenType, column: WrittenColumn | undefined): CellWriter {
  if (column === undefined) throw new ShapeError(`a batch must hold every column of the schema, "${name}" is missing`);
  if ("codes" in column) {
    const texts = column.dictionary.map(quoted);
    return { length: column.codes.length, text: (row) => texts[column.codes[row]!] ?? "" };
  }
  if (!ArrayBuffer.isView(column)) return { length: column.length, text: (row) => quoted(column[row] ?? "") };
  if (type === "time") return { length: column.length, text: (row) => timeText(column[row]!) };
  return { length: column.length, text: (row) => (Number.isNaN(column[row]!) ? "" : String(column[row]!)) };
}

/** Text as a CSV cell: quoted only where it must be. */
function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function timeText(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return "";
  return new Date(milliseconds)
    .toISOString()
    .replace("T", " ")
    .replace(/(\.000)?Z$/, "");
}
