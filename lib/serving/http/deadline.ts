import type { FastifyReply } from "fastify";
import { HttpError } from "./http-error";

/**
 * Waits for work on a request, but no longer than the deadline or than somebody is there to hear the answer. (The
 * framework's own signal cannot tell: it fires as soon as a body has been read.)
 *
 * @param reply      what the answer goes to
 * @param deadlineMs milliseconds from now
 * @param work       gets a signal that says when to give up
 * @throws HttpError 503 when the deadline passes first; 499 when the asker hung up, which nobody sees but the log
 */
export async function withDeadline<T>(
  reply: FastifyReply,
  deadlineMs: number,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => {
    controller.abort(new HttpError(503, "deadline", "the answer takes longer than this server waits", undefined, 1));
  }, deadlineMs);
  const hungUp = (): void => controller.abort(new HttpError(499, "hung_up", "the asker closed the connection"));
  reply.raw.once("close", hungUp);
  try {
    return await Promise.race([work(signal), rejection(signal)]);
  } finally {
    clearTimeout(timer);
    reply.raw.off("close", hungUp);
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
