import type { JsonObject } from "../bundle";
import { requireOneOf, ValueError } from "../contracts";
import { splitDigest } from "./digest";
import { type Events, selectEvents } from "./events";

/**
 * What a model may see and what it is judged by. Both sides share the vocabularies of the whole, so an index means the
 * same on each; an id that stands only in the test has an empty row in the training matrix.
 */
export interface Split {
  readonly train: Events;
  readonly test: Events;
  /** How it was made, and what it found: rule, settings, counts. */
  readonly protocol: JsonObject;
  /** SHA-256 over the protocol and the events of both sides. */
  readonly hash: string;
  /** Users with test events and no training event: no personal model can know them. */
  readonly unknownUsers: number;
  /** Items with test events and no training event. */
  readonly unknownItems: number;
  /** Events that stand on neither side, by the rule of the split. */
  readonly dropped: number;
}

/** What every split takes. */
export interface SplitOptions {
  /**
   * What happens to test events whose user or item has no training event: they are kept and counted, or dropped. "keep"
   * unless given: a shop meets them too.
   */
  readonly unknown?: "keep" | "drop";
}

/** Which side an event is on. */
export const TRAIN = 0;
export const TEST = 1;
export const NEITHER = 2;

/**
 * Builds the split from one side per event.
 *
 * @param sides    [events] TRAIN, TEST or NEITHER; overwritten where `unknown` is "drop"
 * @param protocol rule and settings; the counts are added here
 */
export function splitBySides(
  events: Events,
  sides: Uint8Array,
  protocol: JsonObject,
  { unknown = "keep" }: SplitOptions,
): Split {
  requireOneOf("unknown", unknown, ["keep", "drop"]);
  const { unknownUsers, unknownItems } = markUnknown(events, sides, unknown === "drop");
  const train = selectEvents(events, placesOf(sides, TRAIN));
  const test = selectEvents(events, placesOf(sides, TEST));
  const dropped = events.users.length - train.users.length - test.users.length;
  const full: JsonObject = {
    ...protocol,
    unknown,
    trainEvents: train.users.length,
    testEvents: test.users.length,
    dropped,
    unknownUsers,
    unknownItems,
  };
  return { train, test, protocol: full, hash: splitDigest(full, train, test), unknownUsers, unknownItems, dropped };
}

/** Places of the events that are on one side, in order. */
export function placesOf(sides: Uint8Array, side: number): Uint32Array {
  let count = 0;
  for (let n = 0; n < sides.length; n++) if (sides[n] === side) count++;
  const places = new Uint32Array(count);
  let next = 0;
  for (let n = 0; n < sides.length; n++) if (sides[n] === side) places[next++] = n;
  return places;
}

function markUnknown(events: Events, sides: Uint8Array, drop: boolean): { unknownUsers: number; unknownItems: number } {
  const userSides = new Uint8Array(events.userIds.size);
  const itemSides = new Uint8Array(events.itemIds.size);
  for (let n = 0; n < sides.length; n++) {
    if (sides[n] === NEITHER) continue;
    userSides[events.users[n]!]! |= 1 << sides[n]!;
    itemSides[events.items[n]!]! |= 1 << sides[n]!;
  }
  const testOnly = 1 << TEST;
  for (let n = 0; drop && n < sides.length; n++) {
    const isUnknown = userSides[events.users[n]!] === testOnly || itemSides[events.items[n]!] === testOnly;
    if (sides[n] === TEST && isUnknown) sides[n] = NEITHER;
  }
  const count = (marks: Uint8Array): number => marks.reduce((sum, mark) => sum + Number(mark === testOnly), 0);
  return { unknownUsers: count(userSides), unknownItems: count(itemSides) };
}

/** The times of events, for splits that need them. Throws ValueError naming the split when there are none. */
export function requireTimes(events: Events, split: string): Float64Array {
  if (events.times === undefined) throw new ValueError(`${split} needs events with times`);
  return events.times;
}
