import * as path from "node:path";
import { DataError } from "../contracts";
import { describeRejected, rejectedRows } from "./bad-rows";
import type { CsvDialect } from "./csv-dialect";
import { csvHeader } from "./csv-header";
import { MISSING_MARKS } from "./missing-marks";
import { decoderOf, guessEncoding, rewritePlainly } from "./encoding";
import { type Engine, sqlText } from "./engine";
import { type CellCheck, type LoadedText, type LoadOptions } from "./loaded-text";

/** The file that the engine reads: the original, or a rewritten copy of it. */
interface Readable {
  readonly path: string;
  readonly gzip: boolean;
}

/** The longest line that is read, in bytes: reviews and descriptions fit, a file without line ends does not. */
const LONGEST_LINE = 1 << 26;

/**
 * Loads a CSV file as text. Delimiter and encoding are found from the content unless given; a file in another encoding
 * than UTF-8, or with mixed line ends, is rewritten first, since the engine wants one of each.
 *
 * @throws DataError when the file cannot be taken for a table at all
 */
export async function loadCsv(engine: Engine, options: LoadOptions): Promise<LoadedText> {
  const { facts, header } = options;
  const { encoding, dialect, names, notes: headerNotes } = csvHeader(facts, options);
  const notes = [...headerNotes];

  let source: Readable = facts;
  if (!isUtf8(encoding)) source = await rewrite(options, encoding);
  else
    await tryRead(engine, source, dialect, header, names.length).catch(async (error: unknown) => {
      if (!/invalid state/.test(String(error))) throw unreadable(facts.path, error);
      notes.push("line ends are mixed (CR LF and LF): all read as LF");
      source = await rewrite(options, encoding);
    });
  const read = (): Promise<void> =>
    tryRead(engine, source, dialect, header, names.length).catch((error: unknown) => {
      throw unreadable(facts.path, error);
    });
  if (source !== facts) await read();

  let refused = await rejectedRows(engine, "rejects");
  if (refused.badEncoding && options.encoding === undefined) {
    const guessed = await guessEncoding(source.path, source.gzip);
    if (!isUtf8(guessed)) {
      notes.push(`not UTF-8: read as ${guessed}; another encoding can be given`);
      source = await rewrite(options, guessed);
      await read();
      refused = await rejectedRows(engine, "rejects");
    }
  }
  const describe = { path: source.path, gzip: source.gzip, names };
  return {
    names,
    declaredText: new Set(),
    badRows: await describeRejected(refused.rejected, describe),
    badRowCount: refused.count,
    notes,
    findBadCells: async (checks) => {
      await engine.run(
        `${resetSql("cell_rejects")}; CREATE OR REPLACE TEMP TABLE checked AS FROM ${readSql(source, dialect, header, names.length, "cell_rejects", checks)}; DROP TABLE checked`,
      );
      return describeRejected((await rejectedRows(engine, "cell_rejects")).rejected, describe);
    },
  };
}

async function tryRead(
  engine: Engine,
  source: Readable,
  dialect: CsvDialect,
  header: boolean,
  width: number,
): Promise<void> {
  await engine.run(
    `${resetSql("rejects")}; CREATE OR REPLACE TEMP TABLE raw AS FROM ${readSql(source, dialect, header, width, "rejects", [])}`,
  );
}

function resetSql(rejectsTable: string): string {
  return `DROP TABLE IF EXISTS ${rejectsTable}; DROP TABLE IF EXISTS ${rejectsTable}_scans`;
}

function readSql(
  source: Readable,
  { delimiter }: CsvDialect,
  header: boolean,
  width: number,
  rejectsTable: string,
  checks: readonly CellCheck[],
): string {
  const columns = Array.from({ length: width }, (_, index) => {
    const check = checks.find((candidate) => candidate.index === index);
    return `'c${index}': '${sqlType(check)}'`;
  });
  const format = checks.find(({ kind, format: strptime }) => kind === "time" && strptime.includes("%"))?.format;
  const missing = checks.length > 0 ? ["", ...MISSING_MARKS] : [""];
  return `read_csv(${sqlText(source.path)}, auto_detect = false, header = ${header}, delim = ${sqlText(delimiter)},
    quote = '"', escape = '"', nullstr = [${missing.map(sqlText).join(", ")}], compression = '${source.gzip ? "gzip" : "none"}',
    max_line_size = ${LONGEST_LINE}, store_rejects = true, rejects_table = '${rejectsTable}',
    rejects_scan = '${rejectsTable}_scans', rejects_limit = 0, ${format ? `timestampformat = ${sqlText(format)},` : ""}
    columns = {${columns.join(", ")}})`;
}

function sqlType(check: CellCheck | undefined): string {
  if (!check) return "VARCHAR";
  if (check.kind === "number" || check.format === "s" || check.format === "ms") return "DOUBLE";
  return "TIMESTAMP";
}

async function rewrite({ facts, scratch }: LoadOptions, encoding: string): Promise<Readable> {
  const target = path.join(scratch, "plain.csv");
  await rewritePlainly(facts.path, facts.gzip, encoding, target);
  return { path: target, gzip: false };
}

function isUtf8(encoding: string): boolean {
  return decoderOf(encoding).encoding === "utf-8";
}

function unreadable(file: string, error: unknown): DataError {
  const [why] = String((error as Error).message).split("\n");
  return new DataError(`${file} cannot be read as CSV: ${why}`, { file, cause: error });
}
