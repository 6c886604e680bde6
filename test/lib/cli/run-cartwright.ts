import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { run } from "cartwright/cli";

export const BIN = join(__dirname, "../../../lib/bin/cartwright.js");

/** How a run ended. */
export interface Ended {
  /** Exit code, or null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command in a process of its own, without looking whether the build is stale. */
export function startCartwright(words: readonly string[], env: NodeJS.ProcessEnv = {}, bin = BIN): ChildProcess {
  return spawn(process.execPath, [bin, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CARTWRIGHT_BUILD: "never", ...env },
  });
}

/** Waits for the end of a run. */
export function ended(child: ChildProcess): Promise<Ended> {
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]!.setEncoding("utf8").on("data", (chunk: string) => (text[name] += chunk));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve({ code, ...text }));
  });
}

/** Runs the command to its end. */
export function cartwright(...words: string[]): Promise<Ended> {
  return ended(startCartwright(words));
}

/**
 * Runs the command in this process, which is quicker by a second, and catches what it writes. For what needs no process
 * of its own.
 */
export async function cartwrightHere(...words: string[]): Promise<Ended> {
  const text = { stdout: "", stderr: "" };
  const own = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = (chunk: string | Uint8Array): boolean => {
      text[name] += String(chunk);
      return true;
    };
  }
  try {
    return { code: await run(words), ...text };
  } finally {
    process.stdout.write = own.stdout;
    process.stderr.write = own.stderr;
  }
}
