/** One row of a CSV file, by the names of its header, and its line. */
export interface CsvLine {
  readonly line: number;
  readonly of: (name: string) => string;
}

/**
 * The rows of a small CSV text with a header: cells may be quoted, names count without capitals, empty lines do not count.
 *
 * @param text of the file
 * @returns the header's names and the rows
 */
export function csvLines(text: string): { readonly header: readonly string[]; readonly rows: readonly CsvLine[] } {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const header = cellsOf(lines[0] ?? "").map((name) => name.trim().toLowerCase());
  const rows = lines.slice(1).flatMap((one, n) => {
    if (one.trim() === "") return [];
    const cells = cellsOf(one);
    return [{ line: n + 2, of: (name: string) => (cells[header.indexOf(name)] ?? "").trim() }];
  });
  return { header, rows };
}

function cellsOf(line: string): string[] {
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
}
