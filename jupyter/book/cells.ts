import type { Cell, CodeCell } from "cartwright/notebook";

import type { Chapter } from "./chapter";
import type { Glossary } from "./glossary";
import { highlight } from "./highlight";
import { linkResolver } from "./links";
import { renderMarkdown, type Heading, type MarkdownPlace } from "./markdown";
import { renderOutput } from "./outputs";

/** A chapter's cells as HTML, and what the page needs besides. */
export interface RenderedCells {
  readonly body: string;
  readonly headings: readonly Heading[];
  /** Names of the scripts to load: "plotly", "mermaid". */
  readonly needs: ReadonlySet<string>;
  /** Pictures to write, by file name in the book. */
  readonly files: ReadonlyMap<string, string | Buffer>;
}

/** Renders all cells of a chapter. `warn` hears of links and formulas that do not work. */
export function renderCells(
  chapter: Chapter,
  book: {
    readonly chapters: readonly Chapter[];
    readonly glossary?: Glossary | undefined;
    readonly warn: (text: string) => void;
  },
): RenderedCells {
  const files = new Map<string, string | Buffer>();
  const headings: Heading[] = [];
  const needs = new Set<string>();
  const resolve = linkResolver(chapter, book, files);
  const place: MarkdownPlace = { resolve, warn: book.warn, headings, needs, html: true };
  const body = chapter.notebook.cells.map((cell, n) => {
    if (cell.cell_type === "markdown") return `<div class="text">${renderMarkdown(cell.source, place)}</div>`;
    if (cell.cell_type === "code")
      return codeHtml(cell, `${chapter.page.replace(/\.html$/, "")}-${n + 1}`, place, files);
    return ""; // raw cells are notes for other converters
  });
  return { body: body.join("\n"), headings, needs, files };
}

function codeHtml(cell: CodeCell, name: string, place: MarkdownPlace, files: Map<string, string | Buffer>): string {
  if (cell.source.trim() === "" && cell.outputs.length === 0) return "";
  const outputs = cell.outputs.map((output, n) => renderOutput(output, { name: `${name}-${n + 1}`, place, files }));
  const shown = outputs.filter((html) => html !== "").map((html) => `<div class="output">${html}</div>`);
  const code = highlight(cell.source.replace(/\s+$/, ""), "typescript");
  const tag = isParameters(cell) ? '<span class="badge">parameters</span>' : "";
  const count = cell.execution_count === null ? "" : ` aria-label="Code of cell ${cell.execution_count}"`;
  return `<div class="cell">${tag}<pre class="code" tabindex="0"${count}><code>${code}</code></pre>${shown.join("\n")}</div>`;
}

const isParameters = (cell: Cell): boolean => cell.metadata.tags?.includes("parameters") ?? false;
