import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { decodeValue } from "../values/encode";
import type { Outcome } from "../question/outcome";
import type { Enclosure, Limits } from "./enclosure";
import { ANSWERS, type Job, type Line } from "./protocol";
import { watchTree } from "./watch-memory";

const WORKER = path.join(__dirname, "worker.js");
/** Seconds until a process has started and loaded what its cells import, besides the time of one check. */
const STARTING = 20;
/** Bytes of answers in all, and characters of one. */
const MOST_ANSWERED = 64 * 2 ** 20;

export interface RunAnswerOptions {
  readonly enclosure: Enclosure;
  readonly limits: Limits;
  /** Seconds until the cells have run, and for each ask. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** What an answer's process said before it ended or was ended. */
export interface AnswerRun {
  /** By number of the ask; those that were not answered are missing. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
  /** Errors of cells, by cell id. */
  readonly errors: ReadonlyMap<string, string>;
  /** Whether its cells ran through. */
  readonly ready: boolean;
  /** Why it ended before everything was answered; undefined when it did not. */
  readonly stopped: string | undefined;
}

/**
 * Runs an answer's cells in a process of its own and asks it. Whatever the answer does, this ends: after the time for the
 * cells or for one ask, or when a bound is passed, the process and all it started are killed.
 *
 * @param job     cells and asks
 * @param options.enclosure how it is shut in
 * @param options.limits    memory, output, processes
 * @param options.seconds   for the cells together, and for each ask
 * @param options.signal    ends it at once
 * @throws the signal's reason when it is aborted
 */
export async function runAnswer(
  job: Job,
  { enclosure, limits, seconds, signal }: RunAnswerOptions,
): Promise<AnswerRun> {
  signal?.throwIfAborted();
  const scratch = await mkdtemp(path.join(tmpdir(), "cartwright-answer-"));
  try {
    const { file, args, env } = enclosure.command(WORKER, scratch);
    const child = spawn(file, args, { env, cwd: scratch, detached: true, stdio: ["pipe", "pipe", "pipe", "pipe"] });
    const run = await listen(child, job, limits, seconds, signal);
    signal?.throwIfAborted();
    return run;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

function listen(
  child: ChildProcess,
  job: Job,
  limits: Limits,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<AnswerRun> {
  const outcomes = new Map<number, Outcome>();
  const errors = new Map<string, string>();
  let ready = false;
  let stopped: string | undefined;
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const stop = (reason?: string): void => {
      stopped ??= reason;
      killTree(child);
    };
    const restartClock = (limit: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => stop(`it took longer than ${seconds} s, and was stopped`), 1000 * limit);
    };
    const abort = (): void => stop("grading was stopped");
    signal?.addEventListener("abort", abort);
    const unwatch = child.pid === undefined ? () => undefined : watchTree(child.pid, limits, stop);
    restartClock(STARTING + seconds);

    boundOutput(child, limits.output, stop);
    readLines(child.stdio[ANSWERS] as Readable, stop, (line) => {
      const heard = understand(line, job);
      if (heard === undefined) return;
      if ("ready" in heard) ready = true;
      else if ("script" in heard) errors.set(heard.script, heard.error);
      else if (!outcomes.has(heard.ask)) outcomes.set(heard.ask, heard.outcome);
      restartClock(ready ? seconds : STARTING + seconds);
      if (ready && outcomes.size === job.asks.length) stop();
    });
    const finish = (reason?: string): void => {
      clearTimeout(timer);
      unwatch();
      signal?.removeEventListener("abort", abort);
      killTree(child);
      const isWhole = ready && outcomes.size === job.asks.length;
      resolve({ outcomes, errors, ready, stopped: isWhole ? undefined : (stopped ?? reason) });
    };
    child.on("error", (error) => finish(`it could not be started (${error.message})`));
    child.on("close", (code, killedBy) => finish(howItEnded(code, killedBy)));
    const input = child.stdin as Writable;
    input.on("error", () => undefined); // it may end before it has read
    input.end(JSON.stringify(job));
  });
}

const howItEnded = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === "SIGABRT" || code === 134
    ? "it ran out of memory"
    : `its process ended by itself before it had answered (${signal === null ? `exit code ${code}` : signal})`;

/** A line that is none of ours, or that speaks of asks there are not, is not heard. */
type Heard = { ready: true } | { script: string; error: string } | { ask: number; outcome: Outcome };

function understand(text: string, { asks }: Job): Heard | undefined {
  let line: Partial<Record<string, unknown>>;
  try {
    line = JSON.parse(text) as Partial<Record<string, unknown>>;
  } catch {
    return undefined;
  }
  if (typeof line !== "object" || line === null) return undefined;
  const said = line as Partial<
    Extract<Line, { script: string }> & {
      ready: unknown;
      ask: unknown;
      value: unknown;
      failed: unknown;
      message: unknown;
    }
  >;
  if (said.ready === true) return { ready: true };
  if (typeof said.script === "string" && typeof said.error === "string")
    return { script: said.script, error: said.error.slice(0, 400) };
  const { ask } = said;
  if (!(Number.isSafeInteger(ask) && (ask as number) >= 0 && (ask as number) < asks.length)) return undefined;
  const message = typeof said.message === "string" ? said.message.slice(0, 400) : "";
  if (said.failed === "error" || said.failed === "missing")
    return { ask: ask as number, outcome: { kind: said.failed, message } };
  return { ask: ask as number, outcome: { kind: "value", value: decodeSafely(said.value) } };
}

function decodeSafely(data: unknown): unknown {
  try {
    return decodeValue(data);
  } catch {
    return undefined;
  }
}

/** Counts what is written and keeps nothing of it: prints are for the learner, marks come from answers. */
function boundOutput(child: ChildProcess, most: number, stop: (reason: string) => void): void {
  let bytes = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("error", () => undefined);
    stream?.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > most) stop(`it printed more than ${Math.round(most / 2 ** 20)} MB, and was stopped`);
    });
  }
}

function readLines(stream: Readable, stop: (reason: string) => void, onLine: (line: string) => void): void {
  let rest: Buffer[] = [];
  let bytes = 0;
  stream.on("error", () => undefined);
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_ANSWERED) return stop("its answers were larger than any answer is, and it was stopped");
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      onLine(Buffer.concat([...rest, chunk.subarray(from, at)]).toString("utf8"));
      rest = [];
      from = at + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  });
}

/** The process leads a group of its own: what it started goes with it. */
function killTree(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
