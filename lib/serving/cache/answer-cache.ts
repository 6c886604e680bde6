import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { RedisCache } from "./redis-cache";

/**
 * Answers as JSON text: in this process first, then in Redis where there is one. What is kept never grows wrong: its key
 * names the model's version, the user, what the user did, and the length asked for.
 */
export class AnswerCache {
  private readonly here: LRUCache<string, string>;

  /**
   * @param size  answers kept in this process
   * @param redis kept besides, for all processes and machines
   */
  constructor(
    size: number,
    readonly redis?: RedisCache,
  ) {
    this.here = new LRUCache({ max: size });
  }

  /**
   * Key of an answer.
   *
   * @param model   name of the saved version
   * @param history word for what the user did, see `RecentEvents.versionOf`
   * @param k       length of the list
   * @param user    id
   */
  static key(model: string, history: string, k: number, user: string): string {
    return `${model} ${history} ${k} ${user}`;
  }

  /** What this process has. */
  get(key: string): string | undefined {
    return this.here.get(key);
  }

  /** What Redis has; kept here too then. */
  async getShared(key: string): Promise<string | undefined> {
    const text = await this.redis?.get(sharedKey(key));
    if (text !== undefined) this.here.set(key, text);
    return text;
  }

  /** Keeps an answer. */
  set(key: string, text: string): void {
    this.here.set(key, text);
    this.redis?.set(sharedKey(key), text);
  }
}

/** No user's id leaves the process in clear. */
function sharedKey(key: string): string {
  return `cartwright:${createHash("sha256").update(key).digest("base64url")}`;
}
