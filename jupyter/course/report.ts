import type { ChapterResult } from "./run-chapter";

/** The table at the end: chapter, time, peak memory, backend, result. */
export function resultTable(results: readonly ChapterResult[]): string {
  const rows = results.map(({ chapter, seconds, peakBytes, backend, failure }) => [
    `${chapter.id} ${chapter.name}`,
    `${seconds.toFixed(1)} s`,
    peakBytes === undefined ? "-" : `${Math.round(peakBytes / 2 ** 20)} MB`,
    backend ?? "-",
    failure ? "FAILED" : "ok",
  ]);
  return alignColumns([["chapter", "time", "peak memory", "backend", "result"], ...rows], [1, 2]);
}

/** Pads every column to its widest cell; the columns in `right` stand on the right. */
function alignColumns(rows: readonly (readonly string[])[], right: readonly number[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const pad = (text: string, column: number): string =>
    right.includes(column) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!);
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

/** A failure with its cell and its error, for people. */
export function describeFailure({ chapter, failure }: ChapterResult): string {
  if (!failure) return "";
  const place = failure.cell === undefined ? "" : `, cell ${failure.cell} (id ${failure.id})`;
  const error = failure.traceback.length > 0 ? failure.traceback : [`${failure.ename}: ${failure.evalue}`];
  return [`${chapter.id} notebooks/${chapter.name}${place} failed:`, ...error.map((line) => `  ${line}`)].join("\n");
}

/** The same for programs. */
export function resultJson(results: readonly ChapterResult[]): string {
  const chapters = results.map(({ chapter, seconds, peakBytes, backend, failure }) => ({
    id: chapter.id,
    notebook: chapter.name,
    seconds: Math.round(seconds * 10) / 10,
    peakBytes: peakBytes ?? null,
    backend: backend ?? null,
    failure: failure ?? null,
  }));
  return `${JSON.stringify({ chapters }, null, 2)}\n`;
}
