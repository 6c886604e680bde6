import type { FastifyInstance } from "fastify";
import { HttpError } from "../http/http-error";
import * as schema from "./schemas";
import type { ServerMetrics } from "../http/server-metrics";
import type { ServerState } from "../http/server-state";

/** GET /health, /ready, /metrics and /openapi.json: how the server is, for whoever watches it. */
export function addStatusRoutes(app: FastifyInstance, state: ServerState, metrics: ServerMetrics): void {
  const unlimited = { config: { rateLimit: false } };

  app.get(
    "/health",
    {
      ...unlimited,
      schema: { summary: "Answers while the process lives", response: schema.answers(schema.StatusAnswer) },
    },
    () => ({ status: "ok" }),
  );

  app.get(
    "/ready",
    {
      ...unlimited,
      schema: { summary: "200 once all models are loaded, else 503", response: schema.answers(schema.ReadyAnswer) },
    },
    () => {
      if (state.awaitsModel) throw new HttpError(503, "not_ready", "the model is still being loaded", undefined, 1);
      return { status: "ready", model: state.recommender?.name };
    },
  );

  app.get("/metrics", { ...unlimited, schema: { summary: "Figures as Prometheus text" } }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );

  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
}
