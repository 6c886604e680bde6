import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePorts } from "./free-ports";
import type { KernelSpec } from "./kernel-spec";
import type { KernelExit } from "./messages";

/** What a Jupyter connection file holds. */
export interface Connection {
  transport: "tcp";
  ip: string;
  key: string;
  signature_scheme: "hmac-sha256";
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
}

/** How much of what a kernel prints on its own stderr is kept, in characters. */
const TAIL = 8000;

/** A kernel's process, in a process group of its own, so that nothing it started outlives it. */
export class KernelProcess {
  readonly exited: Promise<KernelExit>;
  /** The end of what the process printed on its own stderr: why it did not start, for instance. */
  stderr = "";
  #exit: KernelExit | undefined;

  private constructor(
    readonly connection: Connection,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    child.stderr?.on("data", (chunk) => {
      this.stderr = (this.stderr + String(chunk)).slice(-TAIL);
    });
    this.exited = new Promise((resolve) => {
      const end = (exit: KernelExit): void => {
        this.#exit ??= exit;
        rmSync(this.folder, { recursive: true, force: true });
        resolve(this.#exit);
      };
      child.on("error", (error) => {
        this.stderr += error.message;
        end({ code: 127, signal: null });
      });
      child.on("exit", (code, signal) => end({ code, signal }));
    });
  }

  static async start(spec: KernelSpec, cwd: string, env: NodeJS.ProcessEnv): Promise<KernelProcess> {
    const connection = await newConnection();
    const folder = mkdtempSync(path.join(tmpdir(), "cartwright-kernel-"));
    const file = path.join(folder, "connection.json");
    writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
    const [command, ...args] = spec.argv.map((part) => part.replaceAll("{connection_file}", file));
    const child = spawn(command === "node" ? process.execPath : command!, args, {
      cwd,
      env: { ...process.env, ...spec.env, ...env, JPY_PARENT_PID: String(process.pid) },
      stdio: ["ignore", "ignore", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    return new KernelProcess(connection, child, folder);
  }

  get exit(): KernelExit | undefined {
    return this.#exit;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Ends the process and its group at once. */
  kill(): void {
    if (this.child.pid === undefined) return;
    try {
      if (process.platform === "win32") this.child.kill("SIGKILL");
      else process.kill(-this.child.pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // nobody is left
    }
  }
}

async function newConnection(): Promise<Connection> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = (await freePorts(5)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    key: randomUUID(),
    signature_scheme: "hmac-sha256",
    shell_port,
    iopub_port,
    stdin_port,
    control_port,
    hb_port,
  };
}
