import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { type HttpError, pathOf, refusalBody } from "./http-error";
import type { LoadLimit } from "./load-limit";
import { requestId } from "./request-id";

/** Hears of every refusal: the path asked for without its query, and the milliseconds that it took. */
export type RefusalListener = (request: IncomingMessage, id: string, path: string, milliseconds: number) => void;

/** What the framework wants of a server below it. */
interface FrameworkSettings {
  readonly http?: ServerOptions | null;
  readonly keepAliveTimeout?: number;
  readonly requestTimeout?: number;
  readonly connectionTimeout?: number;
}

/**
 * The HTTP server below the framework. What the load limit is bound to refuse is refused here: through the framework a refusal
 * costs half as much as an answer, and a server that is asked for twice what it can compute would do little else.
 *
 * @param limit   says when
 * @param refused hears of each
 */
export function serverBelow(limit: LoadLimit, refused: RefusalListener) {
  return (
    handler: (request: IncomingMessage, response: ServerResponse) => void,
    { http, keepAliveTimeout = 0, requestTimeout = 0, connectionTimeout = 0 }: FrameworkSettings,
  ): Server => {
    const server = createServer(http ?? {}, (request, response) => {
      const refusal = limit.refusalBelow(request);
      if (refusal === undefined) return handler(request, response);
      const began = performance.now();
      const [id, path] = [requestId(request), pathOf(request)];
      refuse(response, refusal, id, path);
      refused(request, id, path, performance.now() - began);
    });
    server.keepAliveTimeout = keepAliveTimeout;
    server.requestTimeout = requestTimeout;
    server.setTimeout(connectionTimeout);
    return server;
  };
}

/** The same answer as through the framework. */
function refuse(response: ServerResponse, error: HttpError, id: string, path: string): void {
  const body = JSON.stringify(refusalBody(error, path));
  response.writeHead(error.statusCode, {
    "x-request-id": id,
    "retry-after": String(error.retryAfterSeconds),
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}
