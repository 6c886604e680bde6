import type { LoggedEvent } from "../events/event-log";
import type { RecentEvent } from "../models/history-with";
import type { Prediction } from "../ports";
import type { Figures } from "./gathered-figures";

/** What a process remembers of an event. */
export type RememberedEvent = { readonly user: string } & RecentEvent;

/** What a worker asks of the process that holds what there is only one of. */
export type Question =
  | { readonly ask: "past" }
  | { readonly ask: "append"; readonly event: LoggedEvent }
  | { readonly ask: "predict"; readonly texts: readonly string[] }
  | { readonly ask: "metrics" };

/** The answers, by question. */
export interface Answers {
  readonly past: RememberedEvent[];
  readonly append: true;
  readonly predict: Prediction[];
  readonly metrics: string;
}

/** From a worker. `cartwright` marks our messages among those of others on the same channel. */
export type FromWorker =
  | { readonly cartwright: "question"; readonly id: number; readonly question: Question }
  | { readonly cartwright: "heard"; readonly id: number }
  /** What it has counted: when asked, with the question's id, and now and then unasked. */
  | { readonly cartwright: "figures"; readonly id?: number; readonly figures: Figures }
  | { readonly cartwright: "listening"; readonly address: string }
  | { readonly cartwright: "failed"; readonly message: string };

/** To a worker. */
export type ToWorker =
  | { readonly cartwright: "answer"; readonly id: number; readonly answer: Answers[keyof Answers] }
  | { readonly cartwright: "refusal"; readonly id: number; readonly message: string; readonly retryAfter?: number }
  | { readonly cartwright: "event"; readonly id: number; readonly event: RememberedEvent }
  | { readonly cartwright: "count"; readonly id: number }
  | { readonly cartwright: "close" };
