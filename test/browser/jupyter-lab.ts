import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

const root = path.join(__dirname, "..", "..");

/** A JupyterLab started the way a user starts it, on a free port. */
export interface Lab {
  /** Address of a file in the lab, token included. */
  addressOf(file: string): string;
  stop(): Promise<void>;
}

/** `npm start -- --no-browser`, up to the address that it prints. */
export function startLab(): Promise<Lab> {
  const child = spawn(process.execPath, [path.join(root, "scripts", "start.mjs"), "--no-browser"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // a process group of its own, so that all of it can be ended
  });
  return new Promise((resolve, reject) => {
    let printed = "";
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const address = /(http:\/\/127\.0\.0\.1:\d+)\/lab\S*\?token=(\w+)/.exec(printed);
      if (address === null) return;
      const [, base, token] = address;
      resolve({ addressOf: (file) => `${base}/lab/tree/${file}?token=${token}`, stop: () => stopGroup(child) });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) =>
      reject(new Error(`npm start ended with code ${code} before it printed its address:\n${printed}`)),
    );
  });
}

/** Ends the process group and waits until its leader is gone. */
async function stopGroup(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid!, "SIGTERM");
  await ended;
}
