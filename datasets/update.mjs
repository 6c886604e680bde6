// Writes what follows from datasets/catalogue.json: the card of each data set, and the library's copy of the catalogue.
// Run it after a change: node datasets/update.mjs
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";

const here = new URL("./", import.meta.url);
const { datasets } = JSON.parse(readFileSync(new URL("catalogue.json", here), "utf8"));

/** @returns {string} */
function card(entry) {
  const list = (lines) => lines.map((line) => `- ${line}`).join("\n");
  const cell = (text) => String(text ?? "").replaceAll("|", "\\|");
  const files = entry.files.map(
    ({ name, rows, bytes, sha256 }) => `| ${name} | ${rows ?? ""} | ${bytes} | \`${sha256}\` |`,
  );
  const columns = entry.files.map(
    ({ name, columns: rows }) =>
      `### ${name}\n\n| column | meaning | unit |\n|---|---|---|\n` +
      rows.map((row) => `| ${cell(row.name)} | ${cell(row.meaning)} | ${cell(row.unit)} |`).join("\n"),
  );
  const originals = entry.originals.map(({ address, each }) =>
    each ? `${address} for each of ${each.length} days from ${each[0]} to ${each.at(-1)}` : address,
  );
  return `<!-- Made from catalogue.json by update.mjs: change it there. -->

# ${entry.title}

${entry.about}

- Origin: ${entry.origin}
- Licence: ${entry.licence}
- Citation: ${entry.citation}

## Columns

${columns.join("\n\n")}

## Known defects

${list(entry.defects)}

## How it is made from the original

${list(entry.preparation)}

${originals.length > 0 ? `Fetched from:\n\n${list(originals)}` : "It is taken from a mirror (CARTWRIGHT_DATA); there is no automatic way from the original yet."}

## Files

The checksums are those of the mirror's files. A file made from the original holds the same rows; its compression may differ.

| file | rows | bytes | sha256 |
|---|---|---|---|
${files.join("\n")}
`;
}

for (const entry of datasets) {
  mkdirSync(new URL(`${entry.name}/`, here), { recursive: true });
  writeFileSync(
    new URL(`${entry.name}/README.md`, here),
    await format(card(entry), { parser: "markdown", printWidth: 120 }),
  );
}

const code = `// Made from datasets/catalogue.json by datasets/update.mjs: change it there.
import type { CatalogueEntry } from "./catalogue";

/** The catalogue, as part of the library. */
export const ENTRIES: readonly CatalogueEntry[] = ${JSON.stringify(datasets, null, 2)};
`;
writeFileSync(
  new URL("../lib/data/catalogue-entries.ts", here),
  await format(code, { parser: "typescript", printWidth: 120 }),
);
