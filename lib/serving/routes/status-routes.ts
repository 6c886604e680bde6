import type { FastifyInstance } from "fastify";
import { HttpError } from "../http/http-error";
import * as schema from "./schemas";
import type { ServerState } from "../http/server-state";

/**
 * GET /health, /ready, /metrics and /openapi.json: how the server is, for whoever watches it.
 *
 * @param figures gives the text of /metrics
 */
export function addStatusRoutes(app: FastifyInstance, state: ServerState, figures: () => Promise<string>): void {
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
      const { recommender, modelFailure, cache } = state;
      const redis = cache?.redis === undefined ? undefined : cache.redis.usable ? "up" : "down";
      return { status: "ready", model: recommender?.name, redis, modelFailure };
    },
  );

  app.get("/metrics", { ...unlimited, schema: { summary: "Figures as Prometheus text" } }, async (_request, reply) =>
    reply.type("text/plain; version=0.0.4; charset=utf-8").send(await figures()),
  );

  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
}
