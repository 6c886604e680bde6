import { readFileSync } from "node:fs";
import { ndcg, judge } from "cartwright/evaluation";
import { asUserIndex } from "cartwright/contracts";
import { matrixFromEvents, pairHash, type UserItemMatrix } from "cartwright/interactions";

/** pairs-1m.csv, split as peers/common.py splits it: a pair is held out when pairHash(user, item, 1) is a multiple of 5. */
export function readPairs(path: string): { train: UserItemMatrix; test: UserItemMatrix } {
  const text = readFileSync(path, "latin1");
  const numbers = new Uint32Array(2 * countLines(text));
  let size = 0;
  for (let at = text.indexOf("\n") + 1; at < text.length;) {
    let value = 0;
    for (let digit = text.charCodeAt(at); digit >= 48; digit = text.charCodeAt(++at)) value = 10 * value + digit - 48;
    numbers[size++] = value;
    at++;
  }
  const users = numbers.subarray(0, size).filter((_, n) => n % 2 === 0);
  const items = numbers.subarray(0, size).filter((_, n) => n % 2 === 1);
  const shape = { userCount: largest(users) + 1, itemCount: largest(items) + 1 };
  const side = (isTest: boolean): UserItemMatrix => {
    const keep = (_: number, n: number): boolean => (pairHash(users[n]!, items[n]!, 1) % 5 === 0) === isTest;
    return matrixFromEvents({ users: users.filter(keep), items: items.filter(keep), ...shape });
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

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

function largest(values: Uint32Array): number {
  return values.reduce((largest, value) => Math.max(largest, value), 0);
}
