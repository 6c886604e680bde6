import type { DuckDBVector } from "@duckdb/node-api";
import type { ProgressListener } from "../contracts";
import type { ColumnType } from "./column-types";
import type { Engine } from "./engine";
import type { Column } from "./table";
import { parseTimeSql } from "./time-formats";

/** One column of the engine's table `source` (named `cell` there), and what it is to become. */
export interface ColumnPlan {
  readonly name: string;
  readonly cell: string;
  readonly type: ColumnType;
}

/**
 * Moves a table of text out of the engine into typed columns, chunk by chunk. Text is turned into codes inside the
 * engine: a dictionary table per column in order of first appearance, joined to the rows. No row ever becomes an object.
 *
 * @param source a table of the engine whose rowid is the order of the file
 */
export async function materialise(
  engine: Engine,
  source: string,
  rows: number,
  plans: readonly ColumnPlan[],
  onProgress: ProgressListener | undefined,
): Promise<Column[]> {
  // One after the other: a connection streams one answer at a time.
  const dictionaries: (string[] | undefined)[] = [];
  for (const { cell, type } of plans) {
    dictionaries.push(type.kind === "string" ? await buildDictionary(engine, source, cell) : undefined);
  }
  const arrays = plans.map(({ type }) => (type.kind === "string" ? new Int32Array(rows) : new Float64Array(rows)));
  let done = 0;
  await engine.stream(selectSql(source, plans), (vectors, count) => {
    vectors.forEach((vector, column) => arrays[column]!.set(numbersOf(vector), done));
    done += count;
    onProgress?.({ task: "rows", done, total: rows, unit: "rows" });
  });
  return plans.map((plan, index) => toColumn(plan, arrays[index]!, dictionaries[index]));
}

/**
 * The numbers of a vector without missing cells. Its own typed array where it shows one (a hundred times faster than one
 * call per cell), else the same through its public methods.
 */
function numbersOf(vector: DuckDBVector): ArrayLike<number> {
  const { items } = vector as unknown as { items?: unknown };
  return items instanceof Float64Array || items instanceof Int32Array ? items : (vector.toArray() as number[]);
}

function selectSql(source: string, plans: readonly ColumnPlan[]): string {
  const joins = plans
    .filter(({ type }) => type.kind === "string")
    .map(({ cell }) => `LEFT JOIN d_${cell} ON s.${cell} = d_${cell}.v`);
  return `SELECT ${plans.map(valueSql).join(", ")} FROM ${source} s ${joins.join(" ")} ORDER BY s.rowid`;
}

/** A cell's value. Bad cells are gone by now, so the plain casts are enough. */
function valueSql({ cell, type }: ColumnPlan): string {
  if (type.kind === "string") return `coalesce(d_${cell}.code, -1)::INTEGER`;
  return `coalesce(${castSql(`s.${cell}`, type)}, 'nan'::DOUBLE)`;
}

function castSql(cell: string, type: ColumnType): string {
  if (type.kind !== "time") return `try_cast(${cell} AS DOUBLE)`;
  if (type.format !== "iso") return parseTimeSql(cell, type.format);
  return `(epoch_us(try_cast(${cell} AS TIMESTAMPTZ))::DOUBLE / 1000)`;
}

async function buildDictionary(engine: Engine, source: string, cell: string): Promise<string[]> {
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE d_${cell} AS SELECT v, (row_number() OVER (ORDER BY r) - 1)::INTEGER AS code
     FROM (SELECT ${cell} AS v, min(rowid) AS r FROM ${source} WHERE ${cell} IS NOT NULL GROUP BY 1)`,
  );
  const dictionary: string[] = [];
  await engine.stream(`SELECT v FROM d_${cell} ORDER BY code`, ([vector], count) => {
    for (let row = 0; row < count; row++) dictionary.push(vector!.getItem(row) as string);
  });
  return dictionary;
}

function toColumn(plan: ColumnPlan, array: Int32Array | Float64Array, dictionary: string[] | undefined): Column {
  const { name, type } = plan;
  let missing = 0;
  if (array instanceof Int32Array) {
    for (const code of array) if (code < 0) missing++;
    return { kind: "string", name, codes: array, dictionary: dictionary ?? [], missing };
  }
  let whole = true;
  for (const value of array) {
    if (Number.isNaN(value)) missing++;
    else if (!Number.isInteger(value)) whole = false;
  }
  return type.kind === "time"
    ? { kind: "time", name, values: array, missing }
    : { kind: "number", name, values: array, whole: whole && missing < array.length, missing };
}
