import fs from "node:fs";
import path from "node:path";

import {
  barFigure,
  figureBundle,
  lineFigure,
  mathBundle,
  mermaidBundle,
  tableBundle,
  type MimeBundle,
} from "cartwright/display";

export const HOSTILE = `<script>document.title = "taken"</script><img src=x onerror="document.title='taken'">`;

const markdown = (source: string): object => ({ cell_type: "markdown", id: idOf(), metadata: {}, source });
const code = (source: string, ...outputs: object[]): object => ({
  ...{ cell_type: "code", id: idOf(), metadata: {}, execution_count: 1, source, outputs },
});
const shown = (data: MimeBundle): object => ({ output_type: "display_data", data, metadata: {} });

let cells = 0;
const idOf = (): string => `cell-${cells++}`;

const curve = Array.from({ length: 15 }, (_, n) => 0.2 * (1 - Math.exp(-n / 3)));
const products = Array.from({ length: 35 }, (_, n) => ({
  product: `P${n}`,
  name: n % 2 ? "tea" : "茶杯",
  score: Math.sin(n),
}));

/** A notebook with every kind of cell and output, as a course run leaves it. */
const everything = [
  markdown(
    "# 00-03 A first shop\n\nFrom a raw sales file to a *recommendation*.\n\nIt costs $5 to $7. See [the next](../01-data/01-words.ipynb#What-a-Word-Is), [a file](../../lib/nothing.ts), [cold start](../../docs/glossary.md#cold-start), [no term](../../docs/glossary.md#no-term), [a paper](https://doi.org/10.1109/ICDM.2008.22).",
  ),
  markdown(
    "## The formula $R \\approx UV^\\top$\n\n$$\nx = (Y^\\top Y + \\lambda I)^{-1} Y^\\top p\n$$\n\n\\begin{align} a &= b \\\\ c &= d \\end{align}\n\n| symbol | shape |\n|---|---|\n| $Y$ | items × rank |\n",
  ),
  markdown(
    "```mermaid\nflowchart LR\n  A[raw file] --> B[interactions] --> C[ALS]\n```\n\n```ts\nconst rank: number = 64;\n```",
  ),
  code(
    "// The factors of one user.\nconst user: { name: string; age: number } = { name: `Ada ${1}`, age: 36 };\nconsole.log(user);",
    {
      ...{
        output_type: "stream",
        name: "stdout",
        text: "epoch 1/3\repoch 2/3\repoch 3/3\n\u001b[32mdone\u001b[0m <b>&amp;</b>\n",
      },
    },
  ),
  code(
    "showFigure(curve)",
    shown(
      figureBundle(
        lineFigure({
          title: "ALS gains most from its first sweeps",
          subtitle: "online-retail, split by time",
          xLabel: "sweep",
          yLabel: "ndcg@10",
          series: [
            { name: "ALS", y: curve },
            { name: "popularity", y: new Float64Array(15).fill(0.05) },
          ],
        }),
      ),
    ),
  ),
  code(
    "showFigure(bars)",
    shown(
      figureBundle(
        barFigure({
          title: "Every model beats popularity",
          yLabel: "ndcg@10",
          labels: ["popularity", "item-kNN", "ALS", HOSTILE],
          series: [{ values: [0.05, 0.11, 0.14, 0.16] }],
        }),
      ),
    ),
  ),
  code(
    "showTable(products)",
    shown(tableBundle(products, { caption: "Products by score", sort: { column: "score", descending: true } })),
  ),
  code(
    "showMermaid(diagram); showMath(tex)",
    shown(mermaidBundle("flowchart TD\n  U[customer] --> I[item]")),
    shown(mathBundle("\\hat r_{ui} = x_u^\\top y_i")),
  ),
  code(
    "hostile",
    shown({ "text/plain": HOSTILE }),
    shown({ "text/markdown": `**bold** ${HOSTILE}`, "text/plain": "" }),
    { output_type: "stream", name: "stderr", text: HOSTILE },
    shown({ "application/json": { a: HOSTILE } }),
  ),
  code("oops()", {
    output_type: "error",
    ename: "TypeError",
    evalue: "bad",
    traceback: ["\u001b[31mTypeError\u001b[0m: 1 <2> is not a function", "  at cell 9, line 1"],
  }),
];

const words = [
  markdown(
    "# Words\n\nWhat is this product text about?\n\n## What a word is\n\nBack to [the shop](../00-orientation/03-first-shop.ipynb).",
  ),
  code("1 + 1", { output_type: "execute_result", data: { "text/plain": "2" }, metadata: {}, execution_count: 1 }),
];

const glossary = `# Glossary 术语表

| Term | 中文 | Meaning | Chapter |
| ---- | ---- | ------- | ------- |
| <a id="cold-start"></a>cold start | 冷启动 | A product that *nobody* has met. | 00-03 |
| <a id="zipf-s-law"></a>Zipf's law | 齐夫定律 | The r-th is about 1/r as frequent. | 04-07 |
`;

/** Writes a glossary and returns its path. */
export function writeGlossary(folder: string): string {
  const file = path.join(folder, "docs", "glossary.md");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, glossary);
  return file;
}

/** Writes two executed notebooks into part folders below `folder` and returns their paths. */
export function writeFixture(folder: string): string[] {
  return Object.entries({ "00-orientation/03-first-shop": everything, "01-data/01-words": words }).map(
    ([name, content]) => {
      const file = path.join(folder, `${name}.ipynb`);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, JSON.stringify({ cells: content, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
      return file;
    },
  );
}
