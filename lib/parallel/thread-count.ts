import { requireInteger, ValueError } from "../contracts";

type WorkerThreads = typeof import("node:worker_threads");
type OperatingSystem = typeof import("node:os");
type FileSystem = typeof import("node:fs");

/** A module of Node; undefined elsewhere. Asked for at run time, so that a browser's bundle does without. */
function builtin(name: "node:worker_threads" | "node:os" | "node:fs"): object | undefined {
  const host = (globalThis as { process?: { getBuiltinModule?: (id: string) => object | undefined } }).process;
  return host?.getBuiltinModule?.(name);
}

/** Node's worker threads; undefined where there are none. */
export function workerThreads(): WorkerThreads | undefined {
  return builtin("node:worker_threads") as WorkerThreads | undefined;
}

/** The file that a thread runs, beside this one and of the same kind; undefined where that is not so, as in a bundle. */
export function threadFile(): string | undefined {
  if (typeof __filename !== "string") return undefined;
  const file = __filename.replace(/thread-count(\.[a-z]+)$/, "thread$1");
  const files = builtin("node:fs") as FileSystem | undefined;
  return file !== __filename && files?.existsSync(file) === true ? file : undefined;
}

/** Whether this program can start threads: in Node, not in a browser, and not when the library was bundled into one file. */
export function threadsRun(): boolean {
  return typeof SharedArrayBuffer !== "undefined" && workerThreads() !== undefined && threadFile() !== undefined;
}

/**
 * How many threads to work on: the number wanted, else that of the environment's CARTWRIGHT_THREADS, else one for each
 * core. Always 1 where {@link threadsRun} is false.
 *
 * @param wanted a whole number of at least 1
 * @throws ValueError when `wanted` or CARTWRIGHT_THREADS is no whole number of at least 1
 */
export function threadCount(wanted?: number): number {
  if (wanted !== undefined) requireInteger("threads", wanted, 1);
  if (!threadsRun()) return 1;
  return wanted ?? environmentThreads() ?? (builtin("node:os") as OperatingSystem).availableParallelism();
}

function environmentThreads(): number | undefined {
  const text = process.env["CARTWRIGHT_THREADS"];
  if (text === undefined || text === "") return undefined;
  if (!/^[1-9]\d{0,3}$/.test(text)) {
    throw new ValueError(`CARTWRIGHT_THREADS must be a whole number of at least 1, received ${JSON.stringify(text)}`);
  }
  return Number(text);
}
