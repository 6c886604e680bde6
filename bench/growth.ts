// How time and memory grow with the number of interactions: growth.ts [MILLIONS,...] [--json]; 0.1,1,10 unless given.
// Each size runs in a process of its own. Prints a table and writes build/bench/growth.md.
import { mkdirSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeFileAtomic } from "cartwright/bundle";
import { asUserIndex } from "cartwright/contracts";
import { fitAls } from "cartwright/factorisation";
import { matrixFromEvents } from "cartwright/interactions";
import { fitPopularity } from "cartwright/popularity";
import { Random, Zipf } from "cartwright/random";
import { recommend } from "cartwright/ranking";
import { runChild } from "./frame/child";
import { BenchFailure } from "./frame/failure";
import { places } from "./frame/places";

const FACTORS = 32;
const SWEEPS = 2;
const ASKED = 1000;

/** What one size cost. Seconds, and MiB of the process at its largest. */
interface Growth {
  readonly events: number;
  readonly pairs: number;
  readonly users: number;
  readonly items: number;
  readonly matrix: number;
  readonly popularity: number;
  readonly als: number;
  readonly recommend: number;
  readonly rssMb: number;
  /** Objects on the JavaScript heap, in MiB, while matrix and model are held: the arrays lie outside it. */
  readonly heapMb: number;
}

/** Events as a shop has them: 25 per user, items by a Zipf law, a tenth of them repeats. */
function makeEvents(events: number): { users: Uint32Array; items: Uint32Array; userCount: number; itemCount: number } {
  const random = new Random(1);
  const userCount = Math.ceil(events / 25);
  const itemCount = Math.min(50_000, Math.ceil(events / 50));
  const zipf = new Zipf(itemCount, 0.9);
  const users = new Uint32Array(events);
  const items = new Uint32Array(events);
  for (let n = 0; n < events; n++) {
    const repeats = n > 0 && random.next() < 0.1;
    users[n] = repeats ? users[n - 1]! : random.integer(userCount);
    items[n] = repeats ? items[n - 1]! : zipf.sample(random);
  }
  return { users, items, userCount, itemCount };
}

async function measureHere(events: number): Promise<Growth> {
  const made = makeEvents(events);
  const timed = async <T>(work: () => T | Promise<T>): Promise<{ result: T; seconds: number }> => {
    const start = performance.now();
    const result = await work();
    return { result, seconds: (performance.now() - start) / 1000 };
  };
  const { result: matrix, seconds: matrixSeconds } = await timed(() =>
    matrixFromEvents({ ...made, duplicates: "count" }),
  );
  const { seconds: popularity } = await timed(() => fitPopularity(matrix));
  const { result: model, seconds: als } = await timed(() => fitAls(matrix, { factors: FACTORS, iterations: SWEEPS }));
  const { seconds: asked } = await timed(() => {
    const step = Math.max(1, Math.floor(matrix.userCount / ASKED));
    for (let user = 0; user < matrix.userCount; user += step)
      recommend(model, asUserIndex(user), { k: 20, seen: matrix });
  });
  return {
    events,
    pairs: matrix.pairCount,
    users: matrix.userCount,
    items: matrix.itemCount,
    matrix: matrixSeconds,
    popularity,
    als,
    recommend: asked,
    rssMb: process.resourceUsage().maxRSS / 1024,
    heapMb: process.memoryUsage().heapUsed / 2 ** 20,
  };
}

function table(rows: readonly Growth[]): string {
  const perMillion = ({ events }: Growth, value: number): string => ((value * 1e6) / events).toFixed(3);
  const lines = rows.map((row) => {
    const seconds = [row.matrix, row.popularity, row.als].map(
      (value) => `${value.toFixed(2)} (${perMillion(row, value)})`,
    );
    const sizes = [row.events / 1e6, row.users, row.items, row.pairs];
    const memory = [row.rssMb.toFixed(0), row.heapMb.toFixed(0)];
    return `| ${[...sizes, ...seconds, row.recommend.toFixed(2), ...memory].join(" | ")} |`;
  });
  return [
    "# Growth",
    "",
    `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.`,
    `Seconds, in brackets per million events. ALS: ${FACTORS} factors, ${SWEEPS} sweeps. Recommend: top 20 of all items for about ${ASKED} users.`,
    "",
    "| million events | users | items | pairs | matrix | popularity | ALS | recommend | MiB at most | MiB of JavaScript objects |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
}

async function main(): Promise<void> {
  const options = { json: { type: "boolean" }, one: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.one !== undefined) {
    process.stdout.write(JSON.stringify(await measureHere(Number(values.one))));
    return;
  }
  const sizes = (positionals[0] ?? "0.1,1,10").split(",").map((millions) => Math.round(1e6 * Number(millions)));
  if (sizes.some((size) => !(size >= 1000))) throw new BenchFailure("name sizes in millions, such as 0.1,1,10");
  const rows: Growth[] = [];
  for (const size of sizes) {
    const args = ["-r", "ts-node/register/transpile-only", __filename, "--one", String(size)];
    const env = { TS_NODE_PROJECT: join(places.root, "tsconfig.json") };
    rows.push(JSON.parse(await runChild(process.execPath, args, { env, timeoutSeconds: 1800 })) as Growth);
    process.stderr.write(`${size} events: done\n`);
  }
  mkdirSync(places.results, { recursive: true });
  await writeFileAtomic(join(places.results, "growth.md"), table(rows));
  process.stdout.write(values.json === true ? `${JSON.stringify(rows)}\n` : table(rows));
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof BenchFailure ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
