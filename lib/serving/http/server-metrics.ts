import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import { PlainCounter } from "./plain-counter";
import { PlainHistogram } from "./plain-histogram";

/** What GET /metrics tells, as Prometheus text. Each server has its own. */
export class ServerMetrics {
  readonly registry = new Registry();
  private readonly requests = new PlainCounter(this.registry, {
    name: "cartwright_requests_total",
    help: "Answers by route and status",
    labels: ["route", "status"],
  });
  private readonly seconds = new PlainHistogram(this.registry, {
    name: "cartwright_request_seconds",
    help: "Time from a request's arrival to its answer",
    label: "route",
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  });
  /** Recommended lists, by where they came from: a model, "popularity". */
  readonly lists = new PlainCounter(this.registry, {
    name: "cartwright_lists_total",
    help: "Lists of recommendations by source",
    labels: ["source"],
  });
  /** Look-ups in the cache, by how they ended: "hit", "miss", "shared". */
  readonly cache = new PlainCounter(this.registry, {
    name: "cartwright_cache_total",
    help: "Look-ups in the cache of answers",
    labels: ["result"],
  });

  readonly modelFailures = new Counter({
    name: "cartwright_model_failures_total",
    help: "Versions that could not be put into service",
    registers: [this.registry],
  });

  /** @param inFlight gives the number of requests being worked on */
  constructor(inFlight: () => number) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge("cartwright_requests_in_flight", "Requests being worked on", inFlight);
  }

  /**
   * A figure that is looked up when somebody asks.
   *
   * @param name  as Prometheus shall call it
   * @param help  what it says
   * @param value gives it
   */
  gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }

  /** Counts and times every answer of a server. */
  watch(app: FastifyInstance): void {
    app.addHook("onResponse", (request, reply, done) => {
      this.answered(request.routeOptions.url, reply.statusCode, reply.elapsedTime);
      done();
    });
  }

  /**
   * Counts and times one answer.
   *
   * @param route        the route's pattern, never the path as asked: strangers could fill the memory with made-up paths
   * @param status       of the answer
   * @param milliseconds from the request's arrival
   */
  answered(route = "unknown", status: number, milliseconds: number): void {
    this.requests.add(route, String(status));
    this.seconds.observe(route, milliseconds / 1000);
  }
}
