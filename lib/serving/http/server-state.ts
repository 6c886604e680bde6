import { LRUCache } from "lru-cache";
import type { EventLog } from "../events/event-log";
import type { RecentEvent } from "../models/history-with";
import { HttpError } from "./http-error";
import type { SearchService, TextClassifier } from "../ports";
import type { Recommender } from "../models/recommender";

/** How many of a user's latest events are remembered, and of how many users. */
const EVENTS_PER_USER = 50;
const USERS_REMEMBERED = 100_000;

/** What the routes share. */
export class ServerState {
  readonly search: SearchService | undefined;
  readonly classifier: TextClassifier | undefined;
  readonly events: EventLog | undefined;
  /** True while a recommender is being loaded: the server lives and is not ready. */
  awaitsModel: boolean;
  /** What users did since the server started, oldest first, under a number that changes with each event. */
  private readonly remembered = new LRUCache<string, { events: RecentEvent[]; version: number }>({
    max: USERS_REMEMBERED,
  });
  private eventCount = 0;
  private readonly cacheSize: number;
  private serving: { recommender: Recommender; cache: LRUCache<string, string> | undefined } | undefined;

  constructor(parts: {
    readonly search?: SearchService;
    readonly classifier?: TextClassifier;
    readonly events?: EventLog;
    /** Answers kept; 0 for none. */
    readonly cacheSize: number;
    /** True when a recommender is on its way. */
    readonly awaitsModel: boolean;
  }) {
    this.search = parts.search;
    this.classifier = parts.classifier;
    this.events = parts.events;
    this.cacheSize = parts.cacheSize;
    this.awaitsModel = parts.awaitsModel;
  }

  /** Puts a model into service. Requests under way end with the one they began with; its cached answers go with it. */
  setRecommender(recommender: Recommender): void {
    const cache = this.cacheSize > 0 ? new LRUCache<string, string>({ max: this.cacheSize }) : undefined;
    this.serving = { recommender, cache };
    this.awaitsModel = false;
  }

  /** The model in service, or undefined. */
  get recommender(): Recommender | undefined {
    return this.serving?.recommender;
  }

  /** The model in service with its cache; a refusal when there is none. */
  requireModel(): { recommender: Recommender; cache: LRUCache<string, string> | undefined } {
    if (this.serving !== undefined) return this.serving;
    if (this.awaitsModel) throw new HttpError(503, "not_ready", "the model is still being loaded", undefined, 1);
    throw new HttpError(404, "not_configured", "this server has no recommender: start it with --model DIR");
  }

  recentOf(user: string): readonly RecentEvent[] {
    return this.remembered.get(user)?.events ?? [];
  }

  /** Remembers what a user did; answers cached before it are not found any more. */
  remember(user: string, event: RecentEvent): void {
    const events = [...this.recentOf(user), event].slice(-EVENTS_PER_USER);
    this.remembered.set(user, { events, version: ++this.eventCount });
  }

  /** Key of a cached answer; another one after each event of the user. */
  cacheKey(user: string, k: number): string {
    return `${this.remembered.get(user)?.version ?? 0} ${k} ${user}`;
  }
}
