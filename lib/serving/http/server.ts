import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import { LIBRARY_VERSION } from "../../bundle";
import { requireInteger } from "../../contracts";
import { EventLog, type SyncPolicy } from "../events/event-log";
import { BatchedClassifier } from "../batching/batched-classifier";
import type { BatchingOptions } from "../batching/batcher";
import { answerErrorsAlike, HttpError, sendError } from "./http-error";
import { LoadLimit } from "./load-limit";
import type { SearchService, TextClassifier } from "../ports";
import { addRecommendRoutes } from "../routes/recommend-routes";
import type { RecentEvent } from "../models/history-with";
import type { Recommender } from "../models/recommender";
import { logAnswers, loggerOptions, type LogStream } from "./server-log";
import { ServerMetrics } from "./server-metrics";
import { ServerState } from "./server-state";
import { addServiceRoutes } from "../routes/service-routes";
import { addStatusRoutes } from "../routes/status-routes";

/** What {@link startServer} serves, and how. Everything may be left out. */
export interface ServerOptions {
  /** Answers /recommend, /similar and /explain. A promise is waited for after the server listens: /ready says when. */
  readonly recommender?: Recommender | Promise<Recommender>;
  /** Answers /search and /suggest. */
  readonly search?: SearchService;
  /** Answers /predict. */
  readonly classifier?: TextClassifier;
  /** How texts of several requests are gathered for the classifier; false hands each request on by itself. */
  readonly batching?: BatchingOptions | false;
  /** Longest that a search or prediction may take in milliseconds, 10,000 unless given; then the answer is 503. */
  readonly deadlineMs?: number;
  /** "127.0.0.1" unless given: nobody but this machine can ask. */
  readonly host?: string;
  /** 0, the default, takes any free port; {@link RunningServer} says which. */
  readonly port?: number;
  /** File that events are appended to; without it they are remembered only until the server stops. */
  readonly eventLog?: { readonly path: string; readonly sync?: SyncPolicy };
  /** Largest body in bytes; 1 MiB unless given. */
  readonly bodyLimit?: number;
  /** Requests a minute from one address; no limit unless given. */
  readonly requestsPerMinute?: number;
  /** Requests worked on at a time, 512 unless given; beyond that the answer is 503. */
  readonly maxInFlight?: number;
  /** Answers of /recommend that are kept, 10,000 unless given; 0 keeps none. */
  readonly cacheSize?: number;
  /** Where the structured log goes; nowhere unless given. */
  readonly log?: LogStream;
  /** How long requests under way may take when the server closes; 10 seconds unless given. */
  readonly closeTimeoutMs?: number;
  /**
   * Adds routes of the caller's own, a shop's pages for example. They come after the server's and share its limits, log
   * and metrics.
   */
  readonly extend?: (app: FastifyInstance, live: LiveEvents) => void | Promise<void>;
}

/** What the server remembers, for routes that {@link ServerOptions.extend} adds. */
export interface LiveEvents {
  /** What a user did since the server started, oldest first. */
  recentOf(user: string): readonly RecentEvent[];
}

/** A server that listens. */
export interface RunningServer {
  /** "http://127.0.0.1:8080" */
  readonly address: string;
  readonly port: number;
  /** Resolves when the recommender of the options is in service; rejects when it could not be had. */
  readonly loaded: Promise<void>;
  /** Puts another model into service, without a lost or mixed answer. */
  setRecommender(recommender: Recommender): void;
  /** Refuses what is new, lets what is under way end, writes the event log out. Once is enough; twice is the same. */
  close(): Promise<void>;
}

