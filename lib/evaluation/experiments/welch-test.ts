import { requireFinite, requireInteger, requireNonNegative, ValueError } from "../../contracts";
import { studentCriticalValue, studentTailProbability } from "../distributions/student-t";
import { type Effect, ratioOrZero, requireConfidence, type TestOptions } from "./effect";

/** What a test on means needs of one arm. */
export interface MeanSummary {
  /** Number of units, at least 2. */
  readonly units: number;
  readonly mean: number;
  /** Sample variance, Σ (x − mean)² / (units − 1). */
  readonly variance: number;
}

/**
 * Count, mean and sample variance of one value per unit, in two passes, so that large means cost no digits.
 *
 * @param values one per unit, finite, at least two; units that did nothing count with 0
 * @throws ValueError when there are fewer than two or one is not finite
 */
export function summarise(values: ArrayLike<number>): MeanSummary {
  const units = values.length;
  if (units < 2) throw new ValueError(`values must hold at least two units, received ${units}`);
  let sum = 0;
  for (let n = 0; n < units; n++) {
    requireFinite(`values[${n}]`, values[n]!);
    sum += values[n]!;
  }
  const mean = sum / units;
  let squares = 0;
  for (let n = 0; n < units; n++) squares += (values[n]! - mean) ** 2;
  return { units, mean, variance: squares / (units - 1) };
}

/**
 * Welch's t test of two means whose variances may differ: t = (m_b − m_a) / √(s_a²/n_a + s_b²/n_b), with
 * v = (s_a²/n_a + s_b²/n_b)² / ((s_a²/n_a)²/(n_a − 1) + (s_b²/n_b)²/(n_b − 1)) degrees of freedom.
 *
 * Where neither arm varies, the standard error is 0: equal means give t = 0 and p = 1, others t = ±Infinity and p = 0, and
 * the interval has no width.
 *
 * @param control   summary of the control arm
 * @param treatment summary of the treatment arm
 * @param options   how the test is made
 * @param options.confidence level of the interval, in (0, 1); 0.95 unless given
 * @throws ValueError when an arm has fewer than two units, or a mean or variance is out of range
 * @source Welch, "The Generalization of 'Student's' Problem when Several Different Population Variances are Involved",
 *         Biometrika 34, 1947
 */
export function welchTest(
  control: MeanSummary,
  treatment: MeanSummary,
  { confidence = 0.95 }: TestOptions = {},
): Effect & { readonly degreesOfFreedom: number } {
  requireConfidence(confidence);
  const a = squaredStandardError("control", control);
  const b = squaredStandardError("treatment", treatment);
  const standardError = Math.sqrt(a + b);
  const difference = treatment.mean - control.mean;
  const statistic = ratioOrZero(difference, standardError);
  const degreesOfFreedom =
    a + b === 0
      ? control.units + treatment.units - 2
      : 1 / ((a / (a + b)) ** 2 / (control.units - 1) + (b / (a + b)) ** 2 / (treatment.units - 1));
  const reach = studentCriticalValue(1 - confidence, degreesOfFreedom) * standardError;
  const pValue = studentTailProbability(statistic, degreesOfFreedom);
  const [low, high] = [difference - reach, difference + reach];
  return { difference, low, high, standardError, statistic, degreesOfFreedom, pValue };
}

/** s² / n, checked. */
function squaredStandardError(name: string, { units, mean, variance }: MeanSummary): number {
  requireInteger(`${name}.units`, units, 2);
  requireFinite(`${name}.mean`, mean);
  requireNonNegative(`${name}.variance`, variance);
  return variance / units;
}
