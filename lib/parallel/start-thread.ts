import { CartwrightError, NotSupportedError, ShapeError, ValueError } from "../contracts";
import type { Reply, Request, ThreadStart } from "./control";
import { threadFile, workerThreads } from "./thread-count";

/** One worker thread. */
export interface Thread {
  /** Resolves when no block is left for it; calls `stop` and rejects when one failed or the thread ended. */
  ask(request: Request, stop: () => void): Promise<void>;
  end(): Promise<void>;
}

/** Starts a worker thread. It keeps the process alive only while it has something to do. */
export function startThread(start: ThreadStart): Thread {
  const file = threadFile()!;
  // Compiled code needs none of the hooks that this process may have been started with; TypeScript needs them all.
  const execArgv = file.endsWith(".js") ? [] : process.execArgv;
  const worker = new (workerThreads()!.Worker)(file, { workerData: start, execArgv });
  worker.unref();
  let ended: Error | undefined;
  let settle: ((reply: Reply) => void) | undefined;
  const finish = (error: Error): void => {
    ended ??= error;
    settle?.({ error: ended });
  };
  worker.on("message", (reply: Reply) => settle?.(reply));
  worker.on("error", finish);
  worker.on("exit", (code) => finish(new CartwrightError(`a thread ended before its work did, with code ${code}`)));

  return {
    async ask(request, stop) {
      if (ended !== undefined) throw ended;
      worker.ref();
      const reply = await new Promise<Reply>((resolve) => {
        settle = resolve;
        worker.postMessage(request);
      });
      settle = undefined;
      worker.unref();
      if (reply.error === undefined) return;
      stop();
      throw errorFrom(reply.error);
    },
    async end() {
      await worker.terminate();
    },
  };
}

/** The classes that a thread's errors keep. */
const CLASSES = { CartwrightError, NotSupportedError, RangeError, ShapeError, TypeError, ValueError };

function errorFrom({ name, message, stack }: NonNullable<Reply["error"]>): Error {
  const Kind = CLASSES[name as keyof typeof CLASSES] ?? Error;
  const error = new Kind(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
