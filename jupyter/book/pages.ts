import type { Chapter } from "./chapter";
import { escapeHtml } from "cartwright/display";
import type { RenderedCells } from "./cells";
import { GLOSSARY_PAGE, type Glossary } from "./glossary";

interface Book {
  readonly title: string;
  readonly chapters: readonly Chapter[];
  readonly glossary?: Glossary | undefined;
}

/** The page of one chapter: all chapters at its left, its own sections below its name there, its neighbours at its end. */
export function chapterPage(page: Book & RenderedCells & { readonly chapter: Chapter }): string {
  const { title, chapters, chapter, body, needs } = page;
  const at = chapters.indexOf(chapter);
  const neighbour = (other: Chapter | undefined, rel: "prev" | "next", word: string): string =>
    other === undefined
      ? "<span></span>"
      : `<a rel="${rel}" href="${other.page}"><small>${word}</small>${named(other)}</a>`;
  const content = [
    `<article>${body}</article>`,
    `<nav class="neighbours" aria-label="Previous and next chapter">`,
    neighbour(chapters[at - 1], "prev", "Previous"),
    neighbour(chapters[at + 1], "next", "Next"),
    `</nav>`,
  ].join("\n");
  return document({ title: `${chapter.title} · ${title}`, book: page, content, needs, current: chapter });
}

/** The page of the glossary. */
export function glossaryPage(page: Book & Pick<RenderedCells, "body"> & { readonly glossary: Glossary }): string {
  const { title, glossary, body } = page;
  const content = `<article>${body}</article>`;
  return document({ title: `${glossary.title} · ${title}`, book: page, content, needs: new Set(), current: glossary });
}

/** The table of contents: parts, chapters, and the question that each answers. */
export function indexPage(book: Book): string {
  const parts = partsOf(book.chapters).map(([name, chapters]) => {
    const items = chapters.map(
      (one) => `<li><a href="${one.page}">${named(one)}</a><p>${escapeHtml(one.lead)}</p></li>`,
    );
    return `<section><h2>${escapeHtml(name)}</h2><ol class="contents">${items.join("\n")}</ol></section>`;
  });
  const { glossary } = book;
  const terms =
    glossary === undefined ? "" : glossaryItem(glossary, "<p>Every term in English and Chinese, in one line</p>");
  const last = terms && `<section><h2>To look things up</h2><ul class="contents">${terms}</ul></section>`;
  const content = `<article><h1>${escapeHtml(book.title)}</h1>\n${parts.join("\n")}\n${last}</article>`;
  return document({ title: book.title, book, content, needs: new Set() });
}

function partsOf(chapters: readonly Chapter[]): [string, Chapter[]][] {
  const parts = new Map<string, Chapter[]>();
  for (const one of chapters) parts.set(one.partTitle, [...(parts.get(one.partTitle) ?? []), one]);
  return [...parts];
}

function named({ number, title }: Chapter): string {
  return `${number === "" ? "" : `<span class="number">${number}</span> `}${escapeHtml(title)}`;
}

const glossaryItem = ({ title }: Glossary, below: string, attributes = ""): string =>
  `<li><a href="${GLOSSARY_PAGE}"${attributes}>${escapeHtml(title)}</a>${below}</li>`;

function sidebar(page: Book & Partial<RenderedCells>, current: Chapter | Glossary | undefined): string {
  const sections = (page.headings ?? []).filter(({ level }) => level === 2);
  const inner = sections.map(({ id, html }) => `<li><a href="#${id}">${html}</a></li>`).join("");
  const parts = partsOf(page.chapters).map(([name, chapters]) => {
    const items = chapters.map((one) => {
      const here = one === current ? ' aria-current="page"' : "";
      const own = one === current && inner !== "" ? `<ol class="sections">${inner}</ol>` : "";
      return `<li><a href="${one.page}"${here}>${named(one)}</a>${own}</li>`;
    });
    return `<li><span class="part">${escapeHtml(name)}</span><ol>${items.join("")}</ol></li>`;
  });
  const { glossary } = page;
  const here = current !== undefined && current === glossary ? ' aria-current="page"' : "";
  if (glossary !== undefined)
    parts.push(`<li><span class="part">To look things up</span><ol>${glossaryItem(glossary, "", here)}</ol></li>`);
  return [
    `<details class="sidebar" open><summary>Contents</summary><nav aria-label="Chapters">`,
    `<a class="home" href="index.html">${escapeHtml(page.title)}</a>`,
    `<ol>${parts.join("\n")}</ol></nav></details>`,
  ].join("\n");
}

/** Scripts, styles, fonts and pictures come from this folder alone: whatever an output holds, it reaches nobody. */
const policy =
  "default-src 'none'; script-src 'self' file: 'unsafe-inline'; style-src 'self' file: 'unsafe-inline'; " +
  "img-src 'self' file: data: blob:; font-src 'self' file: data:; form-action 'none'; base-uri 'none'";

function document(page: {
  readonly title: string;
  readonly book: Book & Partial<RenderedCells>;
  readonly content: string;
  readonly needs: ReadonlySet<string>;
  readonly current?: Chapter | Glossary;
}): string {
  const scripts = ["plotly", "mermaid"].filter((name) => page.needs.has(name));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)}</title>
<link rel="stylesheet" href="assets/katex.min.css">
<link rel="stylesheet" href="assets/book.css">
<script src="assets/book.js"></script>
${scripts.map((name) => `<script defer src="assets/${name}.min.js"></script>`).join("\n")}
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
${sidebar(page.book, page.current)}
<main id="main" tabindex="-1">
${page.content}
</main>
</body>
</html>
`;
}
