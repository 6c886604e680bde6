import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { NotSupportedError } from "../../contracts";
import { OverloadedError } from "../batching/batcher";
import { UnknownIdError } from "../models/recommender";

/** A refusal with its status; the body of the answer is `{"error":{"code","message","path"}}`. */
export class HttpError extends Error {
  constructor(
    readonly statusCode: number,
    /** A word for programs: "invalid_body", "overloaded". */
    readonly code: string,
    message: string,
    /** JSON pointer into the body ("/k"), or the route's path when no field is at fault. */
    readonly path?: string,
    /** Sent as Retry-After. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** Makes every refusal of the server, also those of the framework, one shape. */
export function answerErrorsAlike(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError | HttpError>((error, request, reply) => {
    const refusal = asHttpError(error);
    if (refusal.statusCode >= 500 && refusal.code === "internal") request.log.error({ err: error }, "unforeseen error");
    return sendError(refusal, request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const message = `there is no route ${request.method} ${pathOf(request)}; GET /openapi.json lists them`;
    return sendError(new HttpError(404, "unknown_route", message), request, reply);
  });
}

/** Statuses of requests that never were one, by the parser's word. */
const BROKEN: Readonly<Record<string, readonly [status: string, code: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "headers_too_large", "the headers are too large"],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "too_slow", "the request took too long to arrive"],
};

/** Answers, in the one shape, what is no HTTP, has too many headers, or takes too long to arrive; then hangs up. */
export function answerBrokenRequests(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const [status, code, message] = BROKEN[error.code ?? ""] ?? ["400 Bad Request", "invalid_request", "this is no HTTP"];
  const body = JSON.stringify({ error: { code, message, path: "" } });
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nConnection: close`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** Sends a refusal in the one shape. */
export function sendError(error: HttpError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.retryAfterSeconds !== undefined) void reply.header("retry-after", error.retryAfterSeconds);
  return reply.code(error.statusCode).send(refusalBody(error, pathOf(request)));
}

/** Body of every refusal. */
export function refusalBody({ code, message, path }: HttpError, asked: string): object {
  return { error: { code, message, path: path ?? asked } };
}

/** The request's path without its query, which may hold what nobody should log. */
export function pathOf({ url = "" }: { readonly url?: string | undefined }): string {
  return url.split("?", 1)[0]!;
}

function asHttpError(error: FastifyError | HttpError): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof UnknownIdError)
    return new HttpError(404, `unknown_${error.what}`, error.message, `/${error.what}`);
  if (error instanceof NotSupportedError) return new HttpError(404, "not_supported", error.message);
  if (error instanceof OverloadedError) {
    return new HttpError(503, "overloaded", error.message, undefined, error.retryAfterSeconds);
  }
  if (error.validation !== undefined) return invalidBody(error);
  switch (error.statusCode) {
    case 400:
      return new HttpError(400, "invalid_body", error.message, "");
    case 413:
      return new HttpError(413, "too_large", "the body is larger than this server takes", "");
    case 415:
      return new HttpError(415, "not_json", "send JSON with the header Content-Type: application/json", "");
    case 429:
      return new HttpError(429, "too_many_requests", error.message);
    default:
      if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
        return new HttpError(error.statusCode, "refused", "the server does not answer such a request");
      }
      // Nothing of the inside leaves the house: the log has the rest.
      return new HttpError(500, "internal", "the server failed at this request; its log says more");
  }
}

/** Names the field at fault by a JSON pointer: the missing or surplus one, else the one with the wrong value. */
function invalidBody({ validation }: FastifyError): HttpError {
  const { instancePath = "", params = {}, message = "is wrong" } = validation?.[0] ?? {};
  const pointer = (field: unknown): string =>
    `${instancePath}/${String(field).replace(/~/g, "~0").replace(/\//g, "~1")}`;
  const { missingProperty: missing, additionalProperty: surplus, allowedValues: allowed } = params;
  if (missing !== undefined) {
    return new HttpError(400, "invalid_body", `${pointer(missing)} must be given`, pointer(missing));
  }
  if (surplus !== undefined) {
    return new HttpError(400, "invalid_body", `${pointer(surplus)} is no field of this request`, pointer(surplus));
  }
  const rule = Array.isArray(allowed) ? `must be one of ${allowed.join(", ")}` : message;
  return new HttpError(400, "invalid_body", `${instancePath === "" ? "the body" : instancePath} ${rule}`, instancePath);
}
