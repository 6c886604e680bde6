import fs from "node:fs/promises";

import type { Chapter } from "./chapter";
import { renderMarkdown, type Heading } from "./markdown";

/** File of the glossary's page in the book. */
export const GLOSSARY_PAGE = "glossary.html";

/** The glossary as its author wrote it, and the anchors of its terms. */
export interface Glossary {
  readonly source: string;
  /** Its first heading. */
  readonly title: string;
  readonly anchors: ReadonlySet<string>;
}

export async function readGlossary(file: string): Promise<Glossary> {
  const source = await fs.readFile(file, "utf8");
  return {
    source,
    title: /^# +(.+)$/m.exec(source)?.[1]?.trim() ?? "Glossary",
    anchors: new Set([...source.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1]!)),
  };
}

/** The glossary as HTML: each term's chapter is a link where the book has that chapter. */
export function renderGlossary(
  { source }: Glossary,
  { chapters, warn }: { chapters: readonly Chapter[]; warn: (text: string) => void },
): { body: string; headings: readonly Heading[] } {
  const headings: Heading[] = [];
  const pages = new Map(chapters.map(({ number, page }) => [number, page]));
  const rows = source.replace(
    /^\| *(<a id=.*?) *\| *(.*?) *\| *(.*?) *\| *(\d\d-\d\d) *\|$/gm,
    (_, term: string, chinese: string, meaning: string, number: string) =>
      `| ${term} | <span lang="zh">${chinese}</span> | ${meaning} | ${linked(number, pages.get(number))} |`,
  );
  const resolve = (address: string): string | undefined =>
    /^(https?:|#)/.test(address) || [...pages.values()].includes(address) ? address : undefined;
  const html = renderMarkdown(rows, { resolve, warn, headings, needs: new Set(), html: true });
  return { body: `<div class="text glossary">${html}</div>`, headings };
}

const linked = (number: string, page: string | undefined): string =>
  page === undefined ? number : `[${number}](${page})`;
