import { asItemIndex, asUserIndex } from "../contracts";
import type { Events } from "./events";
import { matrixFromEvents } from "./matrix-from-events";
import { NEITHER, requireTimes, type Split, type SplitOptions, splitBySides, TEST, TRAIN } from "./split";

/**
 * Holds out each user's newest discovery: of all items the user met, the one whose first contact came last (of several
 * at one moment, the latest row). What the user did from that moment on with other items stands on neither side, so
 * that no user's training data lie after the user's test; where pairs are distinct this is the well-known
 * leave-last-out. A user with a single item keeps it in training.
 *
 * Between users there is no common moment: user A's training may lie after user B's test, and a model can learn trends
 * from the future. Use {@link splitByTime} to judge a shop.
 *
 * @throws ValueError when events know no time
 */
export function splitLeaveLastOut(events: Events, options: SplitOptions = {}): Split {
  const times = requireTimes(events, "splitLeaveLastOut");
  const { users, items } = events;
  const newest = newestDiscoveries(events, times);

  const sides = new Uint8Array(users.length);
  for (let n = 0; n < users.length; n++) {
    const found = newest[users[n]!]!;
    if (found === NONE) sides[n] = TRAIN;
    else if (items[n] === items[found]) sides[n] = TEST;
    else sides[n] = times[n]! < times[found]! || isOwnFirst(n, found, times) ? TRAIN : NEITHER;
  }
  return splitBySides(events, sides, { split: "leave-last-out" }, options);
}

const NONE = -1;

/** A row of the same moment that stands earlier in the file came before. */
function isOwnFirst(n: number, found: number, times: Float64Array): boolean {
  return times[n] === times[found] && n < found;
}

/** For each user the event of the newest first contact, or NONE when the user met fewer than two items. */
function newestDiscoveries(events: Events, times: Float64Array): Int32Array {
  const { users, items } = events;
  const pairs = matrixFromEvents(events);
  const isLater = (a: number, b: number): boolean => times[a]! > times[b]! || (times[a] === times[b] && a > b);

  const firstContact = new Int32Array(pairs.pairCount).fill(NONE);
  for (let n = 0; n < users.length; n++) {
    const pair = pairs.placeOf(asUserIndex(users[n]!), asItemIndex(items[n]!));
    if (firstContact[pair] === NONE || isLater(firstContact[pair]!, n)) firstContact[pair] = n;
  }
  const newest = new Int32Array(pairs.userCount).fill(NONE);
  for (let user = 0; user < pairs.userCount; user++) {
    const row = firstContact.subarray(pairs.rowStarts[user], pairs.rowStarts[user + 1]);
    if (row.length >= 2) newest[user] = row.reduce((latest, n) => (isLater(n, latest) ? n : latest));
  }
  return newest;
}
