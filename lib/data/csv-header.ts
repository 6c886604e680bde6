import { DataError } from "../contracts";
import { type CsvDialect, guessDialect } from "./csv-dialect";
import { decoderOf, encodingOfMark } from "./encoding";
import type { FileFacts } from "./file-facts";
import { uniqueNames } from "./loaded-text";

/** How a CSV file is written, and what its columns are called. */
export interface CsvHeader {
  /** A label of the WHATWG encoding standard: the one given, else that of a byte order mark, else utf-8. */
  readonly encoding: string;
  readonly dialect: CsvDialect;
  readonly names: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Reads the beginning of a CSV file: its delimiter and its encoding unless given, and the names of its columns.
 *
 * @throws DataError when it holds only blank lines
 */
export function csvHeader(
  facts: FileFacts,
  options: {
    readonly delimiter?: string | undefined;
    readonly encoding?: string | undefined;
    readonly header: boolean;
  },
): CsvHeader {
  const encoding = options.encoding ?? encodingOfMark(facts.head) ?? "utf-8";
  const dialect = guessDialect(decoderOf(encoding).decode(facts.head), options.delimiter);
  if (dialect.first.length === 0) throw new DataError(`${facts.path} holds only blank lines`, { file: facts.path });
  if (!options.header) {
    return { encoding, dialect, names: uniqueNames(dialect.first.map(() => "")).names, notes: [] };
  }
  const { names, notes } = uniqueNames(dialect.first);
  return { encoding, dialect, names, notes: [...notes, ...hintOfNumbers(dialect.first)] };
}

function hintOfNumbers(first: readonly string[]): string[] {
  const numeric = first.length > 0 && first.every((cell) => /^\s*-?\d+(\.\d+)?\s*$/.test(cell));
  return numeric
    ? ["the first line looks like data, not like names: if so, read the file as one without a header"]
    : [];
}
