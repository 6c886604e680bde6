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

/** A server in a process of its own. */
export interface ServerProcess {
  readonly address: string;
  readonly pid: number;
  end(): Promise<void>;
}

/** Starts a program that prints its address, and waits for that. */
export async function startServerProcess(words: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    await gone;
  };
  process.once("exit", () => child.kill("SIGKILL"));
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

/**
 * Asks a server 20,000 times over 32 connections, each body once in turn; each connection takes its own share of them.
 *
 * @returns seconds for all, and writes what else was measured to the answer file
 */
export async function timeRequests(
  address: string,
  path: string,
  bodies: readonly string[],
  answer: string,
): Promise<{ readonly seconds: number }> {
  await fire(address, path, bodies, WARM_UP);
  const start = performance.now();
  const result = await fire(address, path, bodies, REQUESTS);
  const seconds = (performance.now() - start) / 1000;
  const { p50, p99 } = result.latency;
  writeFileSync(answer, JSON.stringify({ p50, p99, good: result["2xx"], all: REQUESTS }));
  process.stderr.write(`p50 ${p50} ms, p99 ${p99} ms, ${result["2xx"]} of ${REQUESTS} good\n`);
  return { seconds };
}

/**
 * As {@link timeRequests}, with each body once, over as many connections as make two batches of a classifier.
 *
 * @returns seconds for all
 */
export async function timeBodies(
  address: string,
  path: string,
  bodies: readonly string[],
  answer: string,
): Promise<{ readonly seconds: number }> {
  await fire(address, path, bodies.slice(0, BATCHING_CONNECTIONS), BATCHING_CONNECTIONS, BATCHING_CONNECTIONS);
  const start = performance.now();
  const result = await fire(address, path, bodies, bodies.length, BATCHING_CONNECTIONS);
  const seconds = (performance.now() - start) / 1000;
  writeFileSync(answer, JSON.stringify({ good: result["2xx"], all: bodies.length }));
  return { seconds };
}

function fire(
  address: string,
  path: string,
  bodies: readonly string[],
  amount: number,
  connections = CONNECTIONS,
): Promise<autocannon.Result> {
  let next = 0;
  const share = Math.ceil(bodies.length / connections);
  return autocannon({
    url: address,
    connections,
    amount,
    setupClient(client) {
      const from = (next++ % connections) * share;
      const mine = bodies.slice(from, from + share);
      const headers = { "content-type": "application/json" };
      client.setRequests(mine.map((body) => ({ method: "POST" as const, path, headers, body })));
    },
  });
}

/** Share of answers that were good: the same for both sides, or the time means nothing. */
export function goodAnswers(_: string, answer: string): number {
  const { good, all } = JSON.parse(readFileSync(answer, "utf8")) as { good: number; all: number };
  return good / all;
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
