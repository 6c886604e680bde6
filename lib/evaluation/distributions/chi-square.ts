import { requireNonNegative, requirePositive } from "../../contracts";
import { upperGamma } from "./gamma";

/**
 * P(X >= x) of a chi-square variable with v degrees of freedom: Q(v/2, x/2). 1 at x = 0, 0 at infinity.
 *
 * @source Abramowitz & Stegun, "Handbook of Mathematical Functions", 26.4.2 and 26.4.19
 */
export function chiSquareTailProbability(x: number, degreesOfFreedom: number): number {
  requirePositive("degreesOfFreedom", degreesOfFreedom);
  if (x === Infinity) return 0;
  requireNonNegative("x", x);
  return upperGamma(degreesOfFreedom / 2, x / 2);
}
