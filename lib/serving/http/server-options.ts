import type { FastifyInstance } from "fastify";
import type { BatchingOptions } from "../batching/batcher";
import type { EventSink, SyncPolicy } from "../events/event-log";
import type { RecentEvent } from "../models/history-with";
import type { ModelLoaders } from "../models/recommender-bundle";
import type { Recommender } from "../models/recommender";
import type { SearchService, TextClassifier } from "../ports";
import type { Figures } from "../processes/gathered-figures";
import type { RememberedEvent } from "../processes/messages";
import type { LogStream } from "./server-log";

/** What `startServer` serves, and how. Everything may be left out. */
export interface ServerOptions {
  /** Answers /recommend, /similar and /explain. A promise is waited for after the server listens: /ready says when. */
  readonly recommender?: Recommender | Promise<Recommender>;
  /** In place of a recommender: the live version of this registry, whichever that is at the time. */
  readonly registry?: {
    readonly dir: string;
    readonly loaders: ModelLoaders;
    /** How often to look for another live version, in milliseconds; 1,000 unless given. */
    readonly everyMs?: number;
  };
  /** Opens the routes under /admin to whoever brings it in the header x-admin-key; without it there are none. */
  readonly adminKey?: string;
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
  /** 0, the default, takes any free port; the running server says which. */
  readonly port?: number;
  /**
   * File that events are appended to, and from whose end they are read again at the start; without it they are
   * remembered only until the server stops.
   */
  readonly eventLog?: { readonly path: string; readonly sync?: SyncPolicy; readonly maxBytes?: number };
  /** In place of a file: where events go, those that went there before, and whether that keeps them for good. */
  readonly events?: {
    readonly sink: EventSink;
    readonly past: Iterable<RememberedEvent>;
    readonly isStored: boolean;
  };
  /** Largest body in bytes; 1 MiB unless given. */
  readonly bodyLimit?: number;
  /** Requests a minute from one address; no limit unless given. */
  readonly requestsPerMinute?: number;
  /** Requests worked on at a time, 512 unless given; beyond that the answer is 503. */
  readonly maxInFlight?: number;
  /**
   * Milliseconds of computing for others, who came at the same time, that a request may have to wait for; 250 unless
   * given. Beyond that the answer is 503: a queue that grows helps nobody.
   */
  readonly maxLagMs?: number;
  /** Longest that a client may take to send its request, in milliseconds; 15,000 unless given. Then 408. */
  readonly requestTimeoutMs?: number;
  /** Whether a proxy stands in front on this machine, whose word on the asker's address is taken. */
  readonly behindProxy?: boolean;
  /** Answers of /recommend that are kept, 10,000 unless given; 0 keeps none. */
  readonly cacheSize?: number;
  /** Address of a Redis that keeps answers for several servers: "redis://127.0.0.1:6379". */
  readonly redis?: string;
  /** Adds routes of the caller's own, after all others: a storefront, for one. */
  readonly extend?: (app: FastifyInstance, live: LiveEvents) => void | Promise<void>;
  /** Where the structured log goes; nowhere unless given. */
  readonly log?: LogStream;
  /** Name of this process in the log, where there are several. */
  readonly process?: string;
  /** Figures of all processes, where there are several; GET /metrics gives these then. */
  readonly metricsText?: () => Promise<string>;
  /** How long requests under way may take when the server closes; 10 seconds unless given. */
  readonly closeTimeoutMs?: number;
}

/** What the server remembers and serves by, for routes that {@link ServerOptions.extend} adds. */
export interface LiveEvents {
  /** What a user did lately, oldest first. */
  recentOf(user: string): readonly RecentEvent[];
  /** The model in service at this moment; undefined before the first. */
  recommender(): Recommender | undefined;
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
  /** What GET /metrics tells, as data: for whoever sums up several processes. */
  figures(): Promise<Figures>;
  /** Takes note of an event that another process stored. */
  remember(event: RememberedEvent): void;
  /** Refuses what is new, lets what is under way end, writes the event log out. Once is enough; twice is the same. */
  close(): Promise<void>;
}
