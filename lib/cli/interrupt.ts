import { note } from "./terminal";

/** Ctrl-C or a polite request to stop came in; the process leaves with 128 + the signal's number. */
export class Interrupted extends Error {
  constructor(readonly exitCode: number) {
    super("stopped before the end; nothing half-written was left");
    this.name = "Interrupted";
  }
}

/** How {@link interruptible} takes a signal. */
export interface InterruptOptions {
  /** The first signal only says that it is enough, and this is said to the person; the second aborts. */
  readonly gently?: string;
}

/**
 * Runs work that Ctrl-C can stop: the first signal aborts it, so that it can clean up; the second ends the process at
 * once. Meant for work that gives way to the event loop now and then; work that never does is better left to the
 * platform's own handling, which ends it on the spot.
 *
 * @param work    gets the signal and rejects soon after it is aborted; and one that is aborted when it is to finish with
 *                what it has
 * @param options whether there is such a first warning
 * @throws Interrupted once the work has stopped
 */
export async function interruptible<T>(
  work: (signal: AbortSignal, enough: AbortSignal) => Promise<T>,
  { gently }: InterruptOptions = {},
): Promise<T> {
  const controller = new AbortController();
  const enough = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    const interrupted = new Interrupted(signal === "SIGINT" ? 130 : 143);
    if (gently !== undefined && !enough.signal.aborted) {
      note(gently);
      return enough.abort(interrupted);
    }
    if (controller.signal.aborted) process.exit(interrupted.exitCode);
    controller.abort(interrupted);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    const result = await work(controller.signal, enough.signal);
    controller.signal.throwIfAborted();
    return result;
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
