import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/** Hexadecimal digits and dashes alone: an id from outside goes into the log, which holds nothing about persons. */
const ID = /^[0-9a-f-]{16,64}$/i;

/** Id of a request: what a proxy in front gave it, else a new one. */
export function requestId({ headers }: Pick<IncomingMessage, "headers">): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && ID.test(given) ? given : randomUUID();
}

/** Tells every asker the id of their request, by which the log can be searched. */
export function tellRequestIds(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-request-id", request.id);
    done();
  });
}
