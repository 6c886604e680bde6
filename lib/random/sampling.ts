import { requireInteger, ValueError } from "../contracts";
import type { Random } from "./random";

/** An array whose entries can be written: `string[]`, `Uint32Array`, ... */
interface Writable<T> {
  readonly length: number;
  [index: number]: T;
}

/**
 * Puts an array into random order, in place: every order is equally likely (Fisher-Yates).
 *
 * @param array  what to shuffle; may be empty
 * @param random where chance comes from; n - 1 whole numbers are drawn
 * @returns the same array
 * @source Durstenfeld, "Algorithm 235: Random permutation", Communications of the ACM 7(7), 1964
 */
export function shuffle<A extends Writable<unknown>>(array: A, random: Random): A {
  for (let last = array.length - 1; last > 0; last--) {
    const chosen = random.integer(last + 1);
    const kept = array[last];
    array[last] = array[chosen];
    array[chosen] = kept;
  }
  return array;
}

/**
 * k different whole numbers below n, in random order: every ordered choice is equally likely. The first k steps of a
 * shuffle of 0 .. n - 1 in which only the moved places are stored, so time and memory are O(k), whatever n is.
 *
 * @param n      how many numbers there are to choose from, at most 2^32
 * @param k      how many are wanted, at most n; 0 gives an empty array
 * @param random where chance comes from; k whole numbers are drawn
 * @returns [k] the choice
 * @throws ValueError when k exceeds n or either is not a whole number
 */
export function sampleWithoutReplacement(n: number, k: number, random: Random): Uint32Array {
  requireInteger("n", n);
  requireInteger("k", k);
  if (n > 2 ** 32) throw new ValueError(`n must be at most 2^32, received ${n}`);
  if (k > n) throw new ValueError(`k must be at most n = ${n}, received ${k}`);
  const moved = new Map<number, number>();
  const chosen = new Uint32Array(k);
  for (let place = 0; place < k; place++) {
    const other = place + random.integer(n - place);
    chosen[place] = moved.get(other) ?? other;
    moved.set(other, moved.get(place) ?? place);
  }
  return chosen;
}
