import { promises as fs } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DataError, type ProgressListener, requireOneOf, ValueError } from "../contracts";
import { MOST_BAD_ROWS } from "./bad-rows";
import { badCellSql, guessTypes, type TypedColumn } from "./column-types";
import { type Engine, openEngine } from "./engine";
import { checkToTheEnd, type FileFacts, readFacts } from "./file-facts";
import { loadCsv } from "./load-csv";
import { loadJsonLines } from "./load-json-lines";
import { loadParquet } from "./load-parquet";
import type { LoadedText } from "./loaded-text";
import { materialise } from "./materialise";
import { readPlainCsv } from "./plain-csv/read-plain-csv";
import type { Table } from "./table";
import type { TypeWishes } from "./type-wishes";

/** How to read a file. Nothing is needed: what is not said is found out, and reported in the table's notes. */
export interface ReadOptions extends TypeWishes {
  /** Found from the file's ending and its first bytes unless given. */
  readonly format?: "csv" | "jsonl" | "parquet";
  /** Only these columns, in this order. */
  readonly columns?: readonly string[];
  /** CSV: the one character between cells. */
  readonly delimiter?: string;
  /** CSV: false when the first line is a row; the columns are then called column1, column2, ... */
  readonly header?: boolean;
  /** CSV: a label of the WHATWG encoding standard, such as "windows-1252" or "gb18030". */
  readonly encoding?: string;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/**
 * Reads a CSV, JSON lines or Parquet file (plain or gzip) into typed columns. Rows are never JavaScript objects: text
 * arrives as codes into a dictionary, numbers and times as Float64Array.
 *
 * Types are guessed from all cells: a column is numbers or times when every cell is one, else words; `strings`,
 * `numbers` and `times` overrule the guess. A row with too few or too many cells, broken quotes or bytes, or a cell that
 * breaks its column's type is a bad row: it is left out of the columns, counted in `badRowCount`, and the first hundred
 * are described with their lines. Nothing else is lost. A file with a header and no rows gives a table of no rows.
 *
 * @throws DataError when there is no such file, it is empty, cut off or damaged, or lacks a column that was asked for
 * @throws ValueError when an option is wrong
 */
export async function readTable(file: string, options: ReadOptions = {}): Promise<Table> {
  checkOptions(options);
  const facts = await readFacts(file);
  const format = options.format ?? formatOf(facts);
  const plain =
    format === "csv" ? await readPlainCsv(facts, options, (names) => requireNames(file, names, options)) : undefined;
  if (plain) return { file, format, ...plain };
  const scratch = await fs.mkdtemp(path.join(tmpdir(), "cartwright-read-"));
  const engine = await openEngine({
    signal: options.signal,
    onProgress: options.onProgress,
    task: `read ${path.basename(file)}`,
  });
  // The checksum needs the whole file too: both read it side by side.
  const whole = checkToTheEnd(facts, options.signal);
  whole.catch(() => undefined);
  try {
    const load = { csv: loadCsv, jsonl: loadJsonLines, parquet: loadParquet }[format];
    const { delimiter, encoding, header = true } = options;
    const loaded = await load(engine, { facts, scratch, delimiter, encoding, header });
    const table = await buildTable(engine, loaded, file, options);
    return { file, format, ...table, sha256: await whole, bytes: facts.bytes };
  } catch (error) {
    // A cut-off file shows as all kinds of errors in the engine; its own message is the useful one.
    await whole;
    throw error;
  } finally {
    engine.close();
    await fs.rm(scratch, { recursive: true, force: true });
  }
}

async function buildTable(
  engine: Engine,
  loaded: LoadedText,
  file: string,
  options: ReadOptions,
): Promise<Pick<Table, "rows" | "columns" | "badRows" | "badRowCount" | "notes">> {
  requireNames(file, loaded.names, options);
  const wishes = { ...options, strings: [...(options.strings ?? [])] };
  const { columns: types, notes } = await guessTypes(engine, "raw", loaded.names, wishes, loaded.declaredText);
  const breaking = types.flatMap(({ type, badCells }, index) =>
    badCells > 0 && type.kind !== "string" ? [{ index, type }] : [],
  );
  let { badRows, badRowCount } = loaded;
  if (breaking.length > 0) {
    badRows = await loaded.findBadCells(
      breaking.map(({ index, type }) => ({ index, kind: type.kind, format: type.kind === "time" ? type.format : "" })),
    );
    badRowCount += await dropRows(
      engine,
      breaking.map(({ index, type }) => badCellSql(`c${index}`, type)).join(" OR "),
    );
  }
  const [counted] = await engine.rows("SELECT count(*) FROM raw");
  const rows = Number(counted?.[0] ?? 0);
  const plans = planColumns(types, options.columns);
  const columns = await materialise(engine, "raw", rows, plans, options.onProgress);
  return { rows, columns, badRows: badRows.slice(0, MOST_BAD_ROWS), badRowCount, notes: [...loaded.notes, ...notes] };
}

function planColumns(
  types: readonly TypedColumn[],
  wanted: readonly string[] | undefined,
): (TypedColumn & { cell: string })[] {
  const plans = types.map((column, index) => ({ ...column, cell: `c${index}` }));
  return wanted ? wanted.map((name) => plans.find((plan) => plan.name === name)!) : plans;
}

async function dropRows(engine: Engine, isBad: string): Promise<number> {
  const [row] = await engine.rows(`SELECT count(*) FROM raw WHERE ${isBad}`);
  await engine.run(`DELETE FROM raw WHERE ${isBad}`);
  return Number(row?.[0] ?? 0);
}

function requireNames(file: string, names: readonly string[], { columns, strings, numbers, times }: ReadOptions): void {
  for (const name of [...(columns ?? []), ...(strings ?? []), ...(numbers ?? []), ...Object.keys(times ?? {})]) {
    if (!names.includes(name)) {
      throw new DataError(`${file} has no column "${name}"; it has ${names.join(", ")}`, { file, line: 1 });
    }
  }
}

function checkOptions({ format, delimiter }: ReadOptions): void {
  if (format !== undefined) requireOneOf("format", format, ["csv", "jsonl", "parquet"]);
  if (delimiter !== undefined && (delimiter.length !== 1 || /["\r\n]/.test(delimiter))) {
    throw new ValueError(`delimiter must be one character, received ${JSON.stringify(delimiter)}`);
  }
}

function formatOf({ path: file, head }: FileFacts): "csv" | "jsonl" | "parquet" {
  if (head.subarray(0, 4).toString("latin1") === "PAR1") return "parquet";
  const ending = /\.(\w+?)(\.gz)?$/.exec(file.toLowerCase())?.[1];
  if (ending === "parquet") return "parquet";
  if (ending === "jsonl" || ending === "ndjson") return "jsonl";
  if (ending === "csv" || ending === "tsv" || ending === "txt") return "csv";
  const start = head
    .toString("utf8", 0, 200)
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (ending === "json" || start.startsWith("[")) {
    if (start.startsWith("{")) return "jsonl";
    throw new DataError(`${file} is one JSON document; write one object per line (.jsonl) instead`, { file });
  }
  return start.startsWith("{") ? "jsonl" : "csv";
}
