import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { HttpError, pathOf } from "./http-error";

/** Routes that answer however busy the server is, so that it can be watched. */
const ALWAYS = new Set(["/health", "/ready", "/metrics"]);

/** What a {@link LoadLimit} lets through. */
export interface LoadLimits {
  /** Requests worked on at a time. */
  readonly maxInFlight: number;
  /** Milliseconds of computing for others that a request may have to wait for. */
  readonly maxLagMs: number;
}

/**
 * Refuses work instead of letting a queue grow, with 503 and Retry-After: above a number of requests at a time, which
 * counts those that wait for something, and above an amount of computing, which they wait for in the event loop.
 */
export class LoadLimit {
  /** Requests being worked on. */
  inFlight = 0;
  /** Set when the server shuts down: what comes now is refused, what is under way ends. */
  closing = false;
  /** By the clock, when this turn of the event loop met its first request; undefined before that. */
  private turnBegan: number | undefined;
  /** Set when this turn has computed all that it may: who comes later in it is refused without asking again. */
  private isFull = false;
  /** The process's computing time a little before this turn, and by the clock when it was asked. */
  private computed = { ms: 0, at: -Infinity };

  /** Refusals are many when time is short: each is made once. */
  private readonly refusals: Readonly<Record<"closing" | "busy" | "lagging", HttpError>>;

  constructor(private readonly limits: LoadLimits) {
    const { maxInFlight, maxLagMs } = limits;
    this.refusals = {
      closing: overloaded("closing", "the server is shutting down"),
      busy: overloaded("overloaded", `the server works on ${maxInFlight} requests already`),
      lagging: overloaded("overloaded", `requests that came before this one took ${maxLagMs} ms of computing`),
    };
  }

  /** Puts the limit before every route of a server. */
  guard(app: FastifyInstance): void {
    app.decorateRequest("isCounted", false);
    app.addHook("onRequest", (request: CountedRequest, _reply, done) => {
      const isFree = ALWAYS.has(request.routeOptions.url ?? "");
      const refusal = this.refusal(isFree);
      if (refusal !== undefined) return done(refusal);
      if (!isFree) {
        this.inFlight++;
        request.isCounted = true;
      }
      done();
    });
    app.addHook("onResponse", (request: CountedRequest, _reply, done) => {
      if (request.isCounted === true) this.inFlight--;
      done();
    });
  }

  /** Why a request is refused before the framework sees it; undefined where that is not known yet. */
  refusalBelow(request: IncomingMessage): HttpError | undefined {
    return this.isFull && !ALWAYS.has(pathOf(request)) ? this.refusals.lagging : undefined;
  }

  private refusal(isFree: boolean): HttpError | undefined {
    if (this.closing) return this.refusals.closing;
    if (isFree) return undefined;
    if (this.inFlight >= this.limits.maxInFlight) return this.refusals.busy;
    return this.lagsBehind() ? this.refusals.lagging : undefined;
  }

  /**
   * Whether more was computed for requests that were there together with this one and came first than it may wait for.
   * All that is ready is answered in one turn of the event loop, so the turn's computing so far is what this request has
   * waited for at least. It is the processor's time, not the clock's: a machine that is busy with something else is no
   * reason to refuse. Asking the system for it costs as much as an answer, so it is asked where the clock gives cause to,
   * and its value before the turn is at most a tenth of the limit old.
   */
  private lagsBehind(): boolean {
    const { maxLagMs } = this.limits;
    const now = performance.now();
    if (this.turnBegan === undefined) {
      this.turnBegan = now;
      setImmediate(() => {
        this.turnBegan = undefined;
        this.isFull = false;
      });
      if (now - this.computed.at > maxLagMs / 10) this.computed = { ms: computingTime(), at: now };
    }
    this.isFull ||= now - this.turnBegan > maxLagMs && computingTime() - this.computed.ms > maxLagMs;
    return this.isFull;
  }
}

type CountedRequest = FastifyRequest & { isCounted?: boolean };

function computingTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function overloaded(code: string, message: string): HttpError {
  return new HttpError(503, code, message, undefined, 1);
}
