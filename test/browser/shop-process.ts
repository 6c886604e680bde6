import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

const command = path.join(__dirname, "..", "..", "lib", "bin", "cartwright.js");

/** A shop opened the way a user opens it, on a free port. */
export interface OpenShop {
  /** "http://127.0.0.1:40123" */
  readonly address: string;
  close(): Promise<void>;
}

/** `cartwright shop`, up to the address that it prints. */
export function openShop(...flags: string[]): Promise<OpenShop> {
  const child = spawn(process.execPath, [command, "shop", "--port", "0", ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CARTWRIGHT_BUILD: "never" },
  });
  return new Promise((resolve, reject) => {
    let printed = "";
    child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /(http:\/\/127\.0\.0\.1:\d+)\/shop\//.exec(printed)?.[1];
      if (address !== undefined) resolve({ address, close: () => close(child) });
    });
    child.once("exit", (code) => reject(new Error(`cartwright shop ended with code ${code}:\n${printed}`)));
  });
}

async function close(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  await ended;
}
