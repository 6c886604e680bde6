import { LRUCache } from "lru-cache";

/** Addresses that are counted; those not heard of for longest are forgotten first. */
const ADDRESSES = 5000;

/**
 * Counts the requests of each address in windows of time, for the framework's limit on requests. It goes by a clock that
 * never jumps: with the plug-in's own, a system clock that is put back locks people out until it has caught up.
 */
export class RequestCounts {
  private readonly windows = new LRUCache<string, { count: number; began: number }>({ max: ADDRESSES });

  /**
   * Counts one request.
   *
   * @param address    whose
   * @param done       is told the requests in this window, and the milliseconds until the next begins
   * @param timeWindow length of a window in milliseconds
   */
  incr(
    address: string,
    done: (error: Error | null, result?: { current: number; ttl: number }) => void,
    timeWindow: number,
  ): void {
    const now = performance.now();
    let window = this.windows.get(address);
    if (window === undefined || now - window.began >= timeWindow) {
      window = { count: 0, began: now };
      this.windows.set(address, window);
    }
    window.count++;
    done(null, { current: window.count, ttl: Math.ceil(timeWindow - (now - window.began)) });
  }

  /** The framework asks for one for each route with a limit of its own, which this server has not. */
  child(): this {
    return this;
  }
}
