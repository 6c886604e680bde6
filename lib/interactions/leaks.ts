import { requireOneOf, ValueError } from "../contracts";
import type { Events } from "./events";
import { matrixFromEvents } from "./matrix-from-events";

/** What {@link findLeaks} found. */
export interface LeakReport {
  /** Training events at or after the first moment of the test (of the same user's test, for scope "user"). */
  readonly fromTheFuture: number;
  /** The first such event, in words; undefined when there is none. */
  readonly example: string | undefined;
  /** Distinct pairs that stand on both sides: right for repeat purchases, a leak where new items are asked for. */
  readonly pairsInBoth: number;
  /** Distinct items that stand on both sides: nearly all as a rule, a leak where items are to be new. */
  readonly itemsInBoth: number;
}

/**
 * Looks for training data that the test's moment could not have known.
 *
 * @param train events that a model is to be fitted on
 * @param test  events that it is to be judged by; the same vocabularies
 * @param scope "global": no training event at or after the earliest test event; "user": per user
 * @throws ValueError when the vocabularies differ, so that indices mean different things
 */
export function findLeaks(train: Events, test: Events, scope: "global" | "user" = "global"): LeakReport {
  requireOneOf("scope", scope, ["global", "user"]);
  if (!sameIds(train.userIds.ids, test.userIds.ids) || !sameIds(train.itemIds.ids, test.itemIds.ids)) {
    throw new ValueError("train and test must share their vocabularies, received different ones");
  }
  return {
    ...findFuture(train, test, scope),
    pairsInBoth: countSharedPairs(train, test),
    itemsInBoth: countSharedItems(train, test),
  };
}

/** How strict {@link requireNoLeak} is. */
export interface NoLeakOptions {
  readonly scope?: "global" | "user";
  readonly newPairs?: boolean;
  readonly newItems?: boolean;
}

/**
 * Refuses training data from the test's future.
 *
 * @param train            events that a model is to be fitted on
 * @param test             events that it is to be judged by; the same vocabularies
 * @param options          how strict to be
 * @param options.scope    as in {@link findLeaks}
 * @param options.newPairs also refuse pairs that stand on both sides
 * @param options.newItems also refuse items that stand on both sides, as a test of new products must
 * @throws ValueError that says how many events leak and names one
 */
export function requireNoLeak(
  train: Events,
  test: Events,
  { scope = "global", newPairs = false, newItems = false }: NoLeakOptions = {},
): void {
  const { fromTheFuture, example, pairsInBoth, itemsInBoth } = findLeaks(train, test, scope);
  if (fromTheFuture > 0) {
    throw new ValueError(`train must lie before test, ${fromTheFuture} of its events do not: ${example}`);
  }
  if (newPairs && pairsInBoth > 0) {
    throw new ValueError(`test must hold new pairs only, ${pairsInBoth} of its pairs stand in train too`);
  }
  if (newItems && itemsInBoth > 0) {
    throw new ValueError(`test must hold new items only, ${itemsInBoth} of its items stand in train too`);
  }
}

function findFuture(train: Events, test: Events, scope: string): Pick<LeakReport, "fromTheFuture" | "example"> {
  if (train.times === undefined || test.times === undefined) {
    throw new ValueError("train and test must know their times to be checked for leaks");
  }
  const starts = new Float64Array(test.userIds.size).fill(Infinity);
  let first = Infinity;
  for (let n = 0; n < test.users.length; n++) {
    const user = test.users[n]!;
    starts[user] = Math.min(starts[user]!, test.times[n]!);
    first = Math.min(first, test.times[n]!);
  }
  let fromTheFuture = 0;
  let example: string | undefined;
  for (let n = 0; n < train.users.length; n++) {
    const start = scope === "user" ? starts[train.users[n]!]! : first;
    if (train.times[n]! < start) continue;
    fromTheFuture++;
    example ??= `user ${train.userIds.idOf(train.users[n]!)}, item ${train.itemIds.idOf(train.items[n]!)} at ${isoTime(train.times[n]!)}, test from ${isoTime(start)}`;
  }
  return { fromTheFuture, example };
}

function countSharedPairs(train: Events, test: Events): number {
  const a = matrixFromEvents(train);
  const b = matrixFromEvents(test);
  let shared = 0;
  for (let user = 0; user < a.userCount; user++) {
    let at = a.rowStarts[user]!;
    for (let n = b.rowStarts[user]!; n < b.rowStarts[user + 1]!; n++) {
      while (at < a.rowStarts[user + 1]! && a.items[at]! < b.items[n]!) at++;
      if (at < a.rowStarts[user + 1]! && a.items[at] === b.items[n]) shared++;
    }
  }
  return shared;
}

function countSharedItems(train: Events, test: Events): number {
  const inTrain = new Uint8Array(train.itemIds.size);
  for (const item of train.items) inTrain[item] = 1;
  return new Set(test.items.filter((item) => inTrain[item] === 1)).size;
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((id, index) => id === b[index]));
}

/** The moment as a date, or as the number it is when it lies outside what a date can say. */
function isoTime(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}
