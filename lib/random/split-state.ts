import type { Xoshiro128State } from "./xoshiro";

/**
 * The starting state of a child stream: the parent's starting state with a label stirred in. Each of the four words
 * seeds one MurmurHash3 over the label's UTF-16 code units, so two labels share a stream with probability 2^-128.
 *
 * @param parent where the parent stream began; how far it has run plays no part
 * @param label  name of the child
 * @source Appleby, MurmurHash3 (x86, 32 bits), public domain, 2011: its round and finaliser
 */
export function splitState(parent: Xoshiro128State, label: string): Xoshiro128State {
  return [
    hash(label, parent[0]),
    hash(label, parent[1] ^ 0x9e3779b9),
    hash(label, parent[2] ^ 0x7f4a7c15),
    hash(label, parent[3] ^ 0xf39cc060),
  ];
}

function hash(label: string, seed: number): number {
  let h = seed;
  for (let at = 0; at < label.length; at++) h = round(h, label.charCodeAt(at));
  return finalise(h ^ label.length);
}

function round(h: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const mixed = h ^ Math.imul(k, 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finalise(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
