/** Four words of 32 bits, not all zero. */
export type Xoshiro128State = readonly [number, number, number, number];

/**
 * xoshiro128**, version 1.1: 32 random bits per step from 128 bits of state, period 2^128 - 1. Only shifts, exclusive
 * or, and multiplication modulo 2^32 (Math.imul) take part, so every engine gives the same bits.
 *
 * @source Blackman & Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM Transactions on Mathematical
 *         Software 47(4), 2021, figure 3 and table 1
 */
export class Xoshiro128 {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  /** @param state the starting point; all zeros would stay zero forever, and becomes (1, 0, 0, 0) */
  constructor([a, b, c, d]: Xoshiro128State) {
    this.a = a | 0;
    this.b = b | 0;
    this.c = c | 0;
    this.d = d | 0;
    if ((this.a | this.b | this.c | this.d) === 0) this.a = 1;
  }

  /** The next 32 bits, as a whole number in [0, 2^32). */
  nextUint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.b, 5), 7), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotateLeft(this.d, 11);
    return result >>> 0;
  }
}

/**
 * Spreads one whole number over 128 bits of state with SplitMix64, as the authors of xoshiro advise: seeds that differ
 * in one bit give states that differ in about half their bits.
 *
 * @param seed any whole number within ±2^53; it is taken modulo 2^64
 * @source Steele, Lea & Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, figure 16
 */
export function splitMix64(seed: number): Xoshiro128State {
  const first = mix64(BigInt(seed) + GOLDEN_GAMMA);
  const second = mix64(BigInt(seed) + 2n * GOLDEN_GAMMA);
  return [lowWord(first), highWord(first), lowWord(second), highWord(second)];
}

const GOLDEN_GAMMA = 0x9e3779b97f4a7c15n;

function mix64(value: bigint): bigint {
  let z = BigInt.asUintN(64, value);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

function lowWord(value: bigint): number {
  return Number(value & 0xffffffffn);
}

function highWord(value: bigint): number {
  return Number(value >> 32n);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
