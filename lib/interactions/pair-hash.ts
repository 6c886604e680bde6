/**
 * A pseudo-random number that belongs to a pair: murmur3's 32-bit finaliser over a linear combination. A split made of
 * it needs no memory, keeps all events of a pair together, and moves no old pair when new rows are added.
 *
 * @param user index, or any 32-bit number
 * @param item index, or any 32-bit number
 * @param seed integer
 * @returns a whole number in [0, 2^32)
 * @source Appleby, MurmurHash3 (public domain), fmix32
 */
export function pairHash(user: number, item: number, seed: number): number {
  let h = Math.imul(user, 0x9e3779b1) ^ Math.imul(item, 0x85ebca77) ^ Math.imul(seed, 0xc2b2ae3d);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
