import { DataError } from "../contracts";
import { type Engine, sqlText } from "./engine";
import type { LoadedText, LoadOptions } from "./loaded-text";

/**
 * Loads a Parquet file. Its own types decide: numbers stay numbers, dates and timestamps become ISO text that is read
 * as times, the rest is text; lists and structures become JSON text. It has no bad rows: a damaged file is an error.
 */
export async function loadParquet(engine: Engine, { facts }: LoadOptions): Promise<LoadedText> {
  const from = `read_parquet(${sqlText(facts.path)})`;
  try {
    const described = await engine.rows(`SELECT column_name, column_type FROM (DESCRIBE FROM ${from})`);
    const columns = described.map(([name, type]) => ({ name: String(name), type: String(type) }));
    const cells = columns.map(({ name, type }, index) => `${asTextSql(name, type)} AS c${index}`);
    await engine.run(`CREATE TEMP TABLE raw AS SELECT ${cells.join(", ")} FROM ${from}`);
    return {
      names: columns.map(({ name }) => name),
      declaredText: new Set(columns.filter(({ type }) => !isNumber(type) && !isTime(type)).map(({ name }) => name)),
      badRows: [],
      badRowCount: 0,
      notes: [],
      findBadCells: () => Promise.resolve([]),
    };
  } catch (error) {
    const [why] = String((error as Error).message).split("\n");
    throw new DataError(`${facts.path} cannot be read as Parquet: ${why}`, { file: facts.path, cause: error });
  }
}

function asTextSql(name: string, type: string): string {
  const column = `"${name.replace(/"/g, '""')}"`;
  if (isTime(type)) return `strftime(${column}::TIMESTAMP, '%Y-%m-%d %H:%M:%S.%f')`;
  return /^(STRUCT|MAP|UNION)|\]$/.test(type) ? `to_json(${column})::VARCHAR` : `${column}::VARCHAR`;
}

function isNumber(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL)/.test(type);
}

function isTime(type: string): boolean {
  return /^(DATE|TIMESTAMP)/.test(type);
}
