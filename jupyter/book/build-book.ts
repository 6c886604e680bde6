import fs from "node:fs/promises";
import path from "node:path";

import { readNotebook } from "cartwright/notebook";

import { copyAssets } from "./copy-assets";
import { describeChapter, type Chapter } from "./chapter";
import { renderCells } from "./cells";
import { GLOSSARY_PAGE, readGlossary, renderGlossary } from "./glossary";
import { indexPage, chapterPage, glossaryPage } from "./pages";

/** An executed notebook and its number in the course, such as "00-03"; the number is read from the path unless given. */
export interface BookNotebook {
  readonly path: string;
  readonly chapter?: string;
}

export interface BookOptions {
  /** Executed notebooks, in any order; a bare path is enough. */
  readonly notebooks: readonly (string | BookNotebook)[];
  /** Folder that the site goes to; files of an earlier edition in it are replaced. */
  readonly out: string;
  /** Markdown file of the glossary: it becomes a page, and links to it lead there. No such page unless given. */
  readonly glossary?: string;
  /** Title of the book, "Cartwright" unless given. */
  readonly title?: string;
}

export interface BuiltBook {
  /** Pages written: the table of contents, the chapters, the glossary. */
  readonly pages: readonly string[];
  /** Links that lead nowhere, formulas that do not parse: each names its notebook. */
  readonly warnings: readonly string[];
}

/**
 * Writes the HTML edition: `index.html` with the table of contents, a page for each notebook, the glossary, and under `assets/` all
 * that the pages need. Nothing is fetched from anywhere when a page is read.
 *
 * Texts, errors, code and data are escaped. HTML that a cell itself produced (`text/html`) stands as it is: it comes
 * from the course's own cells, and a page forbids every script and picture from outside.
 *
 * @throws DataError when a file is no notebook
 */
export async function buildBook({
  notebooks,
  out,
  glossary: glossaryFile,
  title = "Cartwright",
}: BookOptions): Promise<BuiltBook> {
  const sources = notebooks.map((one) => (typeof one === "string" ? { path: one } : one));
  const chapters = await Promise.all(
    sources.map(async (one) => describeChapter(one.path, await readNotebook(one.path), one.chapter)),
  );
  chapters.sort((a, b) => a.number.localeCompare(b.number) || a.title.localeCompare(b.title));
  const glossary = glossaryFile === undefined ? undefined : await readGlossary(glossaryFile);
  const book = { title, chapters, glossary };
  await fs.mkdir(out, { recursive: true });
  for (const folder of ["assets", "figures", "pictures"])
    await fs.rm(path.join(out, folder), { recursive: true, force: true });

  const warnings: string[] = [];
  const needs = new Set<string>();
  const pages = ["index.html"];
  for (const chapter of chapters) {
    const rendered = renderCells(chapter, { ...book, warn: (text) => warnings.push(`${chapter.number} ${text}`) });
    for (const need of rendered.needs) needs.add(need);
    for (const [name, content] of rendered.files) await writeInto(out, name, content);
    await writeInto(out, chapter.page, chapterPage({ ...book, chapter, ...rendered }));
    pages.push(chapter.page);
  }
  if (glossary !== undefined) {
    const rendered = renderGlossary(glossary, { chapters, warn: (text) => warnings.push(`glossary ${text}`) });
    await writeInto(out, GLOSSARY_PAGE, glossaryPage({ ...book, glossary, ...rendered }));
    pages.push(GLOSSARY_PAGE);
  }
  await writeInto(out, "index.html", indexPage(book));
  await copyAssets(path.join(out, "assets"), needs);
  return { pages, warnings };
}

async function writeInto(out: string, name: string, content: string | Buffer): Promise<void> {
  const file = path.join(out, name);
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(file, content);
}

export type { Chapter };
