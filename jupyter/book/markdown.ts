import MarkdownIt from "markdown-it";

import { escapeHtml } from "cartwright/display";
import { highlight } from "./highlight";
import { mathPlugin } from "./math";

/** A heading of the page, for its own table of contents. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly html: string;
}

/** What Markdown needs to know about where it stands. */
export interface MarkdownPlace {
  /** Address in the book of what a link or picture names; undefined when it leads out of the book and is no web address. */
  readonly resolve: (address: string, kind: "link" | "picture") => string | undefined;
  readonly warn: (text: string) => void;
  /** Collects the headings. */
  readonly headings: Heading[];
  /** Collects what the page must load: "mermaid". */
  readonly needs: Set<string>;
  /** Whether tags in the text are HTML (what an author wrote) or shown as they are (what a program printed). */
  readonly html: boolean;
}

/** Markdown as HTML, with formulas, highlighted code, Mermaid diagrams and anchors at headings. */
export function renderMarkdown(source: string, place: MarkdownPlace): string {
  const md = new MarkdownIt({ html: place.html, linkify: false, highlight });
  mathPlugin(md, place.warn);
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, n, options, env, self) => {
    const token = tokens[n]!;
    if (token.info.trim() === "mermaid") return mermaidHtml(token.content, place.needs);
    return fence(tokens, n, options, env, self).replace("<pre>", '<pre tabindex="0">');
  };
  md.renderer.rules.table_open = () => '<div class="scroll" role="region" tabindex="0" aria-label="table"><table>';
  md.renderer.rules.table_close = () => "</table></div>";
  md.core.ruler.push("places", (state) => {
    state.tokens.forEach((token, n) => {
      if (token.type === "heading_open") addAnchor(md, token, state.tokens[n + 1]!, place);
      for (const child of token.children ?? []) resolveAddresses(child, place);
    });
  });
  return md.render(source);
}

/** The source of a diagram, which mermaid replaces by the drawing. */
export function mermaidHtml(source: string, needs: Set<string>): string {
  needs.add("mermaid");
  return `<pre class="mermaid" tabindex="0">${escapeHtml(source.trim())}</pre>\n`;
}

/** Jupyter's anchors are the heading's text with hyphens for spaces; case is ignored here, as GitHub's are lower case. */
export function anchorOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s+/g, "-");
}

type Token = ReturnType<MarkdownIt["parse"]>[number];

function addAnchor(md: MarkdownIt, open: Token, inline: Token, place: MarkdownPlace): void {
  const text = (inline.children ?? []).map(({ content }) => content).join("");
  const base = anchorOf(text) || "section";
  const taken = place.headings.map(({ id }) => id);
  let id = base;
  for (let n = 2; taken.includes(id); n++) id = `${base}-${n}`;
  open.attrSet("id", id);
  if (open.tag === "h1") setNumberApart(inline);
  const html = md.renderer.renderInline(
    (inline.children ?? []).filter(({ type }) => !type.startsWith("link_")),
    md.options,
    {},
  );
  place.headings.push({ level: Number(open.tag.slice(1)), id, html });
}

/** The chapter's number at the head of its title, set as in the table of contents. */
function setNumberApart({ children }: Token): void {
  const first = children?.[0];
  const number = first?.type === "text" ? /^(\d\d-\d\d)[ .:·—–-]+/.exec(first.content) : null;
  if (!first || !children || number === null) return;
  first.content = first.content.slice(number[0].length);
  const apart = Object.assign(Object.create(Object.getPrototypeOf(first)) as Token, first);
  apart.type = "html_inline";
  apart.content = `<span class="number">${number[1]}</span> `;
  children.unshift(apart);
}

function resolveAddresses(token: Token, place: MarkdownPlace): void {
  const [name, kind] = token.type === "image" ? (["src", "picture"] as const) : (["href", "link"] as const);
  const address = token.attrGet(name);
  if (address === null) return;
  const resolved = place.resolve(address, kind);
  if (resolved !== undefined) token.attrSet(name, resolved);
  else {
    place.warn(`${kind} to ${address} leads to nothing in the book`);
    token.attrs = (token.attrs ?? []).filter(([key]) => key !== name);
    token.attrSet("title", `${decodeURI(address)} (in the repository, not in this edition)`);
  }
}
