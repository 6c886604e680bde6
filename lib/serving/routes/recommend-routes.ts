import type { FastifyInstance } from "fastify";
import * as schema from "./schemas";
import { AnswerCache } from "../cache/answer-cache";
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
      const text = answerText(request.body, state, metrics);
      // Sent at once where it is there at once: a promise for each answer is work too.
      if (typeof text === "string") return void reply.type(JSON_TYPE).send(text);
      return text.then((late) => reply.type(JSON_TYPE).send(late));
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
      const recommender = state.requireModel();
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
      const recommender = state.requireModel();
      return { ...recommender.explain(user, item), model: recommender.name };
    },
  );
}

/** The answer as JSON text, so that a kept one is sent as it is. It comes from one model, whatever is put into service meanwhile. */
function answerText(
  { user, k = 10, recent }: schema.RecommendRequest,
  state: ServerState,
  metrics: ServerMetrics,
): string | Promise<string> {
  const recommender = state.requireModel();
  const { cache } = state;
  const done = state.recent.of(user);
  const compute = (): string => {
    const answer = recommender.recommend(user, k, recent === undefined ? done : [...done, ...recent]);
    metrics.lists.add(answer.items[0]?.source ?? "none");
    return JSON.stringify({ ...answer, model: recommender.name });
  };
  if (cache === undefined || recent !== undefined) return compute();

  const key = AnswerCache.key(recommender.name, state.recent.versionOf(user), k, user);
  const keep = (text: string): string => {
    cache.set(key, text);
    return text;
  };
  const here = cache.get(key);
  if (here !== undefined) {
    metrics.cache.add("hit");
    return here;
  }
  if (cache.redis?.usable !== true) {
    metrics.cache.add("miss");
    return keep(compute());
  }
  return cache.getShared(key).then((shared) => {
    metrics.cache.add(shared === undefined ? "miss" : "shared");
    return shared ?? keep(compute());
  });
}
