import { asUserIndex, type UserIndex } from "../contracts";
import type { ItemSets } from "../ranking";
import { sha256 } from "./sha256";

const known = new WeakMap<ItemSets, string>();

/**
 * SHA-256 of which user has which item, so that a protocol tells two splits apart whatever the caller calls them. Two
 * sets of sets with the same users, items and order of both have one fingerprint. Remembered per object, because
 * several models are measured on the same sets.
 *
 * @param sets   who has what
 * @param grades grade of each of a user's items, when these belong to the data
 */
export function fingerprint(sets: ItemSets, grades?: (user: UserIndex) => ArrayLike<number>): string {
  let found = known.get(sets);
  if (found === undefined) {
    found = sha256(littleEndian(words(sets)));
    known.set(sets, found);
  }
  if (grades === undefined) return found;
  const all: number[] = [];
  for (let row = 0; row < sets.userCount; row++)
    for (const grade of Array.from(grades(asUserIndex(row)))) all.push(grade);
  return sha256(`${found} ${all.join(" ")}`);
}

/** Both sizes, then for each user how many items there are and which. */
function words(sets: ItemSets): Uint32Array {
  let length = 2;
  for (let row = 0; row < sets.userCount; row++) length += 1 + sets.itemsOf(asUserIndex(row)).length;
  const all = new Uint32Array(length);
  all.set([sets.userCount, sets.itemCount]);
  for (let row = 0, at = 2; row < sets.userCount; row++) {
    const items = sets.itemsOf(asUserIndex(row));
    all[at++] = items.length;
    all.set(items, at);
    at += items.length;
  }
  return all;
}

/** The bytes of 32-bit words, the same on every machine. */
function littleEndian(all: Uint32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * all.length));
  all.forEach((word, at) => view.setUint32(4 * at, word, true));
  return new Uint8Array(view.buffer);
}
