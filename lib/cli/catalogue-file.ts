import { DataError, type ProgressListener } from "../contracts";
import { asText, type NumberColumn, readTable, requireColumn, requireNumbers, type Table } from "../data";
import type { SearchDocument } from "../search";
import type { FileForm } from "./event-file";
import { requireFile } from "./option-values";
import { note } from "./terminal";
import { UsageError } from "./usage-error";

/** What to read of a catalogue: which columns are the id, the texts, what is filtered by. */
export interface CatalogueRequest {
  readonly path: string;
  readonly id: string;
  readonly text: readonly string[];
  readonly facets: readonly string[];
  readonly numbers: readonly string[];
  /** How the file is written, where the person says it. */
  readonly written: FileForm;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

/** The documents of a catalogue, with an account of the rows that are none. */
export interface CatalogueFile {
  readonly table: Table;
  readonly documents: readonly SearchDocument[];
  /** Rows without an id, or with one that holds a line break, which an index cannot keep. */
  readonly withoutId: number;
  /** Rows whose id an earlier row has. */
  readonly repeated: number;
}

/**
 * Reads a catalogue and says on stderr which rows it could not use. The first row of an id counts. A JSON list in a cell
 * of JSON lines is read as its parts: a facet's path is joined by " > ", a text by line feeds.
 *
 * @throws UsageError when the file or a column is missing, or a column has two parts
 * @throws DataError when the file is damaged or no row is usable
 */
export async function readCatalogue(request: CatalogueRequest): Promise<CatalogueFile> {
  const { path } = request;
  await requireFile("--data", path);
  const table = await readColumns(request);
  const ids = column(table, request.id, "\n");
  const texts = request.text.map((name) => ({ name, at: column(table, name, "\n") }));
  const facets = request.facets.map((name) => ({ name, at: column(table, name, " > ") }));
  const numbers = request.numbers.map((name) => requireNumbers(table, name));
  const documents: SearchDocument[] = [];
  const met = new Set<string>();
  let withoutId = 0;
  for (let row = 0; row < table.rows; row++) {
    const id = ids(row) ?? "";
    if (id === "" || /[\r\n]/.test(id)) withoutId++;
    else if (!met.has(id)) {
      met.add(id);
      documents.push({ id, fields: present(texts, row), facets: present(facets, row), numbers: given(numbers, row) });
    }
  }
  const file = { table, documents, withoutId, repeated: table.rows - withoutId - documents.length };
  tellAbout(file, request.id);
  if (documents.length === 0) throw new DataError(`${path} has no usable row`, { file: path });
  return file;
}

async function readColumns({ path, id, text, facets, numbers, ...request }: CatalogueRequest): Promise<Table> {
  const strings = [id, ...text, ...facets];
  const columns = [...new Set([...strings, ...numbers])];
  if (columns.length < strings.length + numbers.length) {
    throw new UsageError("--id, --text, --facet and --number must name each column once");
  }
  const { written, onProgress, signal } = request;
  try {
    return await readTable(path, { columns, strings, numbers, ...written, onProgress, signal });
  } catch (error) {
    if (error instanceof DataError && error.message.includes("has no column")) throw new UsageError(error.message);
    throw error;
  }
}

type CellReader = (row: number) => string | undefined;

function column(table: Table, name: string, between: string): CellReader {
  const { codes, dictionary } = asText(requireColumn(table, name));
  const shown = table.format === "jsonl" ? dictionary.map((text) => joinList(text, between)) : dictionary;
  return (row) => shown[codes[row]!];
}

/** The parts of a JSON list of texts and numbers, joined; any other text as it is. */
function joinList(text: string, between: string): string {
  if (!text.startsWith("[")) return text;
  try {
    const parts = JSON.parse(text) as unknown[];
    return parts.every((part) => ["string", "number"].includes(typeof part)) ? parts.join(between) : text;
  } catch {
    return text;
  }
}

function present(cells: readonly { name: string; at: CellReader }[], row: number): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, at } of cells) {
    const text = at(row);
    if (text !== undefined && text !== "") found[name] = text;
  }
  return found;
}

function given(columns: readonly NumberColumn[], row: number): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { name, values } of columns) if (!Number.isNaN(values[row])) found[name] = values[row]!;
  return found;
}

function tellAbout({ table, withoutId, repeated }: CatalogueFile, id: string): void {
  for (const text of table.notes) note(`note: ${text}`);
  if (table.badRowCount > 0) note(`left out: ${table.badRowCount} bad rows`);
  for (const { line, column: name, reason } of table.badRows.slice(0, 5)) {
    const place = line === undefined ? table.file : `${table.file}:${line}`;
    note(`  ${place}: ${name === undefined ? "" : `${name}: `}${reason}`);
  }
  if (table.badRowCount > 5) note(`  ... and ${table.badRowCount - 5} more; cartwright data check lists them`);
  if (withoutId > 0) note(`left out: ${withoutId} rows without an id in ${id}, or with a line break in it`);
  if (repeated > 0) note(`left out: ${repeated} rows whose ${id} an earlier row has`);
}
