import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { UserItemMatrix } from "cartwright/interactions";
import { recommendAll, type UserScorer } from "cartwright/ranking";
import { meanNdcg, readPairs } from "./pairs";

/** Every user's list of the best k items without what the user had: [users × k] item indices, best first. */
export async function listsOf(model: UserScorer, train: UserItemMatrix, k: number): Promise<Uint32Array> {
  const lists = new Uint32Array(train.userCount * k);
  for await (const { users, items } of recommendAll(model, { k, seen: train })) lists.set(items, users[0]! * k);
  return lists;
}

/** Writes the lists of {@link listsOf} as the answer that {@link ndcgOfLists} reads. */
export async function writeLists(answer: string, model: UserScorer, train: UserItemMatrix, k: number): Promise<void> {
  writeFileSync(answer, await listsOf(model, train, k));
}

/** Mean nDCG@k on the held-out pairs of an input, of lists that either side wrote: uint32, little-endian. */
export function ndcgOfLists(inputs: string, input: string, answer: string, k: number): number {
  const bytes = readFileSync(answer);
  const lists = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return meanNdcg(readPairs(join(inputs, input)).test, lists, k);
}
