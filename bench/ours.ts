// Our side of one bench, in a process of its own: ours.ts NAME INPUTS THREADS ANSWER. Prints a RunReport as JSON.
import { version } from "cartwright/package.json";
import type { RunReport } from "./frame/bench";
import { benches } from "./frame/registry";

async function main(): Promise<void> {
  const [name = "", inputs = "", threads = "", answer = ""] = process.argv.slice(2);
  const bench = benches.find((one) => one.name === name);
  if (bench === undefined) throw new Error(`there is no bench ${name}`);
  const { seconds } = await bench.ours({ inputs, threads: Number(threads), answer });
  const report: RunReport = {
    seconds,
    rssMb: process.resourceUsage().maxRSS / 1024,
    versions: { cartwright: version, node: process.versions.node },
  };
  console.log(JSON.stringify(report));
}

void main();
