import { CartwrightError, requireInteger, requireNonNegative } from "../../contracts";

/** More is waiting than a {@link Batcher} lets wait. */
export class OverloadedError extends CartwrightError {
  /**
   * @param message           what is full
   * @param retryAfterSeconds when there will probably be room, whole seconds, at least 1
   */
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

/** How a {@link Batcher} gathers. */
export interface BatchingOptions {
  /** Most inputs worked on together; 32 unless given. */
  readonly maxBatch?: number;
  /** Milliseconds that the first of a batch waits for company; 2 unless given. While a batch is at work nobody waits longer for it. */
  readonly maxWaitMs?: number;
  /** Most inputs that wait; 1024 unless given. What comes beyond is refused. */
  readonly maxQueue?: number;
}

interface Waiting<In, Out> {
  readonly input: In;
  readonly resolve: (output: Out) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers inputs of many callers into batches for work that is cheaper together, one batch at a time. The queue has an
 * end: beyond it callers hear at once that they should come back later. Who gives up leaves the queue.
 */
export class Batcher<In, Out> {
  private queue: Waiting<In, Out>[] = [];
  private timer: NodeJS.Timeout | undefined;
  private working = false;
  /** Milliseconds that one input took lately, for {@link OverloadedError.retryAfterSeconds}. */
  private pace = 0;
  private readonly maxBatch: number;
  private readonly maxWaitMs: number;
  private readonly maxQueue: number;

  /** @param work outputs of inputs, in their order; it may throw, which fails this batch alone */
  constructor(
    private readonly work: (inputs: readonly In[]) => Promise<readonly Out[]>,
    { maxBatch = 32, maxWaitMs = 2, maxQueue = 1024 }: BatchingOptions = {},
  ) {
    requireInteger("maxBatch", maxBatch, 1);
    requireNonNegative("maxWaitMs", maxWaitMs);
    requireInteger("maxQueue", maxQueue, 1);
    this.maxBatch = maxBatch;
    this.maxWaitMs = maxWaitMs;
    this.maxQueue = maxQueue;
  }

  /** Inputs that wait for their batch. */
  get waiting(): number {
    return this.queue.length;
  }

  /**
   * Outputs of some inputs, in order.
   *
   * @param inputs what to work on; they may go in several batches
   * @param signal gives up: what still waits leaves the queue, and the promise rejects with the signal's reason
   * @throws OverloadedError when the queue has no room for all of them
   */
  async run(inputs: readonly In[], signal?: AbortSignal): Promise<Out[]> {
    signal?.throwIfAborted();
    if (this.queue.length + inputs.length > this.maxQueue) throw this.overloaded();
    const mine: Waiting<In, Out>[] = [];
    const outputs = inputs.map((input) => new Promise<Out>((resolve, reject) => mine.push({ input, resolve, reject })));
    this.queue.push(...mine);
    const leave = (): void => this.leave(mine, signal!.reason);
    signal?.addEventListener("abort", leave, { once: true });
    this.soon();
    try {
      return await Promise.all(outputs);
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  private leave(mine: readonly Waiting<In, Out>[], reason: unknown): void {
    const gone = new Set(mine);
    this.queue = this.queue.filter((one) => !gone.has(one));
    for (const { reject } of mine) reject(reason);
  }

  /** Starts the next batch when it is full, or when its first has waited long enough. */
  private soon(): void {
    if (this.working || this.queue.length === 0) return;
    if (this.queue.length >= this.maxBatch) return void this.workOnce();
    this.timer ??= setTimeout(() => void this.workOnce(), this.maxWaitMs);
  }

  private async workOnce(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.queue.splice(0, this.maxBatch);
    if (batch.length === 0) return;
    this.working = true;
    const start = performance.now();
    try {
      const outputs = await this.work(batch.map(({ input }) => input));
      batch.forEach(({ resolve, reject }, n) => {
        if (n < outputs.length) resolve(outputs[n]!);
        else reject(new CartwrightError(`a batch of ${batch.length} came back with ${outputs.length} outputs`));
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.pace = (performance.now() - start) / batch.length;
    this.working = false;
    // What gathered meanwhile has waited long enough.
    if (this.queue.length > 0) void this.workOnce();
  }

  private overloaded(): OverloadedError {
    const seconds = Math.max(1, Math.ceil((this.queue.length * this.pace) / 1000));
    return new OverloadedError(`${this.queue.length} inputs wait already, at most ${this.maxQueue} may`, seconds);
  }
}
