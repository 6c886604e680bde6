import type { FastifyInstance, FastifyServerOptions } from "fastify";

/** Where the log goes: a stream (one JSON object a line), or nowhere. */
export type LogStream = NodeJS.WritableStream | false;

/**
 * Settings of the framework's logger. No line holds a body, an address or a query: nothing that tells one person from
 * another. A request has an id, a route, a status and a time.
 *
 * @param stream where to
 * @param name   of this process, where there are several
 */
export function loggerOptions(stream: LogStream, name?: string): FastifyServerOptions["logger"] {
  if (stream === false) return false;
  const base = name === undefined ? undefined : { process: name };
  return { level: "info", base, stream: { write: (line: string) => void stream.write(line) } };
}

/** Writes one line for every answer. */
export function logAnswers(app: FastifyInstance): void {
  app.addHook("onResponse", (request, reply, done) => {
    const { id, method, routeOptions } = request;
    logAnswer(app, { request: id, method, route: routeOptions.url, status: reply.statusCode }, reply.elapsedTime);
    done();
  });
}

/** Writes the line for one answer. */
export function logAnswer(
  app: FastifyInstance,
  { route = "unknown", ...answer }: { request: string; method: string; route: string | undefined; status: number },
  elapsed: number,
): void {
  app.log.info({ ...answer, route, milliseconds: Number(elapsed.toFixed(3)) }, "answered");
}
