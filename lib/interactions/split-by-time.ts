import { asItemIndex, asUserIndex, requireFinite, ValueError } from "../contracts";
import { type Events, selectEvents } from "./events";
import { matrixFromEvents } from "./matrix-from-events";
import { NEITHER, placesOf, requireTimes, type Split, type SplitOptions, splitBySides, TEST, TRAIN } from "./split";

/** Settings of {@link splitByTime}. */
export interface SplitByTimeOptions extends SplitOptions {
  /** First moment of the test: milliseconds since 1970 UTC, or a date such as "2011-09-01" (midnight UTC). */
  readonly cutoff: number | string;
  /** First moment after the test; the end of the data unless given. */
  readonly until?: number | string;
  /** Leaves out of the test every pair that stands in the training events. False unless given. */
  readonly newPairsOnly?: boolean;
}

/**
 * Everything before the cutoff trains, everything from it on tests: one moment for all users, as a shop lives it. The
 * only split that cannot show a model the future.
 *
 * @throws ValueError when events know no time, the cutoff is no date, or until does not lie after it
 */
export function splitByTime(
  events: Events,
  { cutoff, until, newPairsOnly = false, unknown }: SplitByTimeOptions,
): Split {
  const times = requireTimes(events, "splitByTime");
  const start = momentOf("cutoff", cutoff);
  const end = until === undefined ? Infinity : momentOf("until", until);
  if (!(end > start)) throw new ValueError(`until must lie after the cutoff ${start}, received ${end}`);

  const sides = new Uint8Array(times.length);
  for (let n = 0; n < sides.length; n++) sides[n] = times[n]! < start ? TRAIN : times[n]! < end ? TEST : NEITHER;
  if (newPairsOnly) dropOldPairs(events, sides);
  const protocol = { split: "time", cutoff: start, until: until === undefined ? null : end, newPairsOnly };
  return splitBySides(events, sides, protocol, { unknown });
}

function momentOf(name: string, moment: number | string): number {
  if (typeof moment === "number") {
    requireFinite(name, moment);
    return moment;
  }
  const parsed = Date.parse(moment);
  if (Number.isNaN(parsed)) {
    throw new ValueError(
      `${name} must be milliseconds or a date such as 2011-09-01, received ${JSON.stringify(moment)}`,
    );
  }
  return parsed;
}

/** Moves test events whose pair met in training to neither side. */
function dropOldPairs(events: Events, sides: Uint8Array): void {
  const seen = matrixFromEvents(selectEvents(events, placesOf(sides, TRAIN)));
  for (let n = 0; n < sides.length; n++) {
    if (sides[n] !== TEST) continue;
    if (seen.placeOf(asUserIndex(events.users[n]!), asItemIndex(events.items[n]!)) >= 0) sides[n] = NEITHER;
  }
}
