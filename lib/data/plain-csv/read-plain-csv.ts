import { createHash } from "node:crypto";
import * as path from "node:path";
import type { ProgressListener } from "../../contracts";
import { type CsvHeader, csvHeader } from "../csv-header";
import { type FileFacts, openContent } from "../file-facts";
import type { Column, Table } from "../table";
import type { TypeWishes } from "../type-wishes";
import { type CodedColumn, codedColumn } from "./coded-column";
import { typeOf } from "./column-type";
import { NotPlain } from "./not-plain";
import { RowSplitter } from "./row-splitter";
import type { Splitter } from "./splitter";
import { wasmSplits, WasmSplitter } from "./wasm-splitter";

/** What `readTable` was asked for, as far as it matters here. */
export interface PlainCsvOptions extends TypeWishes {
  readonly columns?: readonly string[];
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly encoding?: string;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
  /** "plain" splits without WebAssembly, which is used otherwise where the machine has it. */
  readonly kernel?: "plain" | "wasm";
}

/** Larger files are left to the table engine, which keeps its memory within bounds. */
const MOST_BYTES = 1 << 28;
const MOST_GZIP_BYTES = 1 << 25;
const DELIMITERS = [",", ";", "\t", "|"];

/**
 * Reads a CSV file that is written plainly, several times faster than the table engine and with the same result to the
 * last note. Plain is: UTF-8; comma, semicolon, tab or bar; one kind of line end (LF or CR LF); two columns or more; every
 * row as long as the header; quotes only around whole cells; no cell that breaks its column's type; numbers and times in
 * the forms that `plainNumber` and `plainTime` take; 32 MiB of gzip or 256 MiB of text at the most.
 *
 * @param requireNames checks the columns that were asked for against those there are
 * @returns undefined when the file is not plain or is damaged: the table engine then reads it, or says what is wrong
 * @throws the signal's reason when aborted
 */
export async function readPlainCsv(
  facts: FileFacts,
  options: PlainCsvOptions,
  requireNames: (names: readonly string[]) => void,
): Promise<Omit<Table, "file" | "format"> | undefined> {
  let header: CsvHeader;
  let splitter: Splitter | undefined;
  let sha256: string;
  try {
    header = csvHeader(facts, { ...options, header: options.header ?? true });
    splitter = splitterFor(facts, header, options.kernel);
    if (!splitter) return undefined;
    sha256 = await splitFile(facts, splitter, options);
  } catch {
    // Damage included: the engine's way through the file has the words for it.
    options.signal?.throwIfAborted();
    return undefined;
  }
  requireNames(header.names);
  const table = await typedTable(splitter, header, options).catch((error: unknown) => {
    if (error instanceof NotPlain) return undefined;
    throw error;
  });
  return table && { ...table, badRows: [], badRowCount: 0, sha256, bytes: facts.bytes };
}

/** A splitter for a file that looks plain from its beginning. */
function splitterFor(
  { bytes, gzip, head }: FileFacts,
  { encoding, dialect, names }: CsvHeader,
  kernel: "plain" | "wasm" | undefined,
): Splitter | undefined {
  const { delimiter } = dialect;
  const lineFeed = head.indexOf(10);
  const isPlain =
    bytes <= (gzip ? MOST_GZIP_BYTES : MOST_BYTES) &&
    /^utf-?8$/i.test(encoding) &&
    DELIMITERS.includes(delimiter) &&
    names.length > 1 &&
    lineFeed > 0;
  if (!isPlain) return undefined;
  const shape = { width: names.length, delimiter: delimiter.charCodeAt(0), returns: head[lineFeed - 1] === 13 };
  return kernel !== "plain" && wasmSplits() ? new WasmSplitter(shape) : new RowSplitter(shape);
}

/** Splits the whole file, and gives the SHA-256 of its bytes on disk. */
async function splitFile(
  facts: FileFacts,
  splitter: Splitter,
  { onProgress, signal }: PlainCsvOptions,
): Promise<string> {
  const hash = createHash("sha256");
  const task = `read ${path.basename(facts.path)}`;
  let done = 0;
  const content = openContent(facts.path, facts.gzip, (chunk) => {
    hash.update(chunk);
    done += chunk.length;
  });
  let first = true;
  for await (const chunk of content) {
    signal?.throwIfAborted();
    const bytes = chunk as Buffer;
    splitter.push(first && beginsWithMark(bytes) ? bytes.subarray(3) : bytes);
    onProgress?.({ task, done: Math.round((100 * done) / facts.bytes), total: 100, unit: "percent" });
    first = false;
  }
  splitter.finish();
  return hash.digest("hex");
}

function beginsWithMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

async function typedTable(
  splitter: Splitter,
  { names, dialect, notes: headerNotes }: CsvHeader,
  options: PlainCsvOptions,
): Promise<Pick<Table, "rows" | "columns" | "notes">> {
  const { header = true, columns: wanted = names, onProgress, signal } = options;
  const from = header ? 1 : 0;
  const texts = splitter.texts();
  const rows = splitter.rows - from;
  if (rows < 1) throw new NotPlain();
  if (header) requireHeader(splitter.firstRow.map(texts), dialect.first);
  const notes = [...headerNotes];
  const columns: Column[] = [];
  for (const [column, name] of names.entries()) {
    signal?.throwIfAborted();
    columns.push(await typedColumn(name, codedColumn(splitter, texts, { column, from, rows }), options, notes));
  }
  onProgress?.({ task: "rows", done: rows, total: rows, unit: "rows" });
  return { rows, columns: wanted.map((name) => columns[names.indexOf(name)]!), notes };
}

/** The first row, as split here, must be the header that the dialect was guessed from. */
function requireHeader(split: readonly string[], first: readonly string[]): void {
  if (first.some((cell, column) => split[column] !== cell)) throw new NotPlain();
}

async function typedColumn(name: string, coded: CodedColumn, wishes: TypeWishes, notes: string[]): Promise<Column> {
  const { codes, dictionary, missing } = coded;
  const { type, values: known } = await typeOf(name, coded, wishes, notes);
  if (type.kind === "string" || !known) return { kind: "string", name, codes, dictionary, missing };
  const values = valuesOf(codes, known);
  // Marks such as NA are in the dictionary and yet missing.
  let marks = 0;
  for (const [code, value] of known.entries()) if (Number.isNaN(value)) marks += coded.counts[code]!;
  const allMissing = missing + marks;
  if (type.kind === "time") return { kind: "time", name, values, missing: allMissing };
  const whole = allMissing < values.length && known.every((value) => Number.isNaN(value) || Number.isInteger(value));
  return { kind: "number", name, values, whole, missing: allMissing };
}

function valuesOf(codes: Int32Array, known: Float64Array): Float64Array {
  const values = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    values[row] = code < 0 ? NaN : known[code]!;
  }
  return values;
}
