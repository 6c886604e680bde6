/** How a {@link CircuitBreaker} decides. */
export interface BreakerOptions {
  /** Longest that one piece of work may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Failures in a row after which nothing is tried any more. */
  readonly failures: number;
  /** How often to probe, in the background, whether it is back. */
  readonly probeEveryMs: number;
  /** Hears of every change, with what went wrong when it opened. */
  readonly onChange: (usable: boolean, error?: Error) => void;
}

/**
 * Keeps a helper that is down or slow from slowing others: after a few failures it is not asked any more, and only a
 * probe in the background, which nobody waits for, finds out when it is back.
 */
export class CircuitBreaker {
  private failed = 0;
  private open = false;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param probe   resolves when the helper works
   * @param options when to stop asking
   */
  constructor(
    private readonly probe: () => Promise<unknown>,
    private readonly options: BreakerOptions,
  ) {}

  /** Whether the helper is asked at present. */
  get usable(): boolean {
    return !this.open;
  }

  /** What the work gives; undefined when it fails, takes too long, or is not tried at all. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.open) return undefined;
    try {
      const result = await this.inTime(work());
      this.failed = 0;
      return result;
    } catch (error) {
      if (++this.failed >= this.options.failures) this.trip(error as Error);
      return undefined;
    }
  }

  /** Probes no more. */
  close(): void {
    clearTimeout(this.timer);
  }

  private trip(error: Error): void {
    if (this.open) return;
    this.open = true;
    this.options.onChange(false, error);
    this.probeLater();
  }

  private probeLater(): void {
    this.timer = setTimeout(() => {
      this.inTime(this.probe()).then(
        () => {
          this.open = false;
          this.failed = 0;
          this.options.onChange(true);
        },
        () => this.probeLater(),
      );
    }, this.options.probeEveryMs).unref();
  }

  private inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const { timeoutMs } = this.options;
      timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }
}
