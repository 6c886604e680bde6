import { asItemIndex, asUserIndex, requireNonNegative, ValueError } from "../contracts";
import { type Events, selectEvents } from "./events";
import { matrixFromEvents } from "./matrix-from-events";

/**
 * Takes out events that say again what was just said: a page loaded twice, a line scanned twice. An event goes when an
 * event of the same pair that stays lies at most `within` before it. Buying again next week is news and stays.
 *
 * Time is compared with the last event that *stays*, so a customer who clicks every minute for an hour leaves several
 * events and not one.
 *
 * @param events         events that know their times, in any order
 * @param options        what is too soon
 * @param options.within milliseconds, at least 0; 0 takes out only what stands at the very same moment
 * @returns the events that stay, in their order; of several at one moment the first row. Vocabularies stay whole
 * @throws ValueError when the events know no time or `within` is negative
 */
export function dropRepeats(events: Events, { within }: { within: number }): Events {
  requireNonNegative("within", within);
  const { users, items, times } = events;
  if (times === undefined) throw new ValueError("events must know their times for repeats to be found");
  const pairs = matrixFromEvents(events);
  const stayedAt = new Float64Array(pairs.pairCount).fill(-Infinity);
  const stays = new Uint8Array(users.length);
  for (const n of inOrderOfTime(times)) {
    const pair = pairs.placeOf(asUserIndex(users[n]!), asItemIndex(items[n]!));
    if (times[n]! - stayedAt[pair]! <= within) continue;
    stayedAt[pair] = times[n]!;
    stays[n] = 1;
  }
  return selectEvents(
    events,
    Uint32Array.from(stays.keys()).filter((n) => stays[n] === 1),
  );
}

/** Places by time, rows of one moment as they stand. A log is mostly written in order, and then costs no sorting. */
function inOrderOfTime(times: Float64Array): Uint32Array {
  const places = Uint32Array.from(times.keys());
  const isSorted = times.every((time, n) => n === 0 || times[n - 1]! <= time);
  return isSorted ? places : places.sort((a, b) => times[a]! - times[b]! || a - b);
}
