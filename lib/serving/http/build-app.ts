import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import { LIBRARY_VERSION } from "../../bundle";
import { requireInteger } from "../../contracts";
import { BatchedClassifier } from "../batching/batched-classifier";
import { addAdminRoutes } from "../routes/admin-routes";
import { addRecommendRoutes } from "../routes/recommend-routes";
import { addServiceRoutes } from "../routes/service-routes";
import { addStatusRoutes } from "../routes/status-routes";
import { ADMIN_KEY_HEADER } from "./admin-header";
import { answerBrokenRequests, answerErrorsAlike, HttpError, sendError } from "./http-error";
import type { LoadLimit } from "./load-limit";
import { serverBelow } from "./server-below";
import { RequestCounts } from "./request-counts";
import { requestId, tellRequestIds } from "./request-id";
import { logAnswer, logAnswers, loggerOptions } from "./server-log";
import { ServerMetrics } from "./server-metrics";
import type { ServerOptions } from "./server-options";
import type { ServerState } from "./server-state";

/** What the page of the document may load: only what this server itself sends. */
const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'";

/** The framework with this server's manners: limits, ids, log, one shape of refusal. */
export function createApp(options: ServerOptions, limit: LoadLimit, metrics: ServerMetrics): FastifyInstance {
  const { bodyLimit = 2 ** 20, log = false, requestTimeoutMs = 15_000, behindProxy = false } = options;
  requireInteger("requestTimeoutMs", requestTimeoutMs, 1);
  const routes = new Set<string>();
  const app: FastifyInstance = Fastify({
    serverFactory: serverBelow(limit, ({ method = "" }, request, path, milliseconds) => {
      const route = routes.has(path) ? path : undefined;
      metrics.answered(route, 503, milliseconds);
      if (log !== false) logAnswer(app, { request, method, route, status: 503 }, milliseconds);
    }),
    bodyLimit,
    logger: loggerOptions(log, options.process),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    requestTimeout: requestTimeoutMs,
    trustProxy: behindProxy ? "loopback" : false,
    http: {
      maxHeaderSize: 2 ** 14,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(5000, Math.ceil(requestTimeoutMs / 2)),
    },
    clientErrorHandler: answerBrokenRequests,
    // A body is taken as it is: a number is no string, and an unknown field is a mistake worth hearing of.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allowUnionTypes: true } },
    frameworkErrors: (error, request, reply) =>
      void sendError(new HttpError(400, "invalid_request", error.message), request, reply),
  });
  app.addHook("onRoute", ({ url }) => void routes.add(url));
  return app;
}

/** Puts hooks, limits and routes on it. */
export async function furnish(
  app: FastifyInstance,
  state: ServerState,
  limit: LoadLimit,
  metrics: ServerMetrics,
  { requestsPerMinute, deadlineMs = 10_000, adminKey, metricsText, extend, log = false }: ServerOptions,
): Promise<void> {
  // A web page may send text to any address unasked, JSON not: so that no stranger's page can post events here.
  app.removeContentTypeParser("text/plain");
  watch(state, metrics);
  answerErrorsAlike(app);
  tellRequestIds(app);
  metrics.watch(app);
  if (log !== false) logAnswers(app);
  limit.guard(app);
  if (requestsPerMinute !== undefined) {
    requireInteger("requestsPerMinute", requestsPerMinute, 1);
    await app.register(rateLimit, { max: requestsPerMinute, timeWindow: 60_000, store: RequestCounts });
  }
  await describe(app);
  addRecommendRoutes(app, state, metrics);
  addServiceRoutes(app, state, deadlineMs);
  if (adminKey !== undefined) addAdminRoutes(app, state, adminKey);
  addStatusRoutes(app, state, metricsText ?? (() => metrics.registry.metrics()));
  await extend?.(app, {
    recentOf: (user) => state.recent.of(user),
    recommender: () => state.recommender,
  });
}

/** The OpenAPI document, and its page at /docs, which needs nothing from elsewhere. */
async function describe(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Cartwright", description: "Recommendation, search and prediction", version: LIBRARY_VERSION },
      components: { securitySchemes: { [ADMIN_KEY_HEADER]: { type: "apiKey", in: "header", name: ADMIN_KEY_HEADER } } },
    },
  });
  await app.register(swaggerUi, { routePrefix: "/docs", staticCSP: PAGE_POLICY, theme: { title: "Cartwright" } });
}

function watch({ classifier, cache }: ServerState, metrics: ServerMetrics): void {
  if (classifier instanceof BatchedClassifier) {
    metrics.gauge("cartwright_texts_waiting", "Texts that wait for the classifier", () => classifier.waiting);
  }
  const redis = cache?.redis;
  if (redis !== undefined)
    metrics.gauge("cartwright_redis_up", "Whether Redis answers, 1 or 0", () => Number(redis.usable));
}
