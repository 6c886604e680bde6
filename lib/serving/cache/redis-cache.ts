import { createClient } from "@redis/client";
import { CircuitBreaker } from "./circuit-breaker";

/** How a {@link RedisCache} is kept. */
export interface RedisOptions {
  /** Longest that an answer of Redis is waited for, in milliseconds; 25 unless given. */
  readonly timeoutMs?: number;
  /** How long an answer is kept, in seconds; an hour unless given. */
  readonly keepSeconds?: number;
  /** Hears when Redis goes and when it is back. */
  readonly onChange?: (usable: boolean, error?: Error) => void;
}

/**
 * Answers kept in Redis, where all servers find them. It never fails and never makes anybody wait for long: a Redis that
 * is down, slow or not there yet is a cache in which nothing is found.
 */
export class RedisCache {
  private readonly client: ReturnType<typeof createClient>;
  private readonly breaker: CircuitBreaker;
  private readonly keepSeconds: number;

  /**
   * Begins to connect, in the background.
   *
   * @param address "redis://127.0.0.1:6379", with user and password where needed
   * @param options how
   */
  constructor(address: string, { timeoutMs = 25, keepSeconds = 3600, onChange = () => undefined }: RedisOptions = {}) {
    this.keepSeconds = keepSeconds;
    this.client = createClient({
      url: address,
      // While there is no connection a command fails at once instead of waiting for one.
      disableOfflineQueue: true,
      commandsQueueMaxLength: 1000,
      socket: { connectTimeout: 1000, reconnectStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1000) },
    });
    this.breaker = new CircuitBreaker(() => this.client.ping(), {
      timeoutMs,
      failures: 3,
      probeEveryMs: 250,
      onChange,
    });
    // The client tells every failed attempt; the breaker tells what matters.
    this.client.on("error", () => undefined);
    this.client.connect().catch(() => undefined);
  }

  /** Whether it is asked at present. */
  get usable(): boolean {
    return this.breaker.usable && this.client.isReady;
  }

  /** What was kept under a key; undefined where nothing is found, or Redis cannot be asked. */
  async get(key: string): Promise<string | undefined> {
    return (await this.breaker.run(() => this.client.get(key))) ?? undefined;
  }

  /** Keeps a text; nobody waits for it. */
  set(key: string, text: string): void {
    void this.breaker.run(() => this.client.set(key, text, { expiration: { type: "EX", value: this.keepSeconds } }));
  }

  /** Ends the connection. */
  close(): void {
    this.breaker.close();
    this.client.destroy();
  }
}
