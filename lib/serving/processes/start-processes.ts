import type { ProcessesOptions, RunningProcesses } from "./processes-options";

/**
 * Starts workers behind one port and holds what there is only one of: the event log, the classifier, what users did.
 * An event is acknowledged when it is stored and every worker knows of it, so whichever answers next takes it into
 * account. A worker that dies is replaced, and its successor is told what users did.
 *
 * @returns when all workers listen
 * @throws CartwrightError when a worker cannot serve
 */
export async function startProcesses(options: ProcessesOptions): Promise<RunningProcesses> {
  const { openProcesses } = await import("./main-process.js");
  return openProcesses(options);
}
