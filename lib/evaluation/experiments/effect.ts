import { requireProbability, ValueError } from "../../contracts";
import { normalQuantile, normalTailProbability } from "../distributions/normal";

/** A figure of one arm: what was measured, how far chance alone moves it, and from how many units. */
export interface Estimate {
  readonly value: number;
  /** Standard deviation of `value` over repetitions of the experiment. */
  readonly standardError: number;
  readonly units: number;
}

/** The difference between two arms, treatment minus control, and what chance could have made of it. */
export interface Effect {
  /** Treatment minus control. */
  readonly difference: number;
  /** Lower end of the confidence interval of the difference. */
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  /** z or t. 0 when the difference is 0, even where the standard error is 0 too. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** How a test is made. */
export interface TestOptions {
  /** Share of repetitions whose interval holds the truth, in (0, 1); 0.95 unless given. */
  readonly confidence?: number;
}

/**
 * Difference of two independent estimates by the normal law: z = (b − a) / √(se_a² + se_b²), which needs hundreds of units.
 *
 * @param control   estimate of the control arm
 * @param treatment estimate of the treatment arm
 * @param options   how the test is made
 * @param options.confidence level of the interval, in (0, 1); 0.95 unless given
 */
export function compareEstimates(
  control: Estimate,
  treatment: Estimate,
  { confidence = 0.95 }: TestOptions = {},
): Effect {
  requireConfidence(confidence);
  const difference = treatment.value - control.value;
  const standardError = Math.hypot(control.standardError, treatment.standardError);
  const statistic = ratioOrZero(difference, standardError);
  const reach = normalQuantile(0.5 + confidence / 2) * standardError;
  const pValue = normalTailProbability(statistic);
  return { difference, low: difference - reach, high: difference + reach, standardError, statistic, pValue };
}

/**
 * Relative lift b / a − 1 with its interval by the delta method: Var(b / a) ≈ (se_b² + (b / a)² se_a²) / a².
 *
 * @param control   estimate of the control arm; its value must lie well away from 0
 * @param treatment estimate of the treatment arm
 * @param options   how the test is made
 * @param options.confidence level of the interval, in (0, 1); 0.95 unless given
 * @throws ValueError when the control's value is 0
 * @source Deng, Knoblich & Lu, "Applying the Delta Method in Metric Analytics", KDD 2018, section 3.1
 */
export function relativeLift(
  control: Estimate,
  treatment: Estimate,
  { confidence = 0.95 }: TestOptions = {},
): { lift: number; low: number; high: number; standardError: number } {
  requireConfidence(confidence);
  if (control.value === 0) throw new ValueError("control.value must not be 0: a lift is relative to it");
  const ratio = treatment.value / control.value;
  const standardError = Math.hypot(treatment.standardError, ratio * control.standardError) / Math.abs(control.value);
  const reach = normalQuantile(0.5 + confidence / 2) * standardError;
  return { lift: ratio - 1, low: ratio - 1 - reach, high: ratio - 1 + reach, standardError };
}

/** value / scale, but 0 / 0 = 0: no difference is no evidence, however small the noise. */
export function ratioOrZero(value: number, scale: number): number {
  return value === 0 ? 0 : value / scale;
}

/** Throws ValueError unless a confidence lies strictly between 0 and 1. */
export function requireConfidence(confidence: number): void {
  requireProbability("confidence", confidence);
  if (confidence === 0 || confidence === 1) {
    throw new ValueError(`confidence must lie strictly between 0 and 1, received ${confidence}`);
  }
}
