import { ndcg, judge } from "cartwright/evaluation";
import { asUserIndex } from "cartwright/contracts";
import { matrixFromEvents, pairHash, type UserItemMatrix } from "cartwright/interactions";
import { readNumberCsv } from "./number-csv";

/** pairs-1m.csv, split as peers/common.py splits it: a pair is held out when pairHash(user, item, 1) is a multiple of 5. */
export function readPairs(path: string): { train: UserItemMatrix; test: UserItemMatrix } {
  const [users = NOTHING, items = NOTHING] = readNumberCsv(path, 2);
  return splitByHash(users, items);
}

/** ratings-1m.csv or ratings-100k.csv, split likewise. */
export function readRatings(path: string): { train: UserItemMatrix; test: UserItemMatrix } {
  const [users = NOTHING, items = NOTHING, ratings = NOTHING] = readNumberCsv(path, 3);
  return splitByHash(users, items, ratings);
}

const NOTHING = new Uint32Array(0);

function splitByHash(
  users: Uint32Array,
  items: Uint32Array,
  values?: Uint32Array,
): { train: UserItemMatrix; test: UserItemMatrix } {
  const shape = { userCount: largest(users) + 1, itemCount: largest(items) + 1 };
  const side = (isTest: boolean): UserItemMatrix => {
    const keep = (_: number, n: number): boolean => (pairHash(users[n]!, items[n]!, 1) % 5 === 0) === isTest;
    const kept = { users: users.filter(keep), items: items.filter(keep), ...shape };
    if (values === undefined) return matrixFromEvents(kept);
    return matrixFromEvents({ ...kept, values: Float32Array.from(values.filter(keep)), duplicates: "last" });
  };
  return { train: side(false), test: side(true) };
}

/**
 * Mean nDCG@k over users with a test item.
 *
 * @param lists [users × k] item indices, best first, as both sides write them: uint32, little-endian
 */
export function meanNdcg(test: UserItemMatrix, lists: Uint32Array, k: number): number {
  let sum = 0;
  let users = 0;
  for (let user = 0; user < test.userCount; user++) {
    const relevant = test.itemsOf(asUserIndex(user));
    if (relevant.length === 0) continue;
    sum += ndcg.valueOf(judge(lists.subarray(user * k, (user + 1) * k), relevant), k);
    users++;
  }
  return sum / users;
}

function largest(values: Uint32Array): number {
  return values.reduce((largest, value) => Math.max(largest, value), 0);
}
