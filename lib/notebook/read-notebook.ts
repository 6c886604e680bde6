import { readFile } from "node:fs/promises";
import { DataError } from "../contracts";
import type { Cell, CellMetadata, MimeBundle, Notebook, NotebookMetadata, Output } from "./nbformat";

type Raw = Record<string, unknown>;

/**
 * Reads a notebook file.
 *
 * @throws DataError naming the file, and the cell where there is one, when it is no notebook of nbformat 4.5 or later
 * @throws the file system's error when the file cannot be read
 */
export async function readNotebook(file: string): Promise<Notebook> {
  return parseNotebook(await readFile(file, "utf8"), file);
}

/**
 * Reads a notebook from its JSON text. Lists of lines become one text each.
 *
 * @param text the content of an .ipynb file
 * @param file its name, for messages
 * @throws DataError as `readNotebook`
 */
export function parseNotebook(text: string, file?: string): Notebook {
  const fail = (message: string): never => {
    throw new DataError(`${file ?? "notebook"}: ${message}`, file === undefined ? {} : { file });
  };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    return fail(`is not JSON (${(cause as Error).message})`);
  }
  if (!isObject(raw) || !Array.isArray(raw.cells)) return fail("is not a notebook: there is no list of cells");
  const minor = Number(raw.nbformat_minor);
  if (raw.nbformat !== 4 || !(minor >= 5)) {
    return fail(
      `must be nbformat 4.5 or later of version 4, received ${String(raw.nbformat)}.${String(raw.nbformat_minor)}`,
    );
  }
  const ids = new Set<string>();
  const cells = raw.cells.map((cell: unknown, n) => {
    const parsed = parseCell(cell, (message) => fail(`cell ${n + 1} ${message}`));
    if (ids.has(parsed.id)) fail(`cell ${n + 1} has the id ${JSON.stringify(parsed.id)} of an earlier cell`);
    ids.add(parsed.id);
    return parsed;
  });
  return { cells, metadata: (raw.metadata ?? {}) as NotebookMetadata, nbformat: 4, nbformat_minor: minor };
}

function parseCell(raw: unknown, fail: (message: string) => never): Cell {
  if (!isObject(raw)) return fail("is not an object");
  const { id, cell_type: type } = raw;
  if (typeof id !== "string" || !/^[\w-]{1,64}$/.test(id)) {
    return fail(`must have an id of 1 to 64 letters, digits, - and _, received ${JSON.stringify(id)}`);
  }
  const base = { id, metadata: (raw.metadata ?? {}) as CellMetadata, source: joinLines(raw.source, fail) };
  if (type === "markdown" || type === "raw") {
    const attachments = raw.attachments as Record<string, MimeBundle> | undefined;
    return { cell_type: type, ...base, ...(attachments ? { attachments } : {}) };
  }
  if (type !== "code") return fail(`must be code, markdown or raw, received ${JSON.stringify(type)}`);
  const outputs = (Array.isArray(raw.outputs) ? raw.outputs : []).map((output) => parseOutput(output as Raw, fail));
  const count = typeof raw.execution_count === "number" ? raw.execution_count : null;
  return { cell_type: "code", ...base, outputs, execution_count: count };
}

function parseOutput(raw: Raw, fail: (message: string) => never): Output {
  if (raw.output_type === "stream") return { ...raw, text: joinLines(raw.text, fail) } as Output;
  if (!isObject(raw.data)) return raw as unknown as Output;
  const data = Object.entries(raw.data).map(([type, value]) => [
    type,
    isJsonType(type) ? value : joinLines(value, fail),
  ]);
  return { ...raw, data: Object.fromEntries(data) as MimeBundle } as unknown as Output;
}

function joinLines(value: unknown, fail: (message: string) => never): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((line) => typeof line === "string")) return value.join("");
  return fail(`must have text or a list of lines where it has ${JSON.stringify(value)}`);
}

const isObject = (value: unknown): value is Raw => typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON representations stay values; everything else is text, possibly cut into lines. */
export const isJsonType = (type: string): boolean => /[/+]json$/.test(type);
