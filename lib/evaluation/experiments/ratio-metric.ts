import { requireFinite, requireLength, ValueError } from "../../contracts";
import { compareEstimates, type Effect, type Estimate, type TestOptions } from "./effect";

/** A metric that is a sum over a sum, such as clicks per view, where customers and not views are assigned. */
export interface RatioValues {
  /** Per unit: its clicks. */
  readonly numerators: ArrayLike<number>;
  /** Per unit: its views. */
  readonly denominators: ArrayLike<number>;
}

/**
 * R = Σ x / Σ y over units, with its standard error by the delta method:
 * Var(R) ≈ (σ_x² − 2 R σ_xy + R² σ_y²) / (n ȳ²) = Σ (x − R y)² / (n (n − 1) ȳ²).
 *
 * The units are those that were assigned. Counting every view as independent instead makes the error too small as soon as
 * a customer's views resemble each other, and finds effects that are not there.
 *
 * @param values numerator and denominator of each unit, finite, at least two units; Σ y not 0
 * @throws ShapeError when lengths differ; ValueError when there are fewer than two units or the denominators sum to 0
 * @source Deng, Knoblich & Lu, "Applying the Delta Method in Metric Analytics", KDD 2018, section 3.2
 */
export function ratioEstimate({ numerators, denominators }: RatioValues): Estimate {
  const n = numerators.length;
  requireLength("denominators", denominators.length, n);
  if (n < 2) throw new ValueError(`numerators must hold at least two units, received ${n}`);
  let top = 0;
  let bottom = 0;
  for (let unit = 0; unit < n; unit++) {
    requireFinite(`numerators[${unit}]`, numerators[unit]!);
    requireFinite(`denominators[${unit}]`, denominators[unit]!);
    top += numerators[unit]!;
    bottom += denominators[unit]!;
  }
  if (bottom === 0) throw new ValueError("denominators must not sum to 0");
  const value = top / bottom;
  let squares = 0;
  for (let unit = 0; unit < n; unit++) squares += (numerators[unit]! - value * denominators[unit]!) ** 2;
  return { value, standardError: Math.sqrt((squares * n) / (n - 1)) / Math.abs(bottom), units: n };
}

/**
 * Difference of a ratio metric between two arms, by the normal law.
 *
 * @param control   values of the control arm's units
 * @param treatment values of the treatment arm's units
 * @param options   how the test is made
 * @param options.confidence level of the interval, in (0, 1); 0.95 unless given
 * @throws ShapeError and ValueError as {@link ratioEstimate}
 */
export function ratioTest(control: RatioValues, treatment: RatioValues, options: TestOptions = {}): Effect {
  return compareEstimates(ratioEstimate(control), ratioEstimate(treatment), options);
}
