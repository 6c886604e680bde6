import type { EventSink } from "../events/event-log";
import type { TextClassifier } from "../ports";
import type { RememberedEvent } from "./messages";

/** How `startProcesses` runs its workers. */
export interface ProcessesOptions {
  /** How many workers. */
  readonly count: number;
  /** The program that each runs; it makes a `WorkerLink`. */
  readonly program: { readonly file: string; readonly args: readonly string[]; readonly env?: Record<string, string> };
  /** The one event log; without it events are remembered only. */
  readonly sink?: EventSink;
  /** What users did before. */
  readonly past?: Iterable<RememberedEvent> | AsyncIterable<RememberedEvent>;
  /** The one classifier. */
  readonly classifier?: TextClassifier;
  /** How long workers may take to end, in milliseconds; 12,000 unless given. */
  readonly closeTimeoutMs?: number;
  /** Hears of workers that died and are replaced. */
  readonly onDeath?: (pid: number | undefined, how: string) => void;
}

/** Several processes that serve on one port. */
export interface RunningProcesses {
  /** Where they all listen. */
  readonly address: string;
  /** Lets each worker finish what it has begun; ends those that take too long. */
  close(): Promise<void>;
}
