import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import vm from "node:vm";
import { callTarget, errorText, lookAt, type Outcome } from "../question/outcome";
import { decodeValue, encodeValue } from "../values/encode";
import { ANSWERS, type Job, type Line } from "./protocol";

// An answer's own process: runs its cells one after the other, then does what it is asked. It judges nothing.
const { stringify } = JSON;

function say(line: Line): void {
  const bytes = Buffer.from(`${stringify(line)}\n`);
  for (let at = 0; at < bytes.length;) at += writeSync(ANSWERS, bytes, at);
}

async function main(): Promise<void> {
  const { folder, scripts, asks } = JSON.parse(readFileSync(0, "utf8")) as Job;
  const globals = globalThis as unknown as Record<string, unknown>;
  globals["require"] = requireFor(folder);
  for (const { id, code } of scripts) {
    try {
      await vm.runInThisContext(code, { filename: id, importModuleDynamically: undefined });
    } catch (error) {
      say({ script: id, error: errorText(error) });
    }
  }
  say({ ready: true });
  for (const [n, { name, args }] of asks.entries()) {
    const target = globals[name];
    const outcome =
      args === undefined ? lookAt(name, await target) : await callTarget(name, target, args.map(decodeValue));
    say(asLine(n, outcome));
  }
}

function asLine(ask: number, outcome: Outcome): Line {
  if (outcome.kind === "value") return { ask, value: encodeValue(outcome.value) };
  return { ask, failed: outcome.kind === "missing" ? "missing" : "error", message: outcome.message };
}

/** Packages as seen from the course; the library is the one that grades. */
function requireFor(folder: string): (name: string) => unknown {
  const here = createRequire(path.join(folder, "cell.js"));
  const own = createRequire(__filename);
  return (name) => (/^cartwright(\/|$)/.test(name) ? own(name) : here(name));
}

/**
 * Takes away the means to signal other processes, which Node's permission model leaves: without bubblewrap the grader is
 * one of them.
 */
function disarm(): void {
  for (const name of ["kill", "_kill", "_debugProcess", "_debugEnd", "dlopen", "binding", "_linkedBinding"]) {
    Object.defineProperty(process, name, { value: undefined, configurable: false, writable: false });
  }
  os.setPriority = () => undefined;
}

// Timers that an answer left behind must not keep its process, nor an error of theirs end it before it has answered.
const exit = process.exit.bind(process);
process.on("uncaughtException", () => undefined);
disarm();
void main().then(() => exit(0));
