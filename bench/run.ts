// What `cartwright bench` runs: run.ts [NAME | --all] [--json] [--no-peers]. Exit codes: 0 done, 1 failed, 2 wrong use.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeFileAtomic } from "cartwright/bundle";
import type { Bench } from "./frame/bench";
import { BenchFailure } from "./frame/failure";
import { type BenchResult, measure } from "./frame/measure";
import { places } from "./frame/places";
import { benches } from "./frame/registry";
import { resultsTable } from "./frame/table";

const options = { all: { type: "boolean" }, json: { type: "boolean" }, "no-peers": { type: "boolean" } } as const;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name, ...rest] = positionals;
  const chosen = values.all === true ? benches : benches.filter((bench) => bench.name === name);
  if (rest.length > 0 || chosen.length === 0 || (values.all === true && name !== undefined)) {
    const known = benches
      .map((bench) => `  ${bench.name.padEnd(16)}${bench.title}; peer: ${bench.peerTitle}`)
      .join("\n");
    const problem = name === undefined ? "name a bench, or give --all" : `there is no bench ${JSON.stringify(name)}`;
    process.stderr.write(`${problem}; there are:\n${known}\n`);
    return 2;
  }
  const rows: (readonly [Bench, BenchResult])[] = [];
  for (const bench of chosen) {
    const reason = await bench.whyNot?.();
    if (reason !== undefined) {
      const line = `${bench.name}: not run: ${reason}`;
      if (values.all !== true) throw new BenchFailure(line);
      process.stderr.write(`${line}\n`);
      continue;
    }
    const result = await measure(bench, values["no-peers"] !== true);
    rows.push([bench, result]);
    if (values.json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  const table = resultsTable(rows, new Date());
  if (values.json !== true) process.stdout.write(table);
  if (values.all === true) await writeFileAtomic(join(places.results, "table.md"), table);
  return 0;
}

// A signal ends the process through exit handlers, which end the child.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const isWrongUse = (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS") === true;
    const expected = error instanceof BenchFailure || isWrongUse;
    process.stderr.write(`bench: ${expected ? (error as Error).message : String((error as Error).stack)}\n`);
    process.exitCode = isWrongUse ? 2 : 1;
  },
);
