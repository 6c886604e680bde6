// What a server does that is asked for twice what it can compute: serve-overload.ts. It first finds out how much that is, then
// asks for half of it, twice of it, and half again. Prints a table.
import autocannon from "autocannon";
import { prepareInputs } from "./frame/inputs";
import { places } from "./frame/places";
import { distinctUsers, modelFolder, PAIRS } from "./frame/serve-inputs";
import { startOurs, whileServing } from "./frame/serve-work";

const FEW = 32;
/** So many that a queue can form: each connection has one request under way at most. */
const MANY = 1500;
const USERS_EACH = 20;
const SECONDS = 10;

interface Phase {
  readonly phase: string;
  readonly connections: number;
  /** Requests per second; as fast as they are answered unless given. */
  readonly rate?: number;
}

async function ask(address: string, { connections, rate }: Phase): Promise<autocannon.Result> {
  const requests = distinctUsers().map((body) => ({ method: "POST" as const, path: "/recommend", body }));
  let next = 0;
  return autocannon({
    url: address,
    connections,
    duration: SECONDS,
    headers: { "content-type": "application/json" },
    ...(rate !== undefined && { overallRate: rate }),
    setupClient(client) {
      // A few users each: a thousand connections with all of them would keep the asker busier than the asked.
      const from = (next++ * 97) % (requests.length - USERS_EACH);
      client.setRequests(requests.slice(from, from + USERS_EACH));
    },
  });
}

function line(phase: string, { duration, latency, ...result }: autocannon.Result): string {
  const [good, refused] = [result["2xx"], result["5xx"]];
  const other = result.non2xx - refused + result.errors + result.timeouts;
  const cells = [good / duration, refused / duration, other, latency.p50, latency.p99].map((n) => n.toFixed(0));
  return [phase.padEnd(22), ...cells.map((cell) => cell.padStart(10))].join("");
}

/** Milliseconds until a request is answered well. */
async function recovered(address: string): Promise<number> {
  const question = { method: "POST", headers: { "content-type": "application/json" }, body: distinctUsers()[0]! };
  const began = performance.now();
  for (;;) {
    const { ok } = await fetch(`${address}/recommend`, question);
    if (ok) return performance.now() - began;
  }
}

async function main(): Promise<void> {
  await prepareInputs([PAIRS]);
  const model = await modelFolder(places.inputs);
  await whileServing(startOurs("--model", model, "--cache", "0"), async ({ address }) => {
    await ask(address, { phase: "warm-up", connections: FEW });
    const most = await ask(address, { phase: "", connections: FEW });
    const capacity = most["2xx"] / most.duration;
    const titles = ["good/s", "refused/s", "else", "p50 ms", "p99 ms"].map((title) => title.padStart(10));
    console.log(`${"/recommend".padEnd(22)}${titles.join("")}\n${line("as fast as it can", most)}`);
    const phases: Phase[] = [
      { phase: "half of that", connections: FEW, rate: Math.round(capacity / 2) },
      { phase: "twice of that", connections: MANY, rate: Math.round(capacity * 2) },
    ];
    for (const phase of phases) console.log(line(phase.phase, await ask(address, phase)));
    console.log(`a good answer ${(await recovered(address)).toFixed(0)} ms after the overload`);
    console.log(line("half of it again", await ask(address, { ...phases[0]!, phase: "" })));
  });
}

void main();
