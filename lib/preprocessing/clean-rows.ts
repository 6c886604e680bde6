import { ValueError } from "../contracts";
import { type Columns, selectRows } from "./columns";

/** A reason to drop rows. */
export interface CleaningRule {
  /** Short name: "no customer". */
  readonly name: string;
  /** Why such rows must go, for the reader of the report. */
  readonly why: string;
  /** [rows] 1 where the rule drops a row; asked about the rows that earlier rules left. */
  drops(table: Columns): Uint8Array;
}

/** What one rule did. */
export interface CleaningStep {
  readonly rule: string;
  readonly why: string;
  readonly before: number;
  readonly after: number;
  readonly dropped: number;
}

/** What became of the rows. */
export interface CleaningReport {
  readonly before: number;
  readonly after: number;
  readonly steps: readonly CleaningStep[];
}

/**
 * Applies the rules one after another and counts what each one dropped. A row that breaks two rules is counted by the
 * first.
 *
 * @returns the rows that are left, where they stood in the table, and the account
 * @throws ValueError when two rules have one name, or what a rule throws: a missing column, say
 */
export function cleanRows(
  table: Columns,
  rules: readonly CleaningRule[],
): { table: Columns; rows: Uint32Array; report: CleaningReport } {
  const names = rules.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw new ValueError(`rules must differ in name, received ${names.join(", ")}`);
  let left = table;
  let rows = new Uint32Array(table.rows).map((_, row) => row);
  const steps: CleaningStep[] = [];
  for (const rule of rules) {
    const before = left.rows;
    const kept = unmarked(rule.drops(left));
    if (kept.length < before) left = selectRows(left, kept);
    rows = kept.map((row) => rows[row]!);
    steps.push({ rule: rule.name, why: rule.why, before, after: left.rows, dropped: before - left.rows });
  }
  return { table: left, rows, report: { before: table.rows, after: left.rows, steps } };
}

/** Indices of the entries that are 0. */
function unmarked(marks: Uint8Array): Uint32Array {
  const rows = new Uint32Array(marks.length);
  let count = 0;
  for (let row = 0; row < marks.length; row++) if (marks[row] === 0) rows[count++] = row;
  return rows.slice(0, count);
}
