import { requireInteger, requireLength, requirePositive, requireProbability, ValueError } from "../../contracts";
import { chiSquareTailProbability } from "../distributions/chi-square";

/** What the sample-ratio check found. */
export interface SampleRatioResult {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Chance of a split at least this far from the planned one, if assignment and logging work. */
  readonly pValue: number;
  /** Units that each arm should have. */
  readonly expected: Float64Array;
  /** True when pValue is below the threshold: something loses or adds units, and no figure can be trusted. */
  readonly mismatch: boolean;
}

/**
 * Did as many units arrive in each arm as were sent there? Pearson's χ² = Σ (nᵢ − eᵢ)² / eᵢ with eᵢ = n wᵢ / Σ w, and one
 * degree of freedom fewer than arms. Looked at before anything else: a redirect that fails, a bot filter or a crash that
 * strikes one arm alone changes who is compared, and then every other figure is wrong.
 *
 * @param counts    units seen in each arm; their total at least 1
 * @param weights   planned weights, above 0, any scale
 * @param threshold p below which the split counts as broken; 0.0005 unless given, since the check is made on every
 *                  experiment and a false alarm costs a whole one
 * @throws ShapeError when lengths differ; ValueError when a count is not a whole number, a weight is not positive, or
 *         there are fewer than two arms or no units
 * @source Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments", KDD 2019
 */
export function sampleRatioTest(
  counts: readonly number[],
  weights: readonly number[],
  threshold = 0.0005,
): SampleRatioResult {
  requireLength("weights", weights.length, counts.length);
  if (counts.length < 2) throw new ValueError(`counts must hold at least two arms, received ${counts.length}`);
  counts.forEach((count, arm) => requireInteger(`counts[${arm}]`, count));
  weights.forEach((weight, arm) => requirePositive(`weights[${arm}]`, weight));
  requireProbability("threshold", threshold);
  const units = counts.reduce((sum, count) => sum + count, 0);
  if (units === 0) throw new ValueError("counts must hold at least one unit, received none");

  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const expected = Float64Array.from(weights, (weight) => (units * weight) / total);
  const chiSquare = counts.reduce((sum, count, arm) => sum + (count - expected[arm]!) ** 2 / expected[arm]!, 0);
  const degreesOfFreedom = counts.length - 1;
  const pValue = chiSquareTailProbability(chiSquare, degreesOfFreedom);
  return { chiSquare, degreesOfFreedom, pValue, expected, mismatch: pValue < threshold };
}
