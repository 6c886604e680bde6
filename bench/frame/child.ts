import { spawn } from "node:child_process";
import { BenchFailure } from "./failure";

/** How long a child may take to end once it is told to. */
const GRACE_MS = 2000;

/** How a child process is run. */
export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Ends it when it takes longer. */
  readonly timeoutSeconds: number;
}

/**
 * Runs a program to its end and returns what it printed. Its stderr is shown only when it fails. Ctrl-C ends it too.
 *
 * @throws BenchFailure with the last lines it wrote, when it fails or takes too long
 */
export async function runChild(command: string, args: readonly string[], options: ChildOptions): Promise<string> {
  const child = spawn(command, args, { env: { ...process.env, ...options.env }, stdio: ["ignore", "pipe", "pipe"] });
  const end = (): void => void child.kill("SIGKILL");
  // Politely first, so that it can end what it started itself.
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGTERM");
    setTimeout(end, GRACE_MS).unref();
  }, options.timeoutSeconds * 1000);
  process.once("exit", end);
  try {
    return await new Promise((resolve, reject) => {
      let output = "";
      let errors = "";
      child.stdout.on("data", (text: Buffer) => (output += text.toString()));
      child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
      child.on("error", (error) => reject(new BenchFailure(`${command} could not be started: ${error.message}`)));
      child.on("close", (code, signal) => {
        if (code === 0) return resolve(output);
        const ending = signal === null ? `exit code ${code}` : `ended by ${signal}`;
        const how = late ? `took longer than ${options.timeoutSeconds} s` : ending;
        reject(new BenchFailure(`${[command, ...args].join(" ")}: ${how}\n${lastLines(errors || output)}`));
      });
    });
  } finally {
    clearTimeout(timer);
    process.off("exit", end);
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-12).join("\n");
}
