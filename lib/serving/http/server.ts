import type { FastifyInstance } from "fastify";
import { requireInteger, requirePositive, ValueError } from "../../contracts";
import { BatchedClassifier } from "../batching/batched-classifier";
import type { RedisCache } from "../cache/redis-cache";
import { EventLog } from "../events/event-log";
import { pastEvents } from "../events/past-events";
import type { TextClassifier } from "../ports";
import { Registry } from "../registry/registry";
import { RegistryFollower } from "../registry/registry-follower";
import { createApp, furnish } from "./build-app";
import { LoadLimit } from "./load-limit";
import { ServerMetrics } from "./server-metrics";
import type { RunningServer, ServerOptions } from "./server-options";
import { ServerState } from "./server-state";

/**
 * Connections that may wait to be taken up, as far as the system allows (Linux: net.core.somaxconn). Node takes up one in
 * each turn of its event loop; whoever finds no room tries again only after a second, then three, then seven.
 */
const BACKLOG = 4096;

/** What `startServer` does, once it is asked for. */
export async function openServer(options: ServerOptions): Promise<RunningServer> {
  const { recommender, registry, host = "127.0.0.1", port = 0, cacheSize = 10_000 } = options;
  const { maxInFlight = 512, maxLagMs = 250 } = options;
  requireInteger("port", port);
  requireInteger("maxInFlight", maxInFlight, 1);
  requirePositive("maxLagMs", maxLagMs);
  requireInteger("cacheSize", cacheSize);
  requireInteger("deadlineMs", options.deadlineMs ?? 1, 1);
  if (recommender !== undefined && registry !== undefined) {
    throw new ValueError("give a recommender or a registry, not both");
  }
  // A model that fails while the server starts is told by `loaded`; without this it would end the process at once.
  const coming = Promise.resolve(recommender);
  coming.catch(() => undefined);
  const metrics: ServerMetrics = new ServerMetrics(() => limit.inFlight);
  const limit = new LoadLimit({ maxInFlight, maxLagMs });
  const app = createApp(options, limit, metrics);
  const log = await openEventLog(options, app);
  const redis = await openRedis(options, app);
  const state = new ServerState({
    search: options.search,
    classifier: batched(options),
    events: options.events?.sink ?? log,
    storesEvents: options.events?.isStored ?? log !== undefined,
    cacheSize,
    redis,
    awaitsModel: recommender !== undefined || registry !== undefined,
  });
  const release = async (): Promise<void> => {
    state.follower?.close();
    redis?.close();
    await log?.close();
  };
  try {
    await recall(state, options);
    await furnish(app, state, limit, metrics, options);
    await app.listen({ host, port, backlog: BACKLOG });
  } catch (error) {
    await app.close();
    await release();
    throw error;
  }
  const loaded =
    registry === undefined
      ? coming.then((model) => model && state.setRecommender(model))
      : follow(registry, state, app, metrics);
  loaded.catch((error: Error) => app.log.error({ reason: error.message }, "the model could not be loaded"));

  const { port: bound } = app.server.address() as { port: number };
  let closed: Promise<void> | undefined;
  return {
    address: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    port: bound,
    loaded,
    setRecommender: (model) => state.setRecommender(model),
    figures: () => metrics.registry.getMetricsAsJSON(),
    remember: (event) => state.recent.remember(event.user, event),
    close: () => (closed ??= shutDown(app, limit, release, options.closeTimeoutMs ?? 10_000)),
  };
}

function batched({ classifier, batching = {} }: ServerOptions): TextClassifier | undefined {
  if (classifier === undefined || batching === false) return classifier;
  return new BatchedClassifier(classifier, batching);
}

async function openEventLog({ eventLog }: ServerOptions, app: FastifyInstance): Promise<EventLog | undefined> {
  if (eventLog === undefined) return undefined;
  const { path, sync, maxBytes } = eventLog;
  const onError = (error: unknown): void =>
    app.log.error({ err: error }, "the event log could not be synced or put aside; trying again");
  return EventLog.open(path, { sync, maxBytes, onError });
}

/** The client of Redis is larger than all the rest: only who names an address loads it. */
async function openRedis({ redis }: ServerOptions, app: FastifyInstance): Promise<RedisCache | undefined> {
  if (redis === undefined) return undefined;
  const { RedisCache } = await import("../cache/redis-cache.js");
  return new RedisCache(redis, {
    onChange: (usable, error) => {
      if (usable) app.log.info("Redis answers again");
      else app.log.warn({ reason: error?.message }, "Redis does not answer; this process keeps answers by itself");
    },
  });
}

/** Reads again what users did before. */
async function recall({ recent }: ServerState, { eventLog, events }: ServerOptions): Promise<void> {
  if (eventLog !== undefined)
    for await (const { user, ...event } of pastEvents(eventLog.path)) recent.remember(user, event);
  for (const { user, ...event } of events?.past ?? []) recent.remember(user, event);
}

function follow(
  { dir, loaders, everyMs }: NonNullable<ServerOptions["registry"]>,
  state: ServerState,
  app: FastifyInstance,
  metrics: ServerMetrics,
): Promise<void> {
  state.follower = new RegistryFollower(new Registry(dir), {
    loaders,
    everyMs,
    onLive: ({ recommender }, version) => {
      state.setRecommender(recommender);
      app.log.info({ version, model: recommender.name }, "another version is in service");
    },
    onFailure: ({ message }, version) => {
      state.modelFailure = message;
      metrics.modelFailures.inc();
      app.log.error({ version, reason: message }, "a version could not be put into service; the one before stays");
    },
  });
  return state.follower.start();
}

async function shutDown(
  app: FastifyInstance,
  limit: LoadLimit,
  release: () => Promise<void>,
  patience: number,
): Promise<void> {
  limit.closing = true;
  const impatient = setTimeout(() => app.server.closeAllConnections(), patience);
  try {
    await app.close();
  } finally {
    clearTimeout(impatient);
    await release();
  }
}
