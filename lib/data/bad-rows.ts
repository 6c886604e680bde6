import type { Engine } from "./engine";
import { openContent } from "./file-facts";
import type { BadRow } from "./table";

/** A row that the engine refused: where it begins in the file it read, and why. */
export interface RejectedRow {
  /** Offset of the row's first byte, counted from 0. */
  readonly offset: number;
  /** The engine's number of the line, where rows and lines are the same. */
  readonly record: number;
  readonly kind: string;
  readonly column: number;
  readonly text: string;
  readonly message: string;
}

/** How many bad rows are described one by one; the rest are counted. */
export const MOST_BAD_ROWS = 100;

/** The rows that the engine put aside in `rejectsTable`, one per row of the file, in file order. */
export async function rejectedRows(
  engine: Engine,
  rejectsTable: string,
): Promise<{ rejected: RejectedRow[]; count: number; badEncoding: boolean }> {
  const [summary] = await engine.rows(
    `SELECT count(DISTINCT line_byte_position), count(*) FILTER (error_type = 'INVALID ENCODING') FROM ${rejectsTable}`,
  );
  const rows = await engine.rows(
    `SELECT min(line_byte_position) - 1, min(line), first(error_type::VARCHAR), first(column_idx), first(left(csv_line, 200)),
            first(error_message)
     FROM ${rejectsTable} GROUP BY line_byte_position ORDER BY line_byte_position LIMIT ${MOST_BAD_ROWS}`,
  );
  const rejected = rows.map(([offset, record, kind, column, text, message]) => ({
    offset: Number(offset),
    record: Number(record),
    kind: String(kind),
    column: Number(column ?? 0),
    text: String(text ?? ""),
    message: String(message),
  }));
  return { rejected, count: Number(summary?.[0] ?? 0), badEncoding: Number(summary?.[1] ?? 0) > 0 };
}

/** Rejected rows as people want them: with the line of the file, and the rule in plain words. */
export async function describeRejected(
  rejected: readonly RejectedRow[],
  { path, gzip, names }: { path: string; gzip: boolean; names: readonly string[] },
): Promise<BadRow[]> {
  const lines = await linesAt(
    path,
    gzip,
    rejected.map(({ offset }) => offset),
  );
  return rejected.map((row, index) => ({
    line: lines[index],
    column: ["CAST", "INVALID ENCODING"].includes(row.kind) ? names[row.column - 1] : undefined,
    reason: reasonOf(row),
    text: row.text,
  }));
}

/** For each byte offset (ascending), the number of the line it lies on, counted from 1. */
async function linesAt(path: string, gzip: boolean, offsets: readonly number[]): Promise<number[]> {
  const lines: number[] = [];
  if (offsets.length === 0) return lines;
  let line = 1;
  let position = 0;
  for await (const chunk of openContent(path, gzip)) {
    const bytes = chunk as Buffer;
    let from = 0;
    while (lines.length < offsets.length && offsets[lines.length]! < position + bytes.length) {
      const to = offsets[lines.length]! - position;
      line += countNewlines(bytes, from, to);
      from = Math.max(from, to);
      lines.push(line);
    }
    if (lines.length === offsets.length) return lines;
    line += countNewlines(bytes, from, bytes.length);
    position += bytes.length;
  }
  while (lines.length < offsets.length) lines.push(line);
  return lines;
}

function countNewlines(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(10, from); at >= 0 && at < to; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function reasonOf({ kind, message }: RejectedRow): string {
  const [, expected, found] = /Number of Columns: (\d+) Found: (\d+)/.exec(message) ?? [];
  switch (kind) {
    case "MISSING COLUMNS":
    case "TOO MANY COLUMNS":
      return `${found} cells where the header has ${expected}`;
    case "UNQUOTED VALUE":
      return "a quoted cell is not closed, or goes on after its closing quote";
    case "INVALID ENCODING":
      return "bytes that are not UTF-8";
    case "LINE SIZE OVER MAXIMUM":
      return "the line is longer than can be read";
    case "CAST": {
      const [, value, type] = /Could not convert string "([\s\S]*)" to '([A-Z ]+)/.exec(message) ?? [];
      return value === undefined
        ? message
        : `${JSON.stringify(value)} is not a ${type === "DOUBLE" ? "number" : "time"}`;
    }
    default:
      return message;
  }
}
