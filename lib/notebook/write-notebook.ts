import { writeFileAtomic } from "../bundle";
import type { Cell, Notebook, Output } from "./nbformat";
import { isJsonType } from "./read-notebook";

/** Writes a notebook as Jupyter does (one space of indent, texts as lists of lines), whole or not at all. */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  await writeFileAtomic(file, formatNotebook(notebook));
}

/** The JSON text of a notebook file. `parseNotebook(formatNotebook(n))` equals n. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map(formatCell);
  const { metadata, nbformat, nbformat_minor } = notebook;
  return `${JSON.stringify({ cells, metadata, nbformat, nbformat_minor }, null, 1)}\n`;
}

/** The same notebook as it is committed: no outputs, no execution counts. */
export function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell): Cell => {
    return cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell;
  });
  return { ...notebook, cells };
}

/** Keys in alphabetical order, as Jupyter writes them, so that saving in JupyterLab changes nothing. */
function formatCell(cell: Cell): Record<string, unknown> {
  const { cell_type, id, metadata } = cell;
  const source = splitLines(cell.source);
  if (cell.cell_type === "code") {
    const { execution_count, outputs } = cell;
    return { cell_type, execution_count, id, metadata, outputs: outputs.map(formatOutput), source };
  }
  return cell.attachments
    ? { attachments: cell.attachments, cell_type, id, metadata, source }
    : { cell_type, id, metadata, source };
}

function formatOutput(output: Output): Record<string, unknown> {
  if (output.output_type === "stream") return { ...output, text: splitLines(output.text) };
  if (output.output_type === "error") return { ...output };
  const data = Object.entries(output.data).map(([type, value]) => {
    return [type, typeof value === "string" && !isJsonType(type) && !isBinary(type) ? splitLines(value) : value];
  });
  return { ...output, data: Object.fromEntries(data) as Record<string, unknown> };
}

const isBinary = (type: string): boolean => /^(image|audio|video)\/(?!svg\+xml)|^application\/pdf$/.test(type);

/** Lines with their line breaks; no line for an empty text. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
