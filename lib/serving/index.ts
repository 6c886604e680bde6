// Needs: contracts, wasm, bundle, ranking
// Packages: fastify, @fastify/rate-limit, @fastify/swagger, @fastify/swagger-ui, @sinclair/typebox, prom-client, lru-cache, @redis/client
/**
 * serving: what a notebook ends with is what customers get. A {@link Recommender} answers in ids, is saved and loaded
 * as a bundle, and stands behind an HTTP server.
 *
 * @packageDocumentation
 */
export {
  Recommender,
  UnknownIdError,
  type Explanation,
  type RecommendedItem,
  type Recommendations,
  type RecommenderParts,
  type SimilarItems,
} from "./models/recommender";
export { EVENT_TYPES, type EventType, type RecentEvent } from "./models/history-with";
export type { Histories } from "./models/histories";
export {
  loadRecommender,
  saveRecommender,
  type LoadedRecommender,
  type ModelLoader,
  type ModelLoaders,
  type SaveRecommenderOptions,
} from "./models/recommender-bundle";
export { startServer } from "./http/start-server";
export type { LiveEvents, RunningServer, ServerOptions } from "./http/server-options";
export { BatchedClassifier } from "./batching/batched-classifier";
export { Batcher, type BatchingOptions, OverloadedError } from "./batching/batcher";
export { compareVersions, type VersionComparison } from "./registry/compare-versions";
export { type RegisteredVersion, Registry, type Stage } from "./registry/registry";
export { type FollowerOptions, RegistryFollower } from "./registry/registry-follower";
export { pastEvents } from "./events/past-events";
export type { Figures } from "./processes/gathered-figures";
export type { ProcessesOptions, RunningProcesses } from "./processes/processes-options";
export { startProcesses } from "./processes/start-processes";
export type { RememberedEvent } from "./processes/messages";
export { WorkerLink } from "./processes/worker-link";
export { ApiClient, ApiError, type AnswerOf, type BodyOf, type PostPath } from "./client/api-client";
export type { LogStream } from "./http/server-log";
export { EventLog, type EventLogOptions, type EventSink, type LoggedEvent, type SyncPolicy } from "./events/event-log";
export type { Prediction, SearchAnswer, SearchHit, SearchService, Suggestions, TextClassifier } from "./ports";