/**
 * Starts the HTTP server: JSON in, JSON out, every refusal as `{"error":{"code","message","path"}}`.
 *
 * @returns once it listens
 * @throws when the port is taken (EADDRINUSE), the event log cannot be opened, or an option is out of range
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const { recommender, search, host = "127.0.0.1", port = 0, maxInFlight = 512, cacheSize = 10_000 } = options;
  requireInteger("port", port);
  requireInteger("maxInFlight", maxInFlight, 1);
  requireInteger("cacheSize", cacheSize);
  requireInteger("deadlineMs", options.deadlineMs ?? 1, 1);
  // A model that fails while the server starts is told by `loaded`; without this it would end the process at once.
  const coming = Promise.resolve(recommender);
  coming.catch(() => undefined);
  const app = createApp(options);
  const events = await openEventLog(options, app);
  const classifier = batched(options);
  const state = new ServerState({ search, classifier, events, cacheSize, awaitsModel: recommender !== undefined });
  const limit = new LoadLimit(maxInFlight);
  try {
    await addEverything(app, state, limit, options);
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    await events?.close();
    throw error;
  }
  const loaded = coming.then((model) => model && state.setRecommender(model));
  loaded.catch((error: Error) => app.log.error({ reason: error.message }, "the model could not be loaded"));

  const { port: bound } = app.server.address() as { port: number };
  let closed: Promise<void> | undefined;
  return {
    address: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    port: bound,
    loaded,
    setRecommender: (model) => state.setRecommender(model),
    close: () => (closed ??= shutDown(app, limit, events, options.closeTimeoutMs ?? 10_000)),
  };
}

function batched({ classifier, batching = {} }: ServerOptions): TextClassifier | undefined {
  if (classifier === undefined || batching === false) return classifier;
  return new BatchedClassifier(classifier, batching);
}

function createApp({ bodyLimit = 2 ** 20, log = false }: ServerOptions): FastifyInstance {
  return Fastify({
    bodyLimit,
    logger: loggerOptions(log),
    logController: new LogController({ disableRequestLogging: true }),
    return503OnClosing: false,
    forceCloseConnections: "idle",
    // A body is taken as it is: a number is no string, and an unknown field is a mistake worth hearing of.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allowUnionTypes: true } },
    frameworkErrors: (error, request, reply) =>
      void sendError(new HttpError(400, "invalid_request", error.message), request, reply),
  });
}

async function openEventLog({ eventLog }: ServerOptions, app: FastifyInstance): Promise<EventLog | undefined> {
  if (eventLog === undefined) return undefined;
  return EventLog.open(eventLog.path, eventLog.sync ?? "second", (error) =>
    app.log.error({ err: error }, "the event log could not be synced to disk; trying again"),
  );
}

async function addEverything(
  app: FastifyInstance,
  state: ServerState,
  limit: LoadLimit,
  { requestsPerMinute, deadlineMs = 10_000, extend }: ServerOptions,
): Promise<void> {
  // A web page may send text to any address unasked, JSON not: so that no stranger's page can post events here.
  app.removeContentTypeParser("text/plain");
  const metrics = new ServerMetrics(() => limit.inFlight);
  const { classifier } = state;
  if (classifier instanceof BatchedClassifier) {
    metrics.gauge("cartwright_texts_waiting", "Texts that wait for the classifier", () => classifier.waiting);
  }
  answerErrorsAlike(app);
  metrics.watch(app);
  logAnswers(app);
  limit.guard(app);
  if (requestsPerMinute !== undefined) {
    requireInteger("requestsPerMinute", requestsPerMinute, 1);
    await app.register(rateLimit, { max: requestsPerMinute, timeWindow: 60_000 });
  }
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Cartwright", description: "Recommendation, search and prediction", version: LIBRARY_VERSION },
    },
  });
  addRecommendRoutes(app, state, metrics);
  addServiceRoutes(app, state, deadlineMs);
  addStatusRoutes(app, state, metrics);
  await extend?.(app, { recentOf: (user) => state.recentOf(user) });
}

async function shutDown(
  app: FastifyInstance,
  limit: LoadLimit,
  events: EventLog | undefined,
  patience: number,
): Promise<void> {
  limit.closing = true;
  const impatient = setTimeout(() => app.server.closeAllConnections(), patience);
  try {
    await app.close();
  } finally {
    clearTimeout(impatient);
    await events?.close();
  }
}
