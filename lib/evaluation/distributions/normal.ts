import { ValueError } from "../../contracts";
import { upperGamma } from "./gamma";
import { invertCdf } from "./invert-cdf";

/** φ(z), the density of a normal variable with mean 0 and variance 1. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/**
 * Φ(z), the chance that a normal variable with mean 0 and variance 1 is at most z: half of Q(1/2, z²/2) below 0, one less
 * that above. Far below 0 it keeps its relative precision, so take Φ(−z) and not 1 − Φ(z) for an upper tail.
 *
 * @source Abramowitz & Stegun, "Handbook of Mathematical Functions", 7.1.2 and 6.5.17
 */
export function normalCdf(z: number): number {
  const tail = 0.5 * upperGamma(0.5, 0.5 * z * z);
  return z < 0 ? tail : 1 - tail;
}

/** P(|Z| >= |z|) of a normal variable: the two-sided p value of a z statistic. 1 at z = 0, 0 at ±Infinity. */
export function normalTailProbability(z: number): number {
  return upperGamma(0.5, 0.5 * z * z);
}

/**
 * Φ⁻¹(p): the z below which a normal variable falls with chance p.
 *
 * @param p in [0, 1]; -Infinity at 0 and Infinity at 1
 * @throws ValueError when p lies outside
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new ValueError(`p must lie in [0, 1], received ${p}`);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  // On logarithms, where the lower tail is nearly a parabola and Newton's steps are long.
  const slope = (z: number): number => normalDensity(z) / normalCdf(z);
  return invertCdf((z) => Math.log(normalCdf(z)), slope, Math.log(p), { low: -40, high: 0, start: 0 });
}
