import { createHash } from "node:crypto";
import { DataError } from "../contracts";
import type { Cell, CellMetadata, Notebook, NotebookMetadata } from "./nbformat";

/** What every notebook of the course says of itself unless its text form says otherwise. */
const DEFAULT_METADATA: NotebookMetadata = {
  kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" },
  language_info: { file_extension: ".ts", mimetype: "text/typescript", name: "typescript" },
};

const FENCE = "// ---";

/**
 * The text form of a notebook: one TypeScript file that an editor and a reviewer can read.
 *
 *     // ---
 *     // {"cartwright":{"seconds":20}}          notebook metadata as JSON, without what is the same in all
 *     // ---
 *
 *     // %% [markdown] {"id":"title"}
 *     // # A heading
 *
 *     // %% {"id":"parameters","tags":["parameters"]}
 *     const FACTORS = 16;
 *
 * Outputs are left out. A line of a cell that looks like a cell's first line gets a backslash: `// \%%`. Blank lines at a
 * cell's beginning and end are not kept; otherwise `fromPercent(toPercent(n))` equals n without its outputs.
 */
export function toPercent(notebook: Notebook): string {
  const own = Object.entries(notebook.metadata).filter(([key, value]) => !isSame(value, DEFAULT_METADATA[key]));
  const metadata = JSON.stringify(Object.fromEntries(own), null, 1).split("\n");
  const header = own.length === 0 ? [] : [[FENCE, ...metadata.map((line) => `// ${line}`), FENCE].join("\n")];
  return `${[...header, ...notebook.cells.map(cellToText)].join("\n\n")}\n`;
}

function cellToText(cell: Cell): string {
  const kind = cell.cell_type === "code" ? "" : ` [${cell.cell_type}]`;
  const first = `// %%${kind} ${JSON.stringify({ id: cell.id, ...cell.metadata })}`;
  const source = trimBlankLines(cell.source);
  if (source === "") return first;
  const lines = source.split("\n");
  const text =
    cell.cell_type === "code" ? lines.map(escape) : lines.map((line) => escape(line === "" ? "//" : `// ${line}`));
  return [first, ...text].join("\n");
}

/**
 * Reads the text form of a notebook; see `toPercent`. A cell without an id gets one from its text.
 *
 * @param text the file's content
 * @param file its name, for messages
 * @throws DataError with the line: text before the first cell, a first line that cannot be read, a line of a Markdown cell
 *   that is no comment, an id that is used twice
 */
export function fromPercent(text: string, file?: string): Notebook {
  const lines = text.replace(/\r\n/g, "\n").split("\n");
  const fail = (line: number, message: string): never => {
    throw new DataError(`${file ?? "text"}:${line}: ${message}`, file === undefined ? { line } : { file, line });
  };
  const starts = lines.flatMap((line, n) => (/^\/\/ %%/.test(line) ? [n] : []));
  const metadata = readHeader(lines.slice(0, starts[0] ?? lines.length), fail);
  const ids = new Set<string>();
  const cells = starts.map((start, n) => {
    const cell = readCell(lines.slice(start, starts[n + 1] ?? lines.length), start + 1, fail);
    if (ids.has(cell.id)) fail(start + 1, `the id ${JSON.stringify(cell.id)} is used twice`);
    ids.add(cell.id);
    return cell;
  });
  return { cells, metadata: { ...DEFAULT_METADATA, ...metadata }, nbformat: 4, nbformat_minor: 5 };
}

type Fail = (line: number, message: string) => never;

function readHeader(lines: string[], fail: Fail): NotebookMetadata {
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first < 0) return {};
  const last = lines.indexOf(FENCE, first + 1);
  if (lines[first] !== FENCE || last < 0) fail(first + 1, "text before the first cell: a cell begins with // %%");
  const rest = lines.slice(last + 1).findIndex((line) => line.trim() !== "");
  if (rest >= 0) fail(last + rest + 2, "text before the first cell: a cell begins with // %%");
  return parseJson(
    lines
      .slice(first + 1, last)
      .map(uncomment)
      .join("\n"),
    first + 2,
    fail,
  );
}

const CELL = /^\/\/ %%(?: \[(markdown|raw)\])?(?: (\{.*\}))?\s*$/;

function readCell([head, ...body]: string[], line: number, fail: Fail): Cell {
  const match = CELL.exec(head ?? "");
  if (!match)
    return fail(line, `a cell begins with // %% [markdown] {"id":"name"}, both parts optional; received ${head}`);
  const [, kind, options] = match;
  const { id, ...metadata } = parseJson(options ?? "{}", line, fail) as CellMetadata & { id?: string };
  const isText = kind !== undefined;
  const bare = body.findIndex((text) => isText && text.trim() !== "" && !text.startsWith("//"));
  if (bare >= 0) fail(line + bare + 1, "a line of a text cell begins with //");
  const lines = body.map(unescape).map((text) => (isText ? uncomment(text) : text));
  const source = trimBlankLines(lines.join("\n"));
  const base = { id: id ?? idOf(source, line), metadata, source };
  if (!/^[\w-]{1,64}$/.test(base.id))
    fail(line, `an id has 1 to 64 letters, digits, - and _; received ${JSON.stringify(id)}`);
  if (isText) return { cell_type: kind as "markdown" | "raw", ...base };
  return { cell_type: "code", ...base, outputs: [], execution_count: null };
}

function parseJson(text: string, line: number, fail: Fail): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    return fail(line, `is not JSON (${(error as Error).message}): ${text}`);
  }
}

const uncomment = (line: string): string => line.replace(/^\/\/ ?/, "");

/** A backslash more where a line would be taken for the first line of a cell, or already has backslashes there. */
const escape = (line: string): string => line.replace(/^\/\/ (\\*)%%/, "// \\$1%%");
const unescape = (line: string): string => line.replace(/^\/\/ \\(\\*)%%/, "// $1%%");

const trimBlankLines = (text: string): string => text.replace(/^(?:[^\S\n]*\n)+/, "").replace(/\s+$/, "");

/** The same text gives the same id; the line tells equal cells apart. */
const idOf = (source: string, line: number): string =>
  createHash("sha256").update(`${line}:${source}`).digest("hex").slice(0, 8);

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
