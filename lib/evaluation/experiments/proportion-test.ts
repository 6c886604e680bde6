import { requireInteger, ValueError } from "../../contracts";
import { normalQuantile, normalTailProbability } from "../distributions/normal";
import { type Effect, ratioOrZero, requireConfidence, type TestOptions } from "./effect";

/** How often something happened: customers who bought, of customers who came. */
export interface Count {
  /** From 0 to trials. */
  readonly successes: number;
  /** At least 1. */
  readonly trials: number;
}

/**
 * Two-proportion z test. Under "no difference" both arms share p̂ = (x_a + x_b) / (n_a + n_b), so
 * z = (p_b − p_a) / √(p̂ (1 − p̂) (1/n_a + 1/n_b)). The interval is Newcombe's, joined from the two Wilson intervals: it
 * stays within [−1, 1] and holds its level at rates near 0, where p ± 1.96 se does not. Close to the border, p value and
 * interval can therefore disagree.
 *
 * @param control   counts of the control arm
 * @param treatment counts of the treatment arm
 * @param options   how the test is made
 * @param options.confidence level of the interval, in (0, 1); 0.95 unless given
 * @returns difference of the rates; `standardError` is the pooled one. No success, or nothing else, in both arms: p = 1
 * @throws ValueError when counts are not whole numbers with successes <= trials and trials >= 1
 * @source Newcombe, "Interval Estimation for the Difference between Independent Proportions", Statistics in Medicine 17,
 *         1998, method 10
 */
export function twoProportionTest(control: Count, treatment: Count, { confidence = 0.95 }: TestOptions = {}): Effect {
  requireConfidence(confidence);
  requireCount("control", control);
  requireCount("treatment", treatment);
  const a = control.successes / control.trials;
  const b = treatment.successes / treatment.trials;
  const pooled = (control.successes + treatment.successes) / (control.trials + treatment.trials);
  const standardError = Math.sqrt(pooled * (1 - pooled) * (1 / control.trials + 1 / treatment.trials));
  const difference = b - a;
  const statistic = ratioOrZero(difference, standardError);

  const intervalA = wilsonInterval(control, { confidence });
  const intervalB = wilsonInterval(treatment, { confidence });
  const low = difference - Math.hypot(b - intervalB.low, intervalA.high - a);
  const high = difference + Math.hypot(intervalB.high - b, a - intervalA.low);
  return { difference, low, high, standardError, statistic, pValue: normalTailProbability(statistic) };
}

/**
 * Wilson's interval of one proportion: all p whose z test the count would pass,
 * (x + z²/2 ± z √(x (n − x) / n + z²/4)) / (n + z²).
 *
 * @param count   successes and trials
 * @param options how the interval is made
 * @param options.confidence its level, in (0, 1); 0.95 unless given
 * @throws ValueError when the count is none
 * @source Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22, 1927
 */
export function wilsonInterval(
  count: Count,
  { confidence = 0.95 }: TestOptions = {},
): { readonly low: number; readonly high: number } {
  requireConfidence(confidence);
  requireCount("count", count);
  const { successes: x, trials: n } = count;
  const z = normalQuantile(0.5 + confidence / 2);
  const middle = (x + (z * z) / 2) / (n + z * z);
  const reach = (z * Math.sqrt((x * (n - x)) / n + (z * z) / 4)) / (n + z * z);
  return { low: x === 0 ? 0 : middle - reach, high: x === n ? 1 : middle + reach };
}

/** Throws ValueError unless trials is at least 1 and successes lies from 0 to trials. */
export function requireCount(name: string, { successes, trials }: Count): void {
  requireInteger(`${name}.trials`, trials, 1);
  requireInteger(`${name}.successes`, successes);
  if (successes > trials) {
    throw new ValueError(`${name}.successes must be at most trials, ${trials}, received ${successes}`);
  }
}
