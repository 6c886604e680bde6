import path from "node:path";

import type { Notebook } from "cartwright/notebook";

/** A notebook's place in the book. */
export interface Chapter {
  readonly file: string;
  readonly notebook: Notebook;
  /** "00-03"; empty when the path has no numbers and none was given. */
  readonly number: string;
  /** Folder of the notebook, "00-orientation", and its name for people, "Orientation". */
  readonly part: string;
  readonly partTitle: string;
  /** The first heading of level 1, else the file's name. */
  readonly title: string;
  /** The first sentence below the title: the question that the chapter answers. */
  readonly lead: string;
  /** File of the page in the book. */
  readonly page: string;
}

/** Reads number, part and title of a chapter from its path and its first heading. */
export function describeChapter(file: string, notebook: Notebook, number?: string): Chapter {
  const part = path.basename(path.dirname(path.resolve(file)));
  const name = path.basename(file, ".ipynb");
  const [partNumber, ownNumber] = [/^\d+/.exec(part)?.[0], /^\d+/.exec(name)?.[0]];
  const text = notebook.cells.find((cell) => cell.cell_type === "markdown" && /^# /m.test(cell.source))?.source ?? "";
  const heading = /^# +(.+)$/m.exec(text);
  const below = heading === null ? "" : text.slice(heading.index + heading[0].length);
  return {
    file,
    notebook,
    number: number ?? (partNumber !== undefined && ownNumber !== undefined ? `${partNumber}-${ownNumber}` : ""),
    part,
    partTitle: sentence(part.replace(/^\d+-?/, "")),
    title: withoutMarks(heading?.[1] ?? sentence(name.replace(/^\d+-?/, ""))).replace(/^\d\d-\d\d[ .:·—–-]*/, ""),
    lead: withoutMarks(below.split(/\n\s*\n/).find((paragraph) => /^\s*[*_>\w"“]/.test(paragraph)) ?? ""),
    page: partNumber === undefined ? `${name}.html` : `${part}-${name}.html`,
  };
}

const sentence = (name: string): string => name.replace(/-/g, " ").replace(/^\w/, (letter) => letter.toUpperCase());

function withoutMarks(markdown: string): string {
  return markdown
    .replace(/^\s*>\s?/gm, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
