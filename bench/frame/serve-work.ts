import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import autocannon from "autocannon";
import { Random } from "cartwright/random";
import type { RunReport } from "./bench";
import { runChild } from "./child";
import { BenchFailure } from "./failure";
import { places } from "./places";

const CARTWRIGHT = join(places.root, "lib", "bin", "cartwright.js");

/** Connections that ask at the same time. */
const CONNECTIONS = 32;
const BATCHING_CONNECTIONS = 64;
const WARM_UP = 2000;
const REQUESTS = 20_000;
/** Unit of times in /proc on Linux. */
const TICKS_PER_SECOND = 100;

/**
 * As an installed package runs, which has no sources: without a look at those. The look alone costs a server a tenth of its
 * speed for good, through a collection of garbage at another moment of its start (docs/decisions.md).
 */
const AS_INSTALLED = { ...process.env, CARTWRIGHT_BUILD: "never" };

/** A server in a process of its own. */
export interface ServerProcess {
  readonly address: string;
  readonly pid: number;
  end(): Promise<void>;
}

/** Starts a program that prints its address, and waits for that. */
export async function startServerProcess(words: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "ignore"], env: AS_INSTALLED });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    await gone;
  };
  process.once("exit", () => child.kill("SIGKILL"));
  process.once("SIGTERM", () => process.exit(143));
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
    if (address !== undefined) return { address, pid: child.pid!, end };
  }
  throw new BenchFailure(`node ${words.join(" ")} ended before it served`);
}

/** `cartwright serve` on a free port, without its log. */
export function startOurs(...words: readonly string[]): Promise<ServerProcess> {
  return startServerProcess([CARTWRIGHT, "serve", "--port", "0", "--no-log", ...words]);
}

/** The same framework answering a constant text. */
export function startConstant(sampleFile: string): Promise<ServerProcess> {
  return startServerProcess([join(places.peers, "constant-server.cjs"), sampleFile]);
}

/** Runs the command line to its end. */
export async function cartwright(...words: string[]): Promise<void> {
  await runChild(process.execPath, [CARTWRIGHT, ...words], { timeoutSeconds: 400 });
}

/** Where something that is made once lies: `make` is called with the path when it is not there. */
export async function madeOnce(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(places.results, name);
  if (!existsSync(path)) await make(path);
  return path;
}

/** Does something with a server that is being started, and ends it whatever happens. */
export async function whileServing<T>(
  starting: Promise<ServerProcess>,
  work: (server: ServerProcess) => Promise<T>,
): Promise<T> {
  const server = await starting;
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

/** What one side does: serve, and answer many requests. */
export interface ServedRequests {
  readonly server: Promise<ServerProcess>;
  readonly path: string;
  readonly bodies: readonly string[];
  /** File for what was measured besides the time. */
  readonly answer: string;
}

/** Asks a server 20,000 times over 32 connections, each body once in turn; each connection takes its own share of them. */
export function timeRequests(work: ServedRequests): Promise<{ readonly seconds: number }> {
  return timed(work, { warmUp: WARM_UP, amount: REQUESTS, connections: CONNECTIONS });
}

/** As {@link timeRequests}, with each body once, over as many connections as make two batches of a classifier. */
export function timeBodies(work: ServedRequests): Promise<{ readonly seconds: number }> {
  const connections = BATCHING_CONNECTIONS;
  return timed(work, { warmUp: connections, amount: work.bodies.length, connections });
}

function timed(
  { server: starting, path, bodies, answer }: ServedRequests,
  { warmUp, amount, connections }: { warmUp: number; amount: number; connections: number },
): Promise<{ readonly seconds: number }> {
  return whileServing(starting, async ({ address, pid }) => {
    await fire(address, path, bodies, warmUp, connections);
    const computed = computingSeconds(pid);
    const { result, seconds } = await fire(address, path, bodies, amount, connections);
    const { p50, p99 } = result.latency;
    const cpuUs = ((computingSeconds(pid) - computed) * 1e6) / amount;
    writeFileSync(answer, JSON.stringify({ good: result["2xx"], all: amount, p50, p99, cpuUs } satisfies Answered));
    return { seconds };
  });
}

/** Computing time of a process so far; NaN where the system does not tell. */
export function computingSeconds(pid: number): number {
  if (process.platform !== "linux") return NaN;
  const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ").slice(11, 13);
  return (Number(user) + Number(system)) / TICKS_PER_SECOND;
}

/** The time ends with the last answer: the program that fires looks at its clock but once a second. */
async function fire(
  address: string,
  path: string,
  bodies: readonly string[],
  amount: number,
  connections: number,
): Promise<{ result: autocannon.Result; seconds: number }> {
  let next = 0;
  const share = Math.ceil(bodies.length / connections);
  const start = performance.now();
  let end = start;
  const result = await autocannon({
    url: address,
    connections,
    amount,
    setupClient(client) {
      const from = (next++ % connections) * share;
      const mine = bodies.slice(from, from + share);
      const headers = { "content-type": "application/json" };
      client.setRequests(mine.map((body) => ({ method: "POST" as const, path, headers, body })));
      client.on("response", () => (end = performance.now()));
    },
  });
  return { result, seconds: (end - start) / 1000 };
}

/** What is measured besides the time. */
interface Answered {
  readonly good: number;
  readonly all: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Computing time of the server's process per request, in microseconds. */
  readonly cpuUs: number;
}

const answered = (file: string): Answered => JSON.parse(readFileSync(file, "utf8")) as Answered;

/** Share of answers that were good: the same for both sides, or the time means nothing. */
export function goodAnswers(_: string, answer: string): number {
  const { good, all } = answered(answer);
  return good / all;
}

/** Latency and computing time of the last run of a side. */
export function latencies(answer: string): Record<string, number> {
  const { p50, p99, cpuUs } = answered(answer);
  return { p50_ms: p50, p99_ms: p99, cpu_us_per_request: Math.round(cpuUs) };
}

/** Bodies in an order of their own, always the same. */
export function shuffled(bodies: string[]): string[] {
  const random = new Random(1);
  for (let n = bodies.length - 1; n > 0; n--) {
    const other = random.integer(n + 1);
    [bodies[n], bodies[other]] = [bodies[other]!, bodies[n]!];
  }
  return bodies;
}

/** Prints what a peer in TypeScript reports. */
export function reportPeer(seconds: number): void {
  const rssMb = process.resourceUsage().maxRSS / 1024;
  const report: RunReport = { seconds, rssMb, versions: { node: process.versions.node } };
  console.log(JSON.stringify(report));
}
