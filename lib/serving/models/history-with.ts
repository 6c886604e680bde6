import type { UserIndex } from "../../contracts";
import type { History } from "../../ranking";
import type { Histories } from "./histories";

/** What people do in a shop. */
export const EVENT_TYPES = ["view", "click", "cart", "buy"] as const;

/** One of {@link EVENT_TYPES}. */
export type EventType = (typeof EVENT_TYPES)[number];

/** Something a user did after the model was trained. */
export interface RecentEvent {
  readonly item: string;
  readonly type: EventType;
  /** When, ISO 8601; just now unless given. */
  readonly time?: string;
}

/**
 * A user's history from training with what happened since: every recent event adds 1 to its item, as one more row of
 * the training file would.
 *
 * @param user    undefined for somebody nobody knows
 * @param placeOf index of an item's id; events on unknown items are passed over
 * @returns undefined when nothing happened since, so that the model's own answer for the user stands
 */
export function historyWith(
  seen: Histories,
  user: UserIndex | undefined,
  recent: readonly RecentEvent[],
  placeOf: (item: string) => number | undefined,
): History | undefined {
  const since = recent.map(({ item }) => placeOf(item)).filter((place) => place !== undefined);
  if (since.length === 0) return undefined;
  const values = new Map<number, number>();
  if (user !== undefined) seen.itemsOf(user).forEach((item, n) => values.set(item, seen.valuesOf(user)[n]!));
  for (const item of since) values.set(item, (values.get(item) ?? 0) + 1);
  return { items: Uint32Array.from(values.keys()), values: Float32Array.from(values.values()) };
}
