import { requirePositive } from "../contracts";

/**
 * P(|T| >= |t|) for Student's t with v degrees of freedom: I_x(v/2, 1/2) at x = v / (v + t²), the regularised
 * incomplete beta function. 1 at t = 0, 0 at ±Infinity.
 *
 * @source Abramowitz & Stegun, "Handbook of Mathematical Functions", 26.7.1 and 26.5
 */
export function studentTailProbability(t: number, degreesOfFreedom: number): number {
  requirePositive("degreesOfFreedom", degreesOfFreedom);
  if (!Number.isFinite(t)) return 0;
  return regularisedBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/** I_x(a, b) by its continued fraction, which converges fast below the mean; above it, by symmetry. */
function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logFront) / a) * betaFraction(x, a, b);
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

/**
 * ln Γ(x) for x above 0: the recurrence Γ(x + 1) = x Γ(x) up to x >= 15, then Stirling's series.
 *
 * @source Abramowitz & Stegun, 6.1.41
 */
function logGamma(x: number): number {
  let shift = 0;
  while (x < 15) shift += Math.log(x++);
  const z = 1 / (x * x);
  const series = (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z / 1188)))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
