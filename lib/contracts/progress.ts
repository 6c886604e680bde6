/** One moment of a long piece of work. */
export interface Progress {
  /** What is being done, in words a person reads: "ALS sweep", "download". */
  readonly task: string;
  /** Units finished so far. */
  readonly done: number;
  /** Units in all, when that is known. */
  readonly total?: number;
  /** What a unit is, for people: "sweeps", "bytes", "rows". */
  readonly unit?: string;
  /** Figures worth watching, such as the loss. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/**
 * Long work calls this often; a door (terminal, notebook) decides how to show it. Every long function also takes an
 * `AbortSignal` and stops soon after it is aborted.
 */
export type ProgressListener = (progress: Progress) => void;

/** Listens and shows nothing. */
export const silent: ProgressListener = () => undefined;
