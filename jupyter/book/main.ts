import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { buildBook } from "./build-book";

const usage =
  "usage: node -r ts-node/register/transpile-only jupyter/book/main.ts --in DIR --out DIR [--title TEXT] [--glossary FILE]";
const text = { type: "string" } as const;

/** Builds the book from every notebook below a folder. Exit codes: 0 done, 1 failed, 2 wrong use. */
async function main(): Promise<number> {
  let values: Partial<Record<"in" | "out" | "title" | "glossary", string>>;
  try {
    ({ values } = parseArgs({ options: { in: text, out: text, title: text, glossary: text } }));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return 2;
  }
  const { in: from, out, ...wishes } = values;
  if (from === undefined || out === undefined || !fs.existsSync(from)) {
    process.stderr.write(`${from !== undefined && out !== undefined ? `there is no folder ${from}\n` : ""}${usage}\n`);
    return 2;
  }
  const notebooks = fs
    .readdirSync(from, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ipynb") && !name.includes(".ipynb_checkpoints"))
    .map((name) => path.join(from, name));
  const { pages, warnings } = await buildBook({ notebooks, out, ...wishes });
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  process.stdout.write(`${pages.length} pages: ${path.join(out, "index.html")}\n`);
  return 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
