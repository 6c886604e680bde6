import { requirePositive, ValueError } from "../contracts";
import type { Events } from "./events";

/** Times are milliseconds, half-lives are days. */
export const MILLISECONDS_PER_DAY = 86_400_000;

/**
 * Events whose values fade with age: value · 2^(-(now - time) / halfLife). An event of `now` keeps its value, one that
 * is a half-life old counts half.
 *
 * @param events               events that know their times
 * @param options              how fast they fade
 * @param options.halfLifeDays days, above 0
 * @param options.now          milliseconds since 1970 UTC; the latest event's time unless given
 * @throws ValueError when the events know no time, or one lies after now: it would count more than once
 */
export function weightByRecency(events: Events, { halfLifeDays, now }: { halfLifeDays: number; now?: number }): Events {
  requirePositive("halfLifeDays", halfLifeDays);
  const { times } = events;
  if (times === undefined) throw new ValueError("events must know their times to be weighted by recency");
  const latest = times.reduce((latest, time) => Math.max(latest, time), -Infinity);
  const end = now ?? latest;
  if (latest > end) throw new ValueError(`now must not lie before the latest event (${latest}), received ${end}`);
  const halfLife = halfLifeDays * MILLISECONDS_PER_DAY;
  return { ...events, values: events.values.map((value, n) => value * 2 ** (-(end - times[n]!) / halfLife)) };
}
