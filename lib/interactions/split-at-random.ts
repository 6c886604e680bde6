import { requireInteger, requireProbability } from "../contracts";
import type { Events } from "./events";
import { matrixFromEvents } from "./matrix-from-events";
import { pairHash } from "./pair-hash";
import { type Split, type SplitOptions, splitBySides, TEST, TRAIN } from "./split";

/** Settings of the splits that draw lots. */
export interface RandomSplitOptions extends SplitOptions {
  /** Share of pairs (or items) that test, in [0, 1]; 0.2 unless given. */
  readonly testFraction?: number;
  /** Integer; 1 unless given. */
  readonly seed?: number;
}

/**
 * Each pair draws its own lot: with probability `testFraction` all its events test, else all train. The lot is
 * {@link pairHash} of the indices, so rows added later leave it as it was.
 *
 * A model may then train on what happened after its test; see {@link splitByTime}.
 */
export function splitRandom(events: Events, options: RandomSplitOptions = {}): Split {
  const { testFraction, seed } = requireLots(options);
  const bound = testFraction * 2 ** 32;
  const sides = new Uint8Array(events.users.length);
  for (let n = 0; n < sides.length; n++) {
    sides[n] = pairHash(events.users[n]!, events.items[n]!, seed) < bound ? TEST : TRAIN;
  }
  return splitBySides(events, sides, { split: "random", testFraction, seed }, options);
}

/**
 * Holds out the same share of each user's distinct items: round(testFraction · items), chosen by {@link pairHash}, but
 * never all of them, so every user with events is known to the model.
 */
export function splitPerUser(events: Events, options: RandomSplitOptions = {}): Split {
  const { testFraction, seed } = requireLots(options);
  const pairs = matrixFromEvents(events);
  const threshold = new Float64Array(pairs.userCount);
  for (let user = 0; user < pairs.userCount; user++) {
    const row = pairs.items.subarray(pairs.rowStarts[user], pairs.rowStarts[user + 1]);
    const held = Math.min(Math.round(testFraction * row.length), row.length - 1);
    const lots = row.map((item) => pairHash(user, item, seed)).sort();
    threshold[user] = held < 1 ? -1 : lots[held - 1]!;
  }
  const sides = new Uint8Array(events.users.length);
  for (let n = 0; n < sides.length; n++) {
    const user = events.users[n]!;
    sides[n] = pairHash(user, events.items[n]!, seed) <= threshold[user]! ? TEST : TRAIN;
  }
  return splitBySides(events, sides, { split: "per-user", testFraction, seed }, options);
}

/**
 * Holds out whole items: with probability `testFraction` all events of an item test, so that no test item has a training
 * event. For models of new products; a model that knows items by their buyers alone can only guess here. The lot is
 * {@link pairHash} of 0 and the item's index, so all users agree on which items are new.
 *
 * Users may train on what they did after the test of others: it simulates new shelves, not a new month.
 */
export function splitColdItems(events: Events, options: RandomSplitOptions = {}): Split {
  const { testFraction, seed } = requireLots(options);
  const bound = testFraction * 2 ** 32;
  const sides = new Uint8Array(events.items.length);
  for (let n = 0; n < sides.length; n++) sides[n] = pairHash(0, events.items[n]!, seed) < bound ? TEST : TRAIN;
  return splitBySides(events, sides, { split: "cold-items", testFraction, seed }, options);
}

function requireLots({ testFraction = 0.2, seed = 1 }: RandomSplitOptions): { testFraction: number; seed: number } {
  requireProbability("testFraction", testFraction);
  requireInteger("seed", seed, -Number.MAX_SAFE_INTEGER);
  return { testFraction, seed };
}
