import type { FastifyInstance } from "fastify";
import { HttpError } from "./http-error";

/** Routes that answer however busy the server is, so that it can be watched. */
const ALWAYS = new Set(["/health", "/ready", "/metrics"]);

/** Refuses work instead of letting a queue grow: 503 with Retry-After above a number of requests at a time. */
export class LoadLimit {
  /** Requests being worked on. */
  inFlight = 0;
  /** Set when the server shuts down: what comes now is refused, what is under way ends. */
  closing = false;

  /** @param most requests at a time */
  constructor(private readonly most: number) {}

  /** Puts the limit before every route of a server. */
  guard(app: FastifyInstance): void {
    const counted = new WeakSet<object>();
    app.addHook("onRequest", (request, _reply, done) => {
      if (this.closing) return done(new HttpError(503, "closing", "the server is shutting down", undefined, 1));
      if (ALWAYS.has(request.routeOptions.url ?? "")) return done();
      if (this.inFlight >= this.most) {
        return done(
          new HttpError(503, "overloaded", `the server works on ${this.most} requests already`, undefined, 1),
        );
      }
      this.inFlight++;
      counted.add(request);
      done();
    });
    app.addHook("onResponse", (request, _reply, done) => {
      if (counted.has(request)) this.inFlight--;
      done();
    });
  }
}
