import type { FastifyInstance } from "fastify";
import * as schema from "./schemas";
import type { ServerMetrics } from "../http/server-metrics";
import type { ServerState } from "../http/server-state";

const JSON_TYPE = "application/json; charset=utf-8";

/** POST /recommend, /similar and /explain: what the recommender answers. */
export function addRecommendRoutes(app: FastifyInstance, state: ServerState, metrics: ServerMetrics): void {
  app.post<{ Body: schema.RecommendRequest }>(
    "/recommend",
    {
      schema: {
        summary: "The k best items that a user does not have; what is popular for an unknown user",
        body: schema.RecommendBody,
        response: schema.answers(schema.RecommendAnswer),
      },
    },
    (request, reply) => {
      const { user, k = 10 } = request.body;
      return reply.type(JSON_TYPE).send(recommendText(user, k, state, metrics));
    },
  );

  app.post<{ Body: schema.SimilarRequest }>(
    "/similar",
    {
      schema: {
        summary: "The k items most like one item",
        body: schema.SimilarBody,
        response: schema.answers(schema.SimilarAnswer),
      },
    },
    ({ body: { item, k = 10 } }) => {
      const { recommender } = state.requireModel();
      return { ...recommender.similar(item, k), model: recommender.name };
    },
  );

  app.post<{ Body: schema.ExplainRequest }>(
    "/explain",
    {
      schema: {
        summary: "Which of a user's items a score came from",
        body: schema.ExplainBody,
        response: schema.answers(schema.ExplainAnswer),
      },
    },
    ({ body: { user, item } }) => {
      const { recommender } = state.requireModel();
      return { ...recommender.explain(user, item), model: recommender.name };
    },
  );
}

/** The answer as JSON text, so that a cached one is sent as it is. */
function recommendText(user: string, k: number, state: ServerState, metrics: ServerMetrics): string {
  const { recommender, cache } = state.requireModel();
  const key = state.cacheKey(user, k);
  const cached = cache?.get(key);
  if (cache !== undefined) metrics.cache.inc({ result: cached === undefined ? "miss" : "hit" });
  if (cached !== undefined) return cached;
  const answer = recommender.recommend(user, k, state.recentOf(user));
  metrics.lists.inc({ source: answer.items[0]?.source ?? "none" });
  const text = JSON.stringify({ ...answer, model: recommender.name });
  cache?.set(key, text);
  return text;
}
