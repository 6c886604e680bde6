// How time and memory of a search index grow with its documents: growth-search.ts [THOUSANDS,...] [--json]; 10,100,1000
// unless given. Each size runs in a process of its own. Prints a table.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readBundle, writeBundle } from "cartwright/bundle";
import { Random, Zipf } from "cartwright/random";
import { SearchIndex, searchFromBundle, searchToBundle } from "cartwright/search";
import { runChild } from "./frame/child";
import { BenchFailure } from "./frame/failure";
import { places } from "./frame/places";

const WORDS = 100_000;
const QUERIES = 500;
const CHANGES = 1000;

/** What one size cost: seconds, for queries milliseconds each, and MiB of the process at its largest. */
interface Growth {
  readonly documents: number;
  readonly add: number;
  readonly prepare: number;
  readonly queryMs: number;
  /** 1,000 documents replaced, and the first search after. */
  readonly update: number;
  readonly save: number;
  readonly load: number;
  readonly rssMb: number;
}

async function measureHere(documents: number): Promise<Growth> {
  const random = new Random(1);
  const zipf = new Zipf(WORDS, 0.9);
  const title = (): string =>
    Array.from({ length: 4 + random.integer(11) }, () => `w${zipf.sample(random).toString(36)}`).join(" ");
  const index = new SearchIndex({ fields: { title: {} }, facets: ["brand"], numbers: ["price"] });
  const dir = mkdtempSync(join(tmpdir(), "growth-search-"));
  const timed = async (work: () => unknown): Promise<number> => {
    const start = performance.now();
    await work();
    return (performance.now() - start) / 1000;
  };
  try {
    const add = await timed(() => {
      for (let n = 0; n < documents; n++) {
        const facets = { brand: `b${random.integer(500)}` };
        index.add({ id: String(n), fields: { title: title() }, facets, numbers: { price: random.integer(1000) } });
      }
    });
    const prepare = await timed(() => index.prepare());
    const queries = Array.from({ length: QUERIES }, () => {
      const words = index.fieldsOf(String(random.integer(documents)))!["title"]!.split(" ");
      return Array.from({ length: 3 }, () => words[random.integer(words.length)]!).join(" ");
    });
    const ask = (): void => queries.forEach((query) => void index.search(query));
    ask();
    const queryMs = ((await timed(ask)) / QUERIES) * 1000;
    const update = await timed(() => {
      for (let n = 0; n < CHANGES; n++) index.update({ id: String(n), fields: { title: title() } });
      index.search(queries[0]!);
    });
    const save = await timed(() => writeBundle(join(dir, "index"), searchToBundle(index)));
    const load = await timed(async () => searchFromBundle(await readBundle(join(dir, "index"))).search(queries[0]!));
    const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
    return { documents, add, prepare, queryMs, update, save, load, rssMb };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function main(): Promise<void> {
  const options = { json: { type: "boolean" }, one: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.one !== undefined) {
    process.stdout.write(JSON.stringify(await measureHere(Number(values.one))));
    return;
  }
  const sizes = (positionals[0] ?? "10,100,1000").split(",").map((thousands) => Math.round(1000 * Number(thousands)));
  if (sizes.some((size) => !(size >= CHANGES))) throw new BenchFailure("name sizes in thousands, such as 10,100,1000");
  const rows: Growth[] = [];
  for (const size of sizes) {
    const args = ["-r", "ts-node/register/transpile-only", __filename, "--one", String(size)];
    const env = { TS_NODE_PROJECT: join(places.root, "tsconfig.json") };
    rows.push(JSON.parse(await runChild(process.execPath, args, { env, timeoutSeconds: 1800 })) as Growth);
    process.stderr.write(`${size} documents: done\n`);
  }
  const lines = rows.map((row) => {
    const { documents, rssMb } = row;
    const seconds = [row.add, row.prepare, row.queryMs, row.update, row.save, row.load].map((value) =>
      value.toFixed(2),
    );
    return `| ${[documents, ...seconds, rssMb].join(" | ")} |`;
  });
  const table = [
    "| documents | add, s | prepare, s | a query, ms | 1,000 updates, s | save, s | load and first search, s | MiB at most |",
    "|---|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
  process.stdout.write(`${values.json === true ? JSON.stringify(rows) : table}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof BenchFailure ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
