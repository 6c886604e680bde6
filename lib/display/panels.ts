import { ValueError } from "../contracts";
import { escapeHtml } from "./escape-html";
import type { Figure } from "./figure";
import { figureSummary } from "./figure-summary";
import { joinableFigures, joinFigures } from "./join-figures";
import type { MimeBundle } from "./mime-bundle";
import { showBundle, surface } from "./notebook";
import { figureBundle } from "./show-figure";

/** One panel: a figure, an output such as {@link tableBundle} makes, or text. */
export type PanelContent = Figure | MimeBundle | string;

/** A panel with an optional heading. */
export interface Panel {
  readonly title?: string;
  readonly content: PanelContent;
}

/**
 * Shows panels next to each other, below each other where the screen is narrow. Plots on plain axes become one
 * interactive figure with a column for each; anything else becomes HTML, in which plots are still pictures.
 *
 * @throws ValueError without panels
 */
export function sideBySide(panels: readonly (Panel | PanelContent)[]): void {
  if (surface() === "terminal") showBundle({ "text/plain": textOf(panels.map(asPanel)) });
  else showBundle(panelsBundle(panels));
}

/** Panels in all their forms. Takes and throws what {@link sideBySide} does. */
export function panelsBundle(panels: readonly (Panel | PanelContent)[]): MimeBundle {
  if (panels.length === 0) throw new ValueError("panels must hold at least one panel, received none");
  const all = panels.map(asPanel);
  const figures = all.map(({ title, content }) => titled(content, title)).filter(isFigure);
  if (figures.length === all.length && joinableFigures(figures)) return figureBundle(joinFigures(figures));
  const cells = all.map(({ title, content }) => {
    const heading =
      title === undefined ? "" : `<div style="font-weight:600;margin-bottom:.4em">${escapeHtml(title)}</div>`;
    return `<div style="flex:1 1 20em;min-width:0;overflow-x:auto">${heading}${contentHtml(content)}</div>`;
  });
  const html = `<div style="display:flex;flex-wrap:wrap;gap:1.5em;align-items:flex-start">\n${cells.join("\n")}\n</div>`;
  return { "text/html": html, "text/plain": textOf(all) };
}

function contentHtml(content: PanelContent): string {
  if (typeof content === "string") return preformatted(content);
  const bundle = isFigure(content) ? figureBundle(content) : content;
  const [html, svg, text] = ["text/html", "image/svg+xml", "text/plain"].map((type) => bundle[type]);
  if (typeof html === "string") return html;
  if (typeof svg !== "string") return preformatted(String(text ?? ""));
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return `<img src="${source}" alt="${escapeHtml(String(text ?? ""))}" style="max-width:100%">`;
}

const preformatted = (text: string): string => `<pre style="white-space:pre-wrap;margin:0">${escapeHtml(text)}</pre>`;

function textOf(panels: readonly Panel[]): string {
  return panels
    .map(({ title, content }) => {
      const text =
        typeof content === "string" ? content : isFigure(content) ? figureSummary(content) : content["text/plain"];
      return `${title === undefined ? "" : `${title}\n`}${String(text ?? "")}`;
    })
    .join("\n\n");
}

function asPanel(panel: Panel | PanelContent): Panel {
  return typeof panel === "object" && "content" in panel ? (panel as Panel) : { content: panel };
}

function titled(content: PanelContent, title: string | undefined): PanelContent {
  return isFigure(content) && title !== undefined
    ? { ...content, layout: { ...content.layout, title: { text: title } } }
    : content;
}

function isFigure(content: PanelContent): content is Figure {
  return typeof content === "object" && Array.isArray(content["data" as keyof typeof content]);
}
