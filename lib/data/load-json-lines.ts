import { MOST_BAD_ROWS, rejectedRows } from "./bad-rows";
import { badCellSql } from "./column-types";
import { DataError } from "../contracts";
import { type Engine, type EngineValue, sqlText } from "./engine";
import type { LoadedText, LoadOptions } from "./loaded-text";
import type { BadRow } from "./table";

/** The longest line that is read, in bytes. */
const LONGEST_LINE = 1 << 26;

/**
 * Loads a file with one JSON object per line as text: one column per key, in order of first appearance; a key that a
 * line lacks is a missing cell. Lists and objects stay JSON text. A line that is not a JSON object is a bad row; blank
 * lines are skipped.
 */
export async function loadJsonLines(engine: Engine, { facts }: LoadOptions): Promise<LoadedText> {
  // A raw control character cannot stand in JSON, so a "delimiter" of that kind leaves whole lines.
  await engine.run(
    `CREATE TEMP TABLE read_lines AS FROM read_csv(${sqlText(facts.path)}, auto_detect = false, header = false, delim = chr(31),
       quote = '', escape = '', compression = '${facts.gzip ? "gzip" : "none"}', max_line_size = ${LONGEST_LINE},
       columns = {'line': 'VARCHAR'}, store_rejects = true, rejects_table = 'rejects', rejects_scan = 'rejects_scans',
       rejects_limit = 0);
     CREATE TEMP TABLE lines AS SELECT rowid AS place, line,
       CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END AS good FROM read_lines
     WHERE line IS NOT NULL AND trim(line, ' \t\r') <> '';`,
  );
  const names = await keysOf(engine);
  if (names.length === 0) await refuseWithoutObjects(engine, facts.path);
  const declaredText = await makeColumns(engine, names);
  const { rejected, count: unreadable } = await rejectedRows(engine, "rejects");
  const refused = rejected.map(({ record }) => record).sort((a, b) => a - b);
  const [counted] = await engine.rows("SELECT count(*) FROM lines WHERE NOT good");
  const describe = (rows: EngineValue[][]): BadRow[] =>
    rows.map(([place, text, column, reason]) => ({
      line: lineOf(Number(place), refused),
      column: column === null ? undefined : String(column),
      reason: String(reason),
      text: String(text),
    }));
  const broken = describe(
    await engine.rows(
      `SELECT place, left(line, 200), NULL, CASE WHEN json_valid(line) THEN 'not an object: a line must be {"name": value, ...}' ELSE 'not valid JSON' END
       FROM lines WHERE NOT good ORDER BY place LIMIT ${MOST_BAD_ROWS}`,
    ),
  );
  const badRows = inOrder([
    ...rejected.map(({ record, text, kind }) => ({
      line: record,
      column: undefined,
      reason: kind === "INVALID ENCODING" ? "bytes that are not UTF-8" : "the line cannot be read",
      text,
    })),
    ...broken,
  ]);
  return {
    names,
    declaredText,
    badRows,
    badRowCount: unreadable + Number(counted?.[0] ?? 0),
    notes: [],
    findBadCells: async (checks) => {
      const found: BadRow[] = [...badRows];
      for (const { index, kind, format } of checks) {
        const type = kind === "number" ? ({ kind } as const) : ({ kind, format } as const);
        found.push(
          ...describe(
            await engine.rows(
              `SELECT place, left(line, 200), ${sqlText(names[index]!)}, '"' || c${index} || '" is not a ${kind}'
           FROM raw JOIN lines USING (place) WHERE ${badCellSql(`c${index}`, type)} ORDER BY place LIMIT ${MOST_BAD_ROWS}`,
            ),
          ),
        );
      }
      return inOrder(found);
    },
  };
}

async function keysOf(engine: Engine): Promise<string[]> {
  const rows = await engine.rows(
    `SELECT key FROM (SELECT place, unnest(json_keys(line)) AS key, generate_subscripts(json_keys(line), 1) AS turn
       FROM lines WHERE good) GROUP BY key ORDER BY min(place), min(turn)`,
  );
  return rows.map(([key]) => String(key));
}

async function refuseWithoutObjects(engine: Engine, file: string): Promise<never> {
  const [first] = await engine.rows("SELECT left(line, 60) FROM lines ORDER BY place LIMIT 1");
  const found = first ? `its first line begins ${JSON.stringify(first[0])}` : "it holds only blank lines";
  throw new DataError(`${file} has no line that is a JSON object; ${found}`, { file, line: 1 });
}

/** Makes the table `raw`; returns the names whose values are written as JSON text somewhere. */
async function makeColumns(engine: Engine, names: readonly string[]): Promise<Set<string>> {
  const pointers = names.map((name) => sqlText("/" + name.replace(/~/g, "~0").replace(/\//g, "~1")));
  const cells = pointers.map((pointer, index) => `json_extract_string(line, ${pointer}) AS c${index}`);
  await engine.run(`CREATE TEMP TABLE raw AS SELECT ${cells.join(", ")}, place FROM lines WHERE good ORDER BY place`);
  const text = pointers.map(
    (pointer) => `bool_or(coalesce(json_type(line, ${pointer}), 'NULL') IN ('VARCHAR', 'BOOLEAN', 'ARRAY', 'OBJECT'))`,
  );
  const [row] = await engine.rows(`SELECT ${text.join(", ")} FROM lines WHERE good`);
  return new Set(names.filter((_, index) => row?.[index] === true));
}

/** The line of the n-th line that was read (from 0), given the lines that could not be read. */
function lineOf(place: number, refused: readonly number[]): number {
  let line = place + 1;
  for (const gone of refused) if (gone <= line) line++;
  return line;
}

function inOrder(rows: BadRow[]): BadRow[] {
  return rows.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, MOST_BAD_ROWS);
}
