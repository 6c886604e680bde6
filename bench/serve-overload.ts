// What a server does that is asked for twice what it can compute: serve-overload.ts. It first finds out how much that is, then
// asks for half of it, twice of it, and half again: /recommend with nothing kept, and /search. Prints a table.
import { prepareInputs } from "./frame/inputs";
import { type Asking, OpenLoop, type Outcome } from "./frame/open-loop";
import { places } from "./frame/places";
import { distinctUsers, indexFolder, modelFolder, PAIRS, PRODUCTS, queries } from "./frame/serve-inputs";
import { type ServerProcess, startOurs, whileServing } from "./frame/serve-work";

const FEW = 32;
/** So many that a queue can form: each connection has one request under way at most. */
const MANY = 1500;
const SECONDS = 10;

function line(phase: string, { seconds, good, refused, other }: Outcome): string {
  const at = (times: readonly number[], share: number): number => times[Math.floor(times.length * share)] ?? NaN;
  const rates = [good.length / seconds, refused.length / seconds, other];
  const times = [at(good, 0.5), at(good, 0.99), at(refused, 0.5), at(refused, 0.99)];
  const cells = [...rates, ...times].map((n) => (Number.isNaN(n) ? "-" : n.toFixed(0)).padStart(10));
  return [phase.padEnd(22), ...cells].join("");
}

/** Milliseconds until a request is answered well. */
async function recovered(address: string, path: string, body: string): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { ok } = await fetch(address + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    if (ok) return performance.now() - began;
  }
}

async function overload({ address }: ServerProcess, path: string, bodies: readonly string[]): Promise<void> {
  const ask = (connections: number, rate?: number): Promise<Outcome> =>
    OpenLoop.run(address, { path, bodies, connections, seconds: SECONDS, rate } satisfies Asking);
  await ask(FEW);
  const most = await ask(FEW);
  const capacity = most.good.length / most.seconds;
  const titles = ["good/s", "refused/s", "else", "p50 ms", "p99 ms", "503 p50", "503 p99"];
  console.log(path.padEnd(22) + titles.map((title) => title.padStart(10)).join(""));
  console.log(line("as fast as it can", most));
  console.log(line("half of that", await ask(FEW, capacity / 2)));
  console.log(line("twice of that", await ask(MANY, capacity * 2)));
  console.log(`a good answer ${(await recovered(address, path, bodies[0]!)).toFixed(0)} ms after the overload`);
  console.log(line("half of it again", await ask(FEW, capacity / 2)));
}

async function main(): Promise<void> {
  await prepareInputs([PAIRS, PRODUCTS]);
  const model = await modelFolder(places.inputs);
  const index = await indexFolder(places.inputs);
  await whileServing(startOurs("--model", model, "--cache", "0"), (server) =>
    overload(server, "/recommend", distinctUsers()),
  );
  await whileServing(startOurs("--search", index), (server) => overload(server, "/search", queries(places.inputs)));
}

void main();
