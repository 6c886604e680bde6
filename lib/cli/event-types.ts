import { InvalidArgumentError } from "commander";
import { asText, type Table } from "../data";
import { nameSome, note } from "./terminal";
import { UsageError } from "./usage-error";

/** Which kinds of event count, and how much. */
export interface EventTypes {
  /** Column that says what kind of event a row is; guessed from the names unless given. */
  readonly column?: string;
  /** Weight of each kind that counts; the others are left out. */
  readonly weights: ReadonlyMap<string, number>;
  /** False when a file without such a column is taken as it is. */
  readonly required: boolean;
}

/** The rows of the kinds that count. */
export interface TypedRows {
  readonly column: string;
  /** [rows] places in the table, ascending. */
  readonly rows: Uint32Array;
  /** [rows] weight of each; undefined when all are 1. */
  readonly weights: Float64Array | undefined;
}

const LIKELY_NAMES = ["event", "eventtype", "type", "action", "interaction", "behavior", "behaviour", "behaviortype"];

/** Reads "view=0.1,cart=0.5,buy": names, each with a weight above 0, 1 unless given. */
export function eventWeights(text: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const part of text.split(",")) {
    const [name = "", weight = "1", ...rest] = part.split("=").map((word) => word.trim());
    const value = Number(weight);
    if (name === "" || weight === "" || rest.length > 0 || !Number.isFinite(value) || value <= 0) {
      throw new InvalidArgumentError(
        "It must be kinds of event separated by commas, each with a weight above 0 if need be: view=0.1,buy.",
      );
    }
    weights.set(name, value);
  }
  return weights;
}

/** The inverse of {@link eventWeights}. */
export function eventWeightsToText(weights: ReadonlyMap<string, number>): string {
  return [...weights].map(([name, weight]) => (weight === 1 ? name : `${name}=${weight}`)).join(",");
}

/**
 * Finds the rows whose kind counts and says on stderr how many were left out.
 *
 * @returns undefined when the table has no such column and none is required
 * @throws UsageError when the column is missing, or a kind stands in no row
 */
export function rowsOfTypes(table: Table, types: EventTypes): TypedRows | undefined {
  const name = types.column ?? table.columns.map((column) => column.name).find(looksLikeTypes);
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined) {
    if (!types.required) return undefined;
    const names = nameSome(table.columns.map((one) => one.name));
    const problem =
      name === undefined ? "no column looks like the kind of event" : `there is no column ${JSON.stringify(name)}`;
    throw new UsageError(`--events: ${problem} in ${table.file}; it has ${names}. Name it: --event COLUMN`);
  }
  const { codes, dictionary } = asText(column);
  requireKnownTypes(table.file, column.name, types, codes, dictionary);
  const weightOf = Float64Array.from(dictionary, (kind) => types.weights.get(kind) ?? 0);
  const rows = new Uint32Array(codes.length);
  let kept = 0;
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0 && weightOf[codes[row]!]! > 0) rows[kept++] = row;
  note(`events: ${kept} of ${codes.length} rows are ${eventWeightsToText(types.weights)} (column ${column.name})`);
  const places = rows.slice(0, kept);
  const plain = [...types.weights.values()].every((weight) => weight === 1);
  const weights = plain ? undefined : Float64Array.from(places, (row) => weightOf[codes[row]!]!);
  return { column: column.name, rows: places, weights };
}

function looksLikeTypes(name: string): boolean {
  return LIKELY_NAMES.includes(name.toLowerCase().replace(/[^a-z]/g, ""));
}

function requireKnownTypes(
  file: string,
  column: string,
  { weights, required }: EventTypes,
  codes: Int32Array,
  dictionary: readonly string[],
): void {
  const strange = [...weights.keys()].find((name) => !dictionary.includes(name));
  if (strange === undefined || !required) return;
  const counts = new Uint32Array(dictionary.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  const known = dictionary.slice(0, 10).map((name, code) => `${name} (${counts[code]})`);
  throw new UsageError(
    `--events: no row of ${file} has ${JSON.stringify(strange)} in column ${column}; there are ${known.join(", ")}` +
      (dictionary.length > 10 ? ", ..." : ""),
  );
}
