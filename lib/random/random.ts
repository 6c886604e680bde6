import { requireInteger, ValueError } from "../contracts";
import { log } from "./elementary";
import { splitState } from "./split-state";
import { splitMix64, Xoshiro128, type Xoshiro128State } from "./xoshiro";

const TWO_TO_32 = 2 ** 32;
const TWO_TO_53 = 2 ** 53;

/**
 * A stream of random numbers from a seed. The same seed gives the same numbers, bit for bit, on every platform and
 * engine: xoshiro128** underneath, and only + - * / and Math.sqrt (which IEEE 754 rounds in one way) above it.
 *
 * Not for secrets: whoever sees a few numbers can compute the rest.
 *
 * ```ts
 * const random = new Random(1);
 * const users = random.split("users");   // a stream of its own: drawing from one never moves the other
 * users.integer(6);                      // a die counted from 0
 * ```
 */
export class Random {
  private readonly origin: Xoshiro128State;
  private readonly generator: Xoshiro128;
  private spareNormal: number | undefined;

  /**
   * @param seed a whole number within ±(2^53 - 1), or the generator's own state, four words of 32 bits
   * @throws ValueError when the seed is neither
   */
  constructor(seed: number | Xoshiro128State) {
    this.origin = typeof seed === "number" ? splitMix64(requireSeed(seed)) : requireState(seed);
    this.generator = new Xoshiro128(this.origin);
  }

  /** Uniform in [0, 1): one of the 2^53 multiples of 2^-53, each equally likely. */
  next(): number {
    return this.next53() / TWO_TO_53;
  }

  /**
   * A whole number from 0 to below - 1, each exactly equally likely: draws that would favour the small ones are thrown
   * back (no modulo bias).
   *
   * @param below how many numbers there are to choose from, 1 to 2^53 - 1
   * @throws ValueError when below is not such a number
   */
  integer(below: number): number {
    requireInteger("below", below, 1);
    const range = below <= TWO_TO_32 ? TWO_TO_32 : TWO_TO_53;
    const limit = range - (range % below);
    for (;;) {
      const draw = range === TWO_TO_32 ? this.generator.nextUint32() : this.next53();
      if (draw < limit) return draw % below;
    }
  }

  /**
   * Normal with mean 0 and variance 1, by the polar method: a point (x, y) uniform in the unit disc, s = x² + y², gives
   * two independent normals x·√(−2 ln s / s) and y·√(−2 ln s / s); the second is kept for the next call. The logarithm
   * is this room's own {@link log}.
   *
   * @source Marsaglia & Bray, "A Convenient Method for Generating Normal Variables", SIAM Review 6(3), 1964
   */
  normal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const s = x * x + y * y;
      if (s >= 1 || s === 0) continue;
      const stretch = Math.sqrt((-2 * log(s)) / s);
      this.spareNormal = y * stretch;
      return x * stretch;
    }
  }

  /**
   * A stream of its own, named by a label. It depends on this stream's seed and the label alone, not on how many numbers
   * were drawn: parts of a program that split with different labels can change without disturbing one another.
   *
   * @param label a name, or a number taken as its decimal text (`split(7)` is `split("7")`)
   */
  split(label: string | number): Random {
    return new Random(splitState(this.origin, String(label)));
  }

  /** 53 random bits, as a whole number. */
  private next53(): number {
    const high = this.generator.nextUint32() >>> 5;
    return high * 2 ** 26 + (this.generator.nextUint32() >>> 6);
  }
}

function requireState(words: Xoshiro128State): Xoshiro128State {
  const fits = (word: number): boolean => Number.isInteger(word) && word >= 0 && word < TWO_TO_32;
  if (words.length !== 4 || !words.every(fits)) {
    throw new ValueError(`state must be four whole numbers below 2^32, received ${JSON.stringify(words)}`);
  }
  return words;
}

function requireSeed(seed: number): number {
  if (!Number.isSafeInteger(seed)) {
    throw new ValueError(`seed must be a whole number within ±(2^53 - 1), received ${String(seed)}`);
  }
  return seed;
}
