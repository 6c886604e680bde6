import { invertCdf } from "./invert-cdf";
import { logGamma } from "./gamma";

/**
 * I_x(a, b), the regularised incomplete beta function: the chance that a beta(a, b) variable is at most x. By its
 * continued fraction, which converges fast below the mean; above it, by symmetry.
 *
 * @param x in [0, 1]; 0 below, 1 above
 * @param a above 0
 * @param b above 0
 * @source Abramowitz & Stegun, "Handbook of Mathematical Functions", 26.5
 */
export function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - belowMean(1 - x, x, b, a);
  return belowMean(x, 1 - x, a, b);
}

/** I_x(a, b) where x is at most about the mean; `rest` is 1 - x, which the caller may know more precisely. */
function belowMean(x: number, rest: number, a: number, b: number): number {
  const logFront = a * Math.log(x) + b * Math.log(rest) - logBeta(a, b);
  return (Math.exp(logFront) / a) * betaFraction(x, a, b);
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b). */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** The x at which the chance of a smaller beta(a, b) variable is p: 0 at p = 0, 1 at p = 1. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const scale = logBeta(a, b);
  const density = (x: number): number => Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - scale);
  return invertCdf((x) => regularisedBeta(x, a, b), density, p, { low: 0, high: 1, start: a / (a + b) });
}

/** Continued fraction 26.5.8, evaluated from the front by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guarded(1 + even * d);
    c = guarded(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guarded(1 + odd * d);
    c = guarded(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

/** Keeps a denominator away from 0. */
function guarded(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}
