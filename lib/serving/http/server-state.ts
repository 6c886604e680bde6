import { AnswerCache } from "../cache/answer-cache";
import type { RedisCache } from "../cache/redis-cache";
import type { EventSink } from "../events/event-log";
import { RecentEvents } from "../events/recent-events";
import type { Recommender } from "../models/recommender";
import type { SearchService, TextClassifier } from "../ports";
import type { RegistryFollower } from "../registry/registry-follower";
import { HttpError } from "./http-error";

/** What the routes share, as the server was given it. */
export interface StateParts {
  readonly search?: SearchService;
  readonly classifier?: TextClassifier;
  readonly events?: EventSink;
  /** Whether events are kept for good. */
  readonly storesEvents: boolean;
  /** Answers kept; 0 for none. */
  readonly cacheSize: number;
  readonly redis?: RedisCache;
  /** True when a recommender is on its way. */
  readonly awaitsModel: boolean;
}

/** What the routes share. */
export class ServerState {
  readonly search: SearchService | undefined;
  readonly classifier: TextClassifier | undefined;
  readonly events: EventSink | undefined;
  readonly storesEvents: boolean;
  /** What users did since the server started, or since its event log begins. */
  readonly recent = new RecentEvents();
  /** Answers of /recommend; undefined when none are kept. */
  readonly cache: AnswerCache | undefined;
  /** True while a recommender is being loaded: the server lives and is not ready. */
  awaitsModel: boolean;
  /** Why the latest version could not be put into service; the one before stays. */
  modelFailure: string | undefined;
  /** Keeps the live version of a registry in service, where there is one. */
  follower: RegistryFollower | undefined;
  private inService: Recommender | undefined;

  constructor({ search, classifier, events, storesEvents, cacheSize, redis, awaitsModel }: StateParts) {
    this.search = search;
    this.classifier = classifier;
    this.events = events;
    this.storesEvents = storesEvents;
    this.cache = cacheSize > 0 ? new AnswerCache(cacheSize, redis) : undefined;
    this.awaitsModel = awaitsModel;
  }

  /** Puts a model into service. Requests under way hold on to the one they began with, and it goes with the last of them. */
  setRecommender(recommender: Recommender): void {
    this.inService = recommender;
    this.awaitsModel = false;
    this.modelFailure = undefined;
  }

  /** The model in service, or undefined. */
  get recommender(): Recommender | undefined {
    return this.inService;
  }

  /** The model in service; a refusal when there is none. A request asks once, so that its answer is of one model. */
  requireModel(): Recommender {
    if (this.inService !== undefined) return this.inService;
    if (this.awaitsModel) throw new HttpError(503, "not_ready", "the model is still being loaded", undefined, 1);
    throw new HttpError(404, "not_configured", "this server has no recommender: start it with --model DIR");
  }
}
