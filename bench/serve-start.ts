// How a server starts and what it keeps in memory: serve-start.ts [--json]. A model of a million pairs, against a server
// without one; three starts each, in turns. Prints a table.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { prepareInputs } from "./frame/inputs";
import { places } from "./frame/places";
import { distinctUsers, modelFolder, PAIRS } from "./frame/serve-inputs";
import { cartwright, computingSeconds, madeOnce, startOurs, whileServing } from "./frame/serve-work";

const STARTS = 3;
const ASKED = 500;

interface Start {
  /** From the start of the process to its first answer. */
  readonly seconds: number;
  /** Computing until then: what the start takes however busy the machine is. */
  readonly cpuSeconds: number;
  /** Resident memory after some hundred answers, in MiB. */
  readonly rssMb: number;
}

/** Starts a server, waits for an answer, asks some more, and looks at its memory. */
async function startOnce(words: readonly string[], asks: boolean): Promise<Start> {
  const began = performance.now();
  return whileServing(startOurs(...words), async ({ address, pid }) => {
    const path = asks ? "/recommend" : "/health";
    const ask = async (body: string): Promise<void> => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(address + path, asks ? { method: "POST", headers, body } : {});
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      await response.arrayBuffer();
    };
    const bodies = distinctUsers().slice(0, ASKED);
    await ask(bodies[0]!);
    const seconds = (performance.now() - began) / 1000;
    const cpuSeconds = computingSeconds(pid);
    for (const body of bodies) await ask(body);
    return { seconds, cpuSeconds, rssMb: residentMb(pid) };
  });
}

/** Something to serve besides the model: a server needs something. */
async function indexOfThree(path: string): Promise<void> {
  writeFileSync(`${path}.csv`, "id,title\n1,tea\n2,cup\n3,pot\n");
  await cartwright("index", "--data", `${path}.csv`, "--id", "id", "--text", "title", "--out", path);
}

function residentMb(pid: number): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1];
  return Number(kib) / 1024;
}

function folderMb(dir: string): number {
  return readdirSync(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0) / 2 ** 20;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  await prepareInputs([PAIRS]);
  const model = await modelFolder(places.inputs);
  const search = await madeOnce("serve-three-titles", indexOfThree);
  const withModel: Start[] = [];
  const without: Start[] = [];
  for (let round = 0; round < STARTS; round++) {
    without.push(await startOnce(["--search", search], false));
    withModel.push(await startOnce(["--search", search, "--model", model, "--cache", "0"], true));
  }
  const least = (starts: readonly Start[], of: keyof Start): number => Math.min(...starts.map((one) => one[of]));
  const extra = least(withModel, "rssMb") - least(without, "rssMb");
  const bundle = folderMb(model);
  const figures = {
    start_s: withModel.map(({ seconds }) => seconds),
    start_cpu_s: withModel.map(({ cpuSeconds }) => cpuSeconds),
    bundle_mb: bundle,
    rss_mb: withModel.map(({ rssMb }) => rssMb),
    rss_without_mb: without.map(({ rssMb }) => rssMb),
    extra_mb: extra,
    extra_per_bundle: extra / bundle,
  };
  process.stdout.write(`${values.json ? JSON.stringify(figures) : table(figures)}\n`);
}

function table(figures: Readonly<Record<string, number | number[]>>): string {
  const shown = (value: number | number[]): string => [value].flat().map((one) => one.toFixed(2)).join(", "); // prettier-ignore
  return Object.entries(figures)
    .map(([name, value]) => `${name.padEnd(18)}${shown(value)}`)
    .join("\n");
}

void main();
