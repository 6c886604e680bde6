/** How long work may hold the thread before others get a turn. */
const TURN_MILLISECONDS = 40;

/**
 * Lets long work on one thread stay polite: between two pieces it asks {@link isDue}, and when a turn is over it awaits
 * {@link rest}, in which timers, keys and abort signals are served.
 *
 * ```ts
 * const pace = new Pace(signal);
 * for (const piece of pieces) {
 *   work(piece);
 *   if (pace.isDue()) await pace.rest();
 * }
 * ```
 */
export class Pace {
  private turnEnds = performance.now() + TURN_MILLISECONDS;

  constructor(private readonly signal?: AbortSignal) {}

  /** Whether the turn is over. */
  isDue(): boolean {
    return performance.now() >= this.turnEnds;
  }

  /** Gives others a turn. Throws the signal's reason when it was aborted. */
  async rest(): Promise<void> {
    await new Promise((resume) => setTimeout(resume, 0));
    this.signal?.throwIfAborted();
    this.turnEnds = performance.now() + TURN_MILLISECONDS;
  }
}
