import { requireInteger, requireNonNegative } from "../contracts";
import { exp, log } from "./elementary";
import type { Random } from "./random";
import { weightedSampler, type WeightedSampler } from "./weighted-sampler";

/**
 * Zipf's law: rank r, counted from 0, is drawn with probability (r + 1)^-s / Σ (j + 1)^-s over the n ranks. Sales per
 * product, words per text and visits per page follow it with s near 1: few items take most of the attention.
 *
 * @source Zipf, "Human Behavior and the Principle of Least Effort", 1949
 */
export class Zipf {
  private readonly weights: Float64Array;
  private readonly total: number;
  private readonly sampler: WeightedSampler;

  /**
   * @param n        number of ranks, at least 1; a table of 20 n bytes is kept
   * @param exponent s, at least 0; at 0 all ranks are equally likely
   * @throws ValueError when n or exponent is out of range
   */
  constructor(
    readonly n: number,
    readonly exponent: number,
  ) {
    requireInteger("n", n, 1);
    requireNonNegative("exponent", exponent);
    this.weights = Float64Array.from({ length: n }, (_, rank) => exp(-exponent * log(rank + 1)));
    this.total = this.weights.reduce((sum, weight) => sum + weight, 0);
    this.sampler = weightedSampler(this.weights);
  }

  /** A rank from 0 (the most frequent) to n - 1, in constant time. */
  sample(random: Random): number {
    return this.sampler.sample(random);
  }

  /** How likely a rank is; 0 outside 0 .. n - 1. */
  probability(rank: number): number {
    return (this.weights[rank] ?? 0) / this.total;
  }
}
