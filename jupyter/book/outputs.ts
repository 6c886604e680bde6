import type { MimeBundle, Output } from "cartwright/notebook";

import { terminalHtml } from "./ansi";
import { escapeHtml } from "cartwright/display";
import { mermaidHtml, renderMarkdown, type MarkdownPlace } from "./markdown";
import { renderMath } from "./math";

const PLOTLY = "application/vnd.plotly.v1+json";

/** Where an output stands: a name for its files, and the page's collections. */
export interface OutputPlace {
  readonly name: string;
  readonly place: MarkdownPlace;
  readonly files: Map<string, string | Buffer>;
}

/** One output as HTML, in the richest form that the page can show. */
export function renderOutput(output: Output, at: OutputPlace): string {
  if (output.output_type === "stream") return preformatted(output.text, output.name);
  if (output.output_type === "error") {
    const text = output.traceback.length > 0 ? output.traceback.join("\n") : `${output.ename}: ${output.evalue}`;
    return `<div role="group" aria-label="error">${preformatted(text, "error")}</div>`;
  }
  return renderBundle(output.data, at);
}

function renderBundle(data: MimeBundle, at: OutputPlace): string {
  const text = (type: string): string | undefined => (typeof data[type] === "string" ? data[type] : undefined);
  const plain = text("text/plain") ?? "";
  if (data[PLOTLY] !== undefined) return plotHtml(data[PLOTLY], text("image/svg+xml"), plain, at);
  const diagram = text("text/vnd.mermaid");
  if (diagram !== undefined) return mermaidHtml(diagram, at.place.needs);
  const html = text("text/html");
  if (html !== undefined) return html;
  const markdown = text("text/markdown");
  // Headings of an output are not sections of the chapter, and its tags are data.
  if (markdown !== undefined) return renderMarkdown(markdown, { ...at.place, headings: [], html: false });
  const tex = text("text/latex");
  if (tex !== undefined) return mathHtml(tex, at);
  const picture = pictureHtml(data, plain, at);
  if (picture !== undefined) return picture;
  const json = data["application/json"];
  return json === undefined ? preformatted(plain, "stdout") : preformatted(JSON.stringify(json, null, 2), "stdout");
}

/** The still picture stands until the script has drawn the plot, on paper, and where there is no script. */
function plotHtml(figure: unknown, svg: string | undefined, summary: string, at: OutputPlace): string {
  at.place.needs.add("plotly");
  const alt = escapeHtml(summary);
  const still = svg === undefined ? preformatted(summary, "stdout") : stillHtml(svg, alt, at);
  const json = JSON.stringify(figure).replace(/</g, "\\u003c");
  return `<figure class="plot" aria-label="${alt}">${still}<script type="application/json">${json}</script></figure>`;
}

function stillHtml(svg: string, alt: string, at: OutputPlace): string {
  const file = `figures/${at.name}.svg`;
  at.files.set(file, svg);
  const [, width, height] = /<svg[^>]*?\bwidth="([\d.]+)[^>]*?\bheight="([\d.]+)/.exec(svg) ?? [];
  const size = width === undefined ? "" : ` width="${width}" height="${height}"`;
  return `<img class="still" src="${file}" alt="${alt}"${size} loading="lazy">`;
}

function mathHtml(tex: string, at: OutputPlace): string {
  const bare = tex.trim().replace(/^\$\$?([^]*?)\$\$?$/, "$1");
  return renderMath(bare, true, at.place.warn);
}

function pictureHtml(data: MimeBundle, plain: string, at: OutputPlace): string | undefined {
  const type = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"].find(
    (one) => typeof data[one] === "string",
  );
  if (type === undefined) return undefined;
  const content = String(data[type]);
  if (type === "image/svg+xml") return stillHtml(content, escapeHtml(plain), at);
  return `<img src="data:${type};base64,${content.replace(/[^\w+/=]/g, "")}" alt="${escapeHtml(plain)}">`;
}

function preformatted(text: string, kind: string): string {
  return text.trim() === "" ? "" : `<pre class="${kind}" tabindex="0">${terminalHtml(text.replace(/\n$/, ""))}</pre>`;
}
