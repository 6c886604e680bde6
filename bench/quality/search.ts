// What `npm run bench:quality-search` runs: search.ts [PART...]. Search on esci-small: the whole catalogue ranked, nDCG@10
// with gains 1, .1, .01 and 0, unjudged products 0, five folds over all queries. Each part is kept in
// build/bench/quality/search/ and not done twice; a cross-encoder that was stopped goes on from its checkpoint. Writes
// build/bench/quality/search.md.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeFileAtomic } from "cartwright/bundle";
import { pairedBootstrap } from "cartwright/evaluation";
import { BenchFailure } from "../frame/failure";
import { places } from "../frame/places";
import { crossEncoderFold } from "./search/cross-encoder";
import { embeddings } from "./search/embeddings";
import { type Esci, FOLDS, indexOf, readEsci } from "./search/esci";
import { learned } from "./search/learned";
import { type FoundList, foundLists } from "./search/lists";
import { retrievers } from "./search/retrievers";

const FOLDER = join(places.results, "quality", "search");
const READ = "learned hybrid: LambdaMART, read by a fine-tuned cross-encoder";

/** What parts share, made when the first asks for it. */
class Material {
  private found: Promise<FoundList[]> | undefined;

  constructor(readonly esci: Esci) {}

  lists(): Promise<FoundList[]> {
    return (this.found ??= embeddings(this.esci, FOLDER).then((vectors) =>
      foundLists(this.esci, indexOf(this.esci, ["title", "brand", "color"]), vectors),
    ));
  }
}

const parts: Readonly<Record<string, (material: Material, folder: string) => Promise<object>>> = {
  retrievers: async ({ esci }) => retrievers(esci, await embeddings(esci, FOLDER)),
  learned: async (material) => learned(await material.lists()),
  ...Object.fromEntries(
    Array.from({ length: FOLDS }, (_, fold) => [
      `cross-encoder-${fold}`,
      async (material: Material, folder: string) =>
        crossEncoderFold(material.esci, await material.lists(), fold, folder),
    ]),
  ),
};

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const unknown = positionals.find((name) => !(name in parts));
  if (unknown !== undefined)
    throw new BenchFailure(`there is no part ${unknown}; there are ${Object.keys(parts).join(", ")}`);
  const material = new Material(await readEsci());
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) await once(name, material);
  const text = table(material.esci);
  process.stdout.write(text);
  await writeFileAtomic(`${FOLDER}.md`, text);
}

/** Runs a part unless its result is there. */
async function once(name: string, material: Material): Promise<void> {
  const result = join(FOLDER, `${name}.json`);
  if (existsSync(result)) return;
  process.stderr.write(`${name} ...\n`);
  const own = join(FOLDER, name);
  mkdirSync(own, { recursive: true });
  const found = await parts[name]!(material, own);
  await writeFileAtomic(result, JSON.stringify(found) + "\n");
  rmSync(own, { recursive: true, force: true });
}

/** All results so far: the mean, and how much it is above the best retriever that does not learn or fuse. */
function table(esci: Esci): string {
  const measured = { ...saved("retrievers"), ...saved("learned"), ...crossEncoded(esci) };
  const means = Object.entries(measured).map(([name, values]) => [name, mean(values)] as const);
  const single = means.filter(([name]) => /^(BM25|MiniLM)/.test(name));
  const best = single.reduce((a, b) => (a[1] >= b[1] ? a : b), ["", -Infinity] as const)[0];
  const lines = [
    "# Search on esci-small",
    "",
    `${esci.queries.length} queries, ${esci.products.length} products, each query answered by what never saw it. Differences`,
    `to the best single retriever (${best}) with their 95 % paired bootstrap interval.`,
    "",
    "| search | nDCG@10 | difference | from | to |",
    "| --- | ---: | ---: | ---: | ---: |",
  ];
  for (const [name, value] of means) {
    const { difference, low, high } = pairedBootstrap(
      Float64Array.from(measured[name]!),
      Float64Array.from(measured[best]!),
    );
    const cells = [value, difference, low, high].map((number) => number.toFixed(4));
    lines.push(`| ${[name, ...cells].join(" | ")} |`);
  }
  return lines.join("\n") + "\n";
}

function saved(part: string): Record<string, number[]> {
  const file = join(FOLDER, `${part}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, number[]>) : {};
}

/** The cross-encoder's row, once all folds are there. */
function crossEncoded({ queries }: Esci): Record<string, number[]> {
  const values: Record<string, number> = {};
  for (let fold = 0; fold < FOLDS; fold++) Object.assign(values, saved(`cross-encoder-${fold}`)["values"]);
  return queries.every(({ text }) => text in values) ? { [READ]: queries.map(({ text }) => values[text]!) } : {};
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof BenchFailure ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
