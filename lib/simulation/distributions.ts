import { exp, log, type Random } from "../random";

/**
 * Standard Gumbel, the noise that makes the best of several utilities a softmax choice: P(i is best) = e^Vᵢ / Σ e^Vⱼ.
 *
 * @source McFadden, "Conditional Logit Analysis of Qualitative Choice Behavior", 1974
 */
export function gumbel(random: Random): number {
  return -log(-log(1 - random.next()) || Number.MIN_VALUE);
}

/**
 * Poisson: how many independent rare things happen when `mean` are expected. Time grows with the mean.
 *
 * @param mean   at least 0; beyond some 700 the count comes out too small
 * @param random where chance comes from
 * @source Knuth, "The Art of Computer Programming" 2, section 3.4.1
 */
export function poisson(mean: number, random: Random): number {
  const limit = exp(-mean);
  let product = random.next();
  let count = 0;
  while (product > limit) {
    product *= random.next();
    count++;
  }
  return count;
}

/** Log-normal with the given median: median · e^(spread · N(0, 1)). */
export function logNormal(median: number, spread: number, random: Random): number {
  return median * exp(spread * random.normal());
}

/** The logistic function 1 / (1 + e^-x). */
export function logistic(x: number): number {
  return 1 / (1 + exp(-x));
}

/** A random direction: a point on the unit sphere, every direction equally likely. Length `dimensions`. */
export function randomDirection(dimensions: number, random: Random): Float64Array {
  const vector = new Float64Array(dimensions);
  for (let d = 0; d < dimensions; d++) vector[d] = random.normal();
  return scaleToUnit(vector);
}

/** Divides a vector by its Euclidean length, in place. A zero vector stays zero. */
export function scaleToUnit(vector: Float64Array): Float64Array {
  let square = 0;
  for (let d = 0; d < vector.length; d++) square += vector[d]! * vector[d]!;
  if (square === 0) return vector;
  const length = Math.sqrt(square);
  for (let d = 0; d < vector.length; d++) vector[d]! /= length;
  return vector;
}

/** Σ weightₖ · vectorₖ, scaled to length 1. All vectors have one length. */
export function blend(parts: readonly (readonly [number, ArrayLike<number>])[]): Float64Array {
  const sum = new Float64Array(parts[0]![1].length);
  for (const [weight, vector] of parts) for (let d = 0; d < sum.length; d++) sum[d]! += weight * vector[d]!;
  return scaleToUnit(sum);
}

/** Inner product of `a` with the row of `rows` that starts at `offset`. */
export function dotRow(a: Float64Array, rows: Float64Array, offset: number): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * rows[offset + d]!;
  return sum;
}
