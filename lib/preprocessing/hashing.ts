import { requireInteger } from "../contracts";
import type { CodedColumn, NumericColumn } from "./columns";

/** Settings of a {@link HashingEncoder}; plain data, to be saved as JSON. */
export interface HashingSettings {
  /** Number of columns, 1 or more. */
  readonly buckets: number;
}

/**
 * The hashing trick: a text goes to the column |h| mod buckets with the sign of h, where h is its {@link murmur3} hash.
 * Nothing is learnt, so new texts need no care and the width never grows; texts that share a column are confused, and the
 * signs let such confusions cancel on average.
 *
 * @source Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009, section 2
 */
export class HashingEncoder {
  /** @throws ValueError when buckets is not an integer of 1 or more */
  constructor(readonly settings: HashingSettings) {
    requireInteger("buckets", settings.buckets, 1);
  }

  /** One column [rows] for each bucket with 1, -1 or 0; a missing text is 0 in all of them. */
  apply({ codes, dictionary }: CodedColumn): NumericColumn[] {
    const { buckets } = this.settings;
    const hashes = Int32Array.from(dictionary, (text) => murmur3(text));
    const columns = Array.from({ length: buckets }, () => new Float64Array(codes.length));
    for (let row = 0; row < codes.length; row++) {
      if (codes[row]! < 0) continue;
      const hash = hashes[codes[row]!]!;
      columns[Math.abs(hash) % buckets]![row] = hash >= 0 ? 1 : -1;
    }
    return columns;
  }
}

/**
 * MurmurHash3 (x86, 32 bits, seed 0) of a text's UTF-8 bytes, as a signed integer.
 *
 * @source Austin Appleby, MurmurHash3, 2011
 */
export function murmur3(text: string): number {
  const bytes = encoder.encode(text);
  const whole = bytes.length & ~3;
  let hash = 0;
  for (let at = 0; at < whole; at += 4) {
    hash ^= scramble(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = bytes.length - 1; at >= whole; at--) tail = (tail << 8) | bytes[at]!;
  hash ^= scramble(tail) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

const encoder = new TextEncoder();

function scramble(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}
