// Needs: contracts, wasm, bundle, ranking
// Packages: fastify, @fastify/rate-limit, @fastify/swagger, @sinclair/typebox, prom-client, lru-cache
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
} from "./recommender";
export { EVENT_TYPES, type EventType, type RecentEvent } from "./history-with";
export type { Histories } from "./histories";
export {
  loadRecommender,
  saveRecommender,
  type LoadedRecommender,
  type ModelLoader,
  type ModelLoaders,
  type SaveRecommenderOptions,
} from "./recommender-bundle";
export { startServer, type RunningServer, type ServerOptions } from "./server";
export type { LogStream } from "./server-log";
export type { SyncPolicy } from "./event-log";
export type { Prediction, SearchAnswer, SearchHit, SearchService, Suggestions, TextClassifier } from "./ports";
