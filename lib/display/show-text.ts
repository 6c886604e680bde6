import type { MimeBundle } from "./mime-bundle";
import { showBundle } from "./notebook";

/** Shows a Mermaid diagram: drawn where Mermaid is known (JupyterLab, GitHub, the HTML edition), else its source. */
export function showMermaid(source: string): void {
  showBundle(mermaidBundle(source));
}

/** A Mermaid diagram in all its forms: Mermaid, fenced Markdown, text. */
export function mermaidBundle(source: string): MimeBundle {
  const text = source.trim();
  return { "text/vnd.mermaid": text, "text/markdown": `\`\`\`mermaid\n${text}\n\`\`\``, "text/plain": text };
}

/** Shows a formula in TeX, set on a line of its own. Dollar signs around it are optional. */
export function showMath(tex: string): void {
  showBundle(mathBundle(tex));
}

/** A formula in all its forms: LaTeX and text. */
export function mathBundle(tex: string): MimeBundle {
  const bare = tex
    .trim()
    .replace(/^\$\$?([^]*?)\$\$?$/, "$1")
    .trim();
  return { "text/latex": `$$${bare}$$`, "text/plain": bare };
}

/** Shows Markdown, with formulas and Mermaid in it where the viewer knows them; a terminal prints it as it is. */
export function showMarkdown(markdown: string): void {
  showBundle({ "text/markdown": markdown, "text/plain": markdown });
}
