import { requireFinite, requireNonNegative, requirePositive } from "../../contracts";
import { requireConfidence } from "./effect";

/** How an always-valid test is made. */
export interface SequentialOptions {
  /**
   * τ, above 0: how large the effects are that the test is tuned for, as the standard deviation of a normal law of mean 0,
   * in the metric's own unit. Fixed before the first look. {@link mixingDeviation} proposes one. Any τ is valid; a poor one
   * only makes intervals wider.
   */
  readonly mixingDeviation: number;
  /** 0.95 unless given. */
  readonly confidence?: number;
}

/** What one look at a running experiment may conclude. */
export interface AlwaysValidResult {
  /** Valid however often one looks, and whatever made one stop. */
  readonly pValue: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Mixture sequential probability ratio test of "no difference" against effects drawn from N(0, τ²), on an estimate d with
 * standard error s: Λ = √(s² / (s² + τ²)) · exp(τ² d² / (2 s² (s² + τ²))), p = min(1, 1/Λ), and the interval
 * d ± √(s² (s² + τ²) / τ² · (2 ln(1/α) + ln((s² + τ²) / s²))), which is the normal-mixture confidence sequence.
 *
 * The chance that p ever falls below α while there is no difference is at most α: one may look every day and stop at
 * will. The price is an interval wider than the fixed one, by about a half at the size it is tuned for. The law holds as
 * far as estimates are normal and s is known, so the first look belongs after some hundreds of units in each arm.
 *
 * @param effect  difference and its standard error so far, from any of the tests of this room. Standard error 0: p = 1 and
 *                no width at difference 0, else p = 0 and no width
 * @param options how the test is made
 * @param options.mixingDeviation τ, above 0
 * @param options.confidence level that the whole sequence of intervals holds, in (0, 1); 0.95 unless given
 * @throws ValueError when an argument is out of range
 * @source Johari, Koomen, Pekelis & Walsh, "Peeking at A/B Tests", KDD 2017, section 4; Howard, Ramdas, McAuliffe & Sekhon,
 *         "Time-uniform, Nonparametric, Nonasymptotic Confidence Sequences", Annals of Statistics 49(2), 2021, section 3.2
 */
export function alwaysValidTest(
  effect: { readonly difference: number; readonly standardError: number },
  { mixingDeviation, confidence = 0.95 }: SequentialOptions,
): AlwaysValidResult {
  requireConfidence(confidence);
  requirePositive("mixingDeviation", mixingDeviation);
  const { difference, standardError } = effect;
  requireFinite("effect.difference", difference);
  requireNonNegative("effect.standardError", standardError);
  if (standardError === 0) return { pValue: difference === 0 ? 1 : 0, low: difference, high: difference };

  // In units of s, so that nothing overflows: r = τ² / s².
  const r = (mixingDeviation / standardError) ** 2;
  const z = difference / standardError;
  const logRatio = -0.5 * Math.log1p(r) + 0.5 * z * z * (r / (1 + r));
  const reach = standardError * Math.sqrt(((1 + r) / r) * (Math.log1p(r) - 2 * Math.log(1 - confidence)));
  return { pValue: Math.min(1, Math.exp(-logRatio)), low: difference - reach, high: difference + reach };
}

/**
 * The τ that makes the interval narrowest at one moment: τ = s √(2 ln(1/α) + ln(1 + 2 ln(1/α))), where s is the standard
 * error that the difference is planned to have then, such as at the end.
 *
 * @param plannedStandardError s, above 0
 * @param confidence           in (0, 1); 0.95 unless given
 * @source Howard, Ramdas, McAuliffe & Sekhon 2021 (see {@link alwaysValidTest}), on tuning the normal mixture
 */
export function mixingDeviation(plannedStandardError: number, confidence = 0.95): number {
  requirePositive("plannedStandardError", plannedStandardError);
  requireConfidence(confidence);
  const surprise = -2 * Math.log(1 - confidence);
  return plannedStandardError * Math.sqrt(surprise + Math.log1p(surprise));
}

/**
 * A running experiment's always-valid answer: the smallest p and the intersection of the intervals of all looks so far,
 * which is still valid and never takes back what it said.
 */
export class SequentialTest {
  private readonly options: SequentialOptions;
  private best: AlwaysValidResult = { pValue: 1, low: -Infinity, high: Infinity };

  /**
   * @param options how the test is made
   * @param options.mixingDeviation τ, above 0
   * @param options.confidence in (0, 1); 0.95 unless given
   */
  constructor(options: SequentialOptions) {
    requirePositive("mixingDeviation", options.mixingDeviation);
    requireConfidence(options.confidence ?? 0.95);
    this.options = options;
  }

  /**
   * Takes one more look.
   *
   * @param effect difference and standard error of all data so far
   * @returns the answer over all looks. low > high, which happens with a chance below α, says that the looks contradict
   *          each other: the effect changed, or the first look came too early
   */
  look(effect: { readonly difference: number; readonly standardError: number }): AlwaysValidResult {
    const { pValue, low, high } = alwaysValidTest(effect, this.options);
    this.best = {
      pValue: Math.min(this.best.pValue, pValue),
      low: Math.max(this.best.low, low),
      high: Math.min(this.best.high, high),
    };
    return this.best;
  }
}
