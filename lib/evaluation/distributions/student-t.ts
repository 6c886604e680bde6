import { requirePositive, ValueError } from "../../contracts";
import { logBeta, regularisedBeta } from "./beta";
import { invertCdf } from "./invert-cdf";

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

/**
 * The t >= 0 with P(|T| >= t) = tail: half the width of a two-sided interval, in standard errors.
 *
 * @param tail             both tails together, in (0, 1]: 0.05 for a 95 % interval
 * @param degreesOfFreedom above 0, need not be whole
 * @throws ValueError when an argument is out of range
 */
export function studentCriticalValue(tail: number, degreesOfFreedom: number): number {
  if (!(tail > 0 && tail <= 1)) throw new ValueError(`tail must lie in (0, 1], received ${tail}`);
  requirePositive("degreesOfFreedom", degreesOfFreedom);
  const v = degreesOfFreedom;
  const scale = logBeta(v / 2, 0.5) + 0.5 * Math.log(v);
  const density = (t: number): number => 2 * Math.exp(-0.5 * (v + 1) * Math.log1p((t * t) / v) - scale);
  const outside = (t: number): number => studentTailProbability(t, v);
  let high = 2;
  while (outside(high) > tail && high < 1e300) high *= 2;
  return invertCdf((t) => -outside(t), density, -tail, { low: 0, high, start: Math.min(2, high / 2) });
}
