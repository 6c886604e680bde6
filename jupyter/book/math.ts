import katex from "katex";
import type MarkdownIt from "markdown-it";

type Warn = (text: string) => void;

/** Sets a formula with KaTeX, together with MathML for screen readers. A faulty one shows its source and is reported. */
export function renderMath(tex: string, displayMode: boolean, warn: Warn): string {
  try {
    const html = katex.renderToString(tex, { displayMode, throwOnError: true, strict: "ignore", trust: false });
    return displayMode ? `<span class="formula" tabindex="0">${html}</span>` : html;
  } catch (error) {
    warn(`formula ${JSON.stringify(tex)}: ${(error as Error).message}`);
    return katex.renderToString(tex, { displayMode, throwOnError: false, strict: "ignore" });
  }
}

/**
 * Formulas in Markdown as Jupyter writes them: `$x$`, `$$x$$` and `\begin{...}...\end{...}`. A dollar followed by a
 * space, or with a digit after the closing one, is money.
 */
export function mathPlugin(md: MarkdownIt, warn: Warn): void {
  md.inline.ruler.before("escape", "math", (state, silent) => {
    const rest = state.src.slice(state.pos, state.posMax);
    const found = /^\$\$([^]+?)\$\$/.exec(rest) ?? /^(\\begin\{(\w+\*?)\}[^]*?\\end\{\2\})/.exec(rest);
    const inline = found === null ? /^\$(?!\s)((?:\\.|[^$\\])+?)(?<!\s)\$(?!\d)/.exec(rest) : null;
    const match = found ?? inline;
    if (match === null) return false;
    if (!silent) state.push(inline === null ? "math_display" : "math_inline", "math", 0).content = match[1]!;
    state.pos += match[0].length;
    return true;
  });
  md.block.ruler.before(
    "paragraph",
    "math_block",
    (state, startLine, endLine, silent) => {
      const lineText = (line: number): string =>
        state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]);
      const first = lineText(startLine);
      const environment = /^\\begin\{(\w+\*?)\}/.exec(first)?.[1];
      if (!first.startsWith("$$") && environment === undefined) return false;
      const end = environment === undefined ? "$$" : `\\end{${environment}}`;
      for (let line = startLine; line < endLine; line++) {
        const text = lineText(line).trimEnd();
        const closes = text.endsWith(end) && !(line === startLine && environment === undefined && text.length < 4);
        if (!closes) continue;
        if (silent) return true;
        const whole = state.getLines(startLine, line + 1, state.blkIndent, false).trim();
        state.push("math_display", "math", 0).content = environment === undefined ? whole.slice(2, -2) : whole;
        state.line = line + 1;
        return true;
      }
      return false;
    },
    { alt: ["paragraph", "blockquote", "list"] },
  );
  md.renderer.rules["math_inline"] = (tokens, n) => renderMath(tokens[n]!.content, false, warn);
  md.renderer.rules["math_display"] = (tokens, n) => renderMath(tokens[n]!.content, true, warn);
}
