/** How a CSV file is written. Cells are quoted with `"`, doubled inside quotes, as RFC 4180 says. */
export interface CsvDialect {
  readonly delimiter: string;
  /** The cells of the first record: the names, where the file has a header. */
  readonly first: readonly string[];
}

const DELIMITERS = [",", ";", "\t", "|"];
const RECORDS_LOOKED_AT = 100;

/**
 * The delimiter under which the beginning of a file falls into equally long records: of comma, semicolon, tab and bar,
 * the one that gives the most records of the first record's length, and more cells when that is a tie. A file with one
 * column counts as delimited by commas.
 *
 * @param head the beginning of the file; its last record may be cut off
 */
export function guessDialect(head: string, delimiter?: string): CsvDialect {
  const candidates = (delimiter === undefined ? DELIMITERS : [delimiter]).map((candidate) => {
    const records = splitRecords(head, candidate, RECORDS_LOOKED_AT);
    const first = records[0] ?? [];
    const alike = first.length > 1 ? records.filter((record) => record.length === first.length).length : 0;
    return { delimiter: candidate, first, alike };
  });
  return candidates.reduce((best, next) =>
    next.alike > best.alike || (next.alike === best.alike && next.first.length > best.first.length) ? next : best,
  );
}

/** The first records of a CSV text, blank lines left out. */
export function splitRecords(text: string, delimiter: string, limit: number): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length && records.length < limit) {
    const cell = readCell(text, at, delimiter);
    record.push(cell.value);
    at = cell.end;
    if (text[at] === delimiter && at < text.length) {
      at++;
      if (at === text.length) record.push("");
      continue;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
    if (record.length > 1 || record[0] !== "") records.push(record);
    record = [];
  }
  return records;
}

/** The cell that begins at `start`, and where the delimiter, line end or end of text after it stands. */
function readCell(text: string, start: number, delimiter: string): { value: string; end: number } {
  if (text[start] !== '"') {
    const end = endOfBareCell(text, start, delimiter);
    return { value: text.slice(start, end), end };
  }
  let value = "";
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      const end = endOfBareCell(text, quote + 1, delimiter);
      return { value: value + text.slice(quote + 1, end), end };
    }
    value += '"';
    at = quote + 2;
  }
}

function endOfBareCell(text: string, start: number, delimiter: string): number {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}
