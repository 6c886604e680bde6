// What each thread of a team runs: loads the task's module, gets ready, and answers requests until it is ended.
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { type Reply, type Request, STOP, type ThreadStart, workThrough } from "./control";
import type { BlockWork, ParallelTask } from "./task";

// Whoever loads this file on the main thread has no parent, and nothing happens.
const parent = parentPort;
if (parent !== null) {
  const { file, name, setup, thread, control } = workerData as ThreadStart;
  let work: BlockWork<unknown> | undefined;
  parent.on("message", ({ blocks, command }: Request) => {
    try {
      const begun = (work ??= begin(file, name, setup, thread));
      workThrough(control, blocks, (block) => begun(block, command));
      parent.postMessage({} satisfies Reply);
    } catch (cause) {
      Atomics.store(control, STOP, 1);
      const { name, message, stack } = cause instanceof Error ? cause : new Error(String(cause));
      parent.postMessage({ error: { name, message, stack } } satisfies Reply);
    }
  });
}

function begin(file: string, name: string, setup: unknown, thread: number): BlockWork<unknown> {
  const task = (createRequire(file)(file) as Record<string, ParallelTask<unknown, unknown> | undefined>)[name];
  if (task === undefined) throw new Error(`${file} must export a task named ${name}`);
  return task.begin(setup, thread);
}
