import fs from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const packageFile = (name: string): string => createRequire(__filename).resolve(name);

/** Copies what the pages load: our style and script, KaTeX's style and fonts, and plotly and mermaid where needed. */
export async function copyAssets(out: string, needs: ReadonlySet<string>): Promise<void> {
  await fs.mkdir(path.join(out, "fonts"), { recursive: true });
  const copy = (from: string, to: string): Promise<void> => fs.copyFile(from, path.join(out, to));
  for (const name of ["book.css", "book.js"]) await copy(path.join(__dirname, "assets", name), name);
  const katex = path.dirname(packageFile("katex/dist/katex.min.css"));
  await copy(path.join(katex, "katex.min.css"), "katex.min.css");
  for (const font of await fs.readdir(path.join(katex, "fonts"))) {
    if (font.endsWith(".woff2")) await copy(path.join(katex, "fonts", font), path.join("fonts", font));
  }
  if (needs.has("plotly")) await copy(packageFile("plotly.js/dist/plotly.min.js"), "plotly.min.js");
  if (needs.has("mermaid")) await copy(packageFile("mermaid/dist/mermaid.min.js"), "mermaid.min.js");
}
