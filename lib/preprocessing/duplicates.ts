import { requireOneOf, ValueError } from "../contracts";
import { type Column, type Columns, requireColumn } from "./columns";

/**
 * Marks rows that say the same as an earlier one (or, with `keep` "last", as a later one). Missing equals missing.
 *
 * Columns are taken in one after another: rows that agree in all columns so far share a group, and each further column
 * splits the groups. That needs one map per column and no text per row, so millions of rows fit.
 *
 * @param table        columns of equal length
 * @param options      what counts as equal, and which row stays
 * @param options.by   names of the columns that must agree; all of them unless given
 * @param options.keep which of several equal rows is not marked; "first" unless given
 * @returns [rows] 1 where a row repeats another
 * @throws ValueError when a column is not there or none is named
 */
export function findDuplicates(
  table: Columns,
  { by = Object.keys(table.columns), keep = "first" }: { by?: readonly string[]; keep?: "first" | "last" } = {},
): Uint8Array {
  requireOneOf("keep", keep, ["first", "last"]);
  if (by.length === 0) throw new ValueError("by must name at least one column, received none");
  let groups = new Float64Array(table.rows);
  let groupCount = 1;
  for (const name of by) ({ groups, groupCount } = split(groups, requireColumn(table, name)));

  const repeated = new Uint8Array(table.rows);
  const met = new Uint8Array(groupCount);
  for (let n = 0; n < table.rows; n++) {
    const row = keep === "first" ? n : table.rows - 1 - n;
    repeated[row] = met[groups[row]!]!;
    met[groups[row]!] = 1;
  }
  return repeated;
}

/** Rows stay together when they were together and have the same value here. */
function split(groups: Float64Array, column: Column): { groups: Float64Array; groupCount: number } {
  const codes = column instanceof Float64Array ? codesOf(column) : column.codes;
  let width = 1;
  for (const code of codes) if (code + 2 > width) width = code + 2;
  const numbers = new Map<number, number>();
  const next = new Float64Array(groups.length);
  for (let row = 0; row < groups.length; row++) {
    const pair = groups[row]! * width + codes[row]!; // codes run from -1 to width - 2
    let group = numbers.get(pair);
    if (group === undefined) {
      group = numbers.size;
      numbers.set(pair, group);
    }
    next[row] = group;
  }
  return { groups: next, groupCount: numbers.size };
}

/** A number for each distinct value; a Map takes NaN for equal to NaN, and 0 for equal to -0. */
function codesOf(column: Float64Array): Int32Array {
  const numbers = new Map<number, number>();
  const codes = new Int32Array(column.length);
  for (let row = 0; row < codes.length; row++) {
    const known = numbers.get(column[row]!);
    codes[row] = known ?? numbers.size;
    if (known === undefined) numbers.set(column[row]!, numbers.size);
  }
  return codes;
}
