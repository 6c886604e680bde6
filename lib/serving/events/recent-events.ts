import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { RecentEvent } from "../models/history-with";

/** How many of a user's latest events are remembered, and of how many users. */
const EVENTS_PER_USER = 50;
const USERS_REMEMBERED = 100_000;

interface Remembered {
  readonly events: readonly RecentEvent[];
  /** Worked out when somebody asks. */
  version: string | undefined;
}

/** What users did lately, oldest first. Those who did nothing for longest are forgotten first. */
export class RecentEvents {
  private readonly users = new LRUCache<string, Remembered>({ max: USERS_REMEMBERED });

  /** Adds one event of a user. */
  remember(user: string, { item, type, time }: RecentEvent): void {
    const events = [...this.of(user), { item, type, time }].slice(-EVENTS_PER_USER);
    this.users.set(user, { events, version: undefined });
  }

  /** What a user did. */
  of(user: string): readonly RecentEvent[] {
    return this.users.get(user)?.events ?? [];
  }

  /**
   * A word for what a user did: another one after each event, and the same in every process that knows the same events,
   * also after a new start. Cached answers are found by it.
   */
  versionOf(user: string): string {
    const remembered = this.users.get(user);
    if (remembered === undefined) return "";
    remembered.version ??= createHash("sha256").update(JSON.stringify(remembered.events)).digest("base64url");
    return remembered.version;
  }

  /** All that is remembered, users heard of longest ago first. */
  *all(): Generator<{ user: string } & RecentEvent> {
    for (const user of this.users.rkeys()) {
      for (const event of this.users.peek(user)?.events ?? []) yield { user, ...event };
    }
  }
}
