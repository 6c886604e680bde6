import { DataError, type ProgressListener } from "../../contracts";
import { asText, readTable, requireColumn, type Table } from "../../data";
import type { FileForm } from "../event-file";
import { requireFile } from "../option-values";
import { note } from "../terminal";
import { UsageError } from "../usage-error";

/** What to read of a file of texts. */
export interface TextFileRequest {
  readonly path: string;
  /** The columns whose words make the text. */
  readonly text: readonly string[];
  /** Another column that is read as text. */
  readonly label?: string;
  readonly written?: FileForm;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

/** A file of texts. */
export interface TextFile {
  readonly table: Table;
  /** One a row, the columns joined by a space; "" where all are empty. */
  readonly texts: readonly string[];
}

/**
 * Reads the columns of texts, and says on stderr what the reader has to say.
 *
 * @throws UsageError when there is no such file or column, or one is named twice
 * @throws DataError when the file is damaged, or has no row with a text
 */
export async function readTextFile(request: TextFileRequest): Promise<TextFile> {
  const { path, text, label, written, onProgress, signal } = request;
  await requireFile("--data", path);
  const columns = label === undefined ? [...text] : [...text, label];
  if (new Set(columns).size < columns.length) throw new UsageError("--text and --label must name each column once");
  const table = await readNamed(path, { columns, strings: columns, ...written, onProgress, signal });
  tellNotes(table);
  const texts = joinedTexts(table, text);
  if (texts.every((one) => one === "")) {
    throw new DataError(`${path} has no row with a text in ${text.join(", ")}`, { file: path });
  }
  return { table, texts };
}

/** Reads a table; a column that is missing was named wrongly by the person. */
export async function readNamed(path: string, options: Parameters<typeof readTable>[1]): Promise<Table> {
  try {
    return await readTable(path, options);
  } catch (error) {
    if (error instanceof DataError && error.message.includes("has no column")) throw new UsageError(error.message);
    throw error;
  }
}

/** Says which rows could not be read, and what else a person should know. */
export function tellNotes({ notes, badRowCount, file }: Table): void {
  for (const text of notes) note(`note: ${text}`);
  if (badRowCount > 0) note(`left out: ${badRowCount} bad rows; cartwright data check ${file} lists them`);
}

/** One text a row: the columns' cells in order, joined by a space, with white space trimmed. */
export function joinedTexts(table: Table, columns: readonly string[]): string[] {
  const cells = columns.map((name) => asText(requireColumn(table, name)));
  return Array.from({ length: table.rows }, (_, row) =>
    cells
      .map(({ codes, dictionary }) => dictionary[codes[row]!]?.trim() ?? "")
      .filter((cell) => cell !== "")
      .join(" "),
  );
}
