import { requireLength, requirePositive, ValueError } from "../../contracts";

/** Choices that were made and logged, and what another policy would have chosen. One number for each choice. */
export interface LoggedChoices {
  /** What came of it: a click, a sale. */
  readonly rewards: ArrayLike<number>;
  /** In (0, 1]: how likely the logging policy made this choice. */
  readonly propensities: ArrayLike<number>;
  /** In [0, 1]: how likely the other policy makes this choice. */
  readonly target: ArrayLike<number>;
  /** A model's guess of the reward of the choice that was made, and of what the other policy would get there. */
  readonly predicted?: { readonly logged: ArrayLike<number>; readonly target: ArrayLike<number> };
}

/** What another policy would have got for each choice. */
export interface PolicyValue {
  readonly value: number;
  readonly standardError: number;
}

/** The same by three estimators. */
export interface PolicyValues {
  /** (1/n) Σ w r with w = target / propensity: unbiased, wild where propensities are small. */
  readonly ips: PolicyValue;
  /** Σ w r / Σ w: a little biased, much steadier. NaN when the policies have no choice in common. */
  readonly snips: PolicyValue;
  /** (1/n) Σ (guess for the policy + w (r − guess for the choice)): right when guesses or propensities are. */
  readonly doublyRobust?: PolicyValue;
  /** (Σ w)² / Σ w²: as many choices the answer rests on. */
  readonly effectiveChoices: number;
}

/**
 * What a policy would get, from the log of another one.
 *
 * @param log          choices
 * @param options.clip no weight is larger, above 0; Infinity unless given
 * @throws ShapeError, ValueError when the log is empty or not well formed
 * @source Horvitz & Thompson 1952; Swaminathan & Joachims, "The Self-Normalized Estimator for Counterfactual Learning", NIPS
 *         2015; Dudík, Langford & Li, "Doubly Robust Policy Evaluation and Learning", ICML 2011, equation 2
 */
export function offPolicyValues(log: LoggedChoices, options: { readonly clip?: number } = {}): PolicyValues {
  const { clip = Infinity } = options;
  const { rewards, propensities, target, predicted } = log;
  const n = rewards.length;
  if (n === 0) throw new ValueError("the log must hold at least one choice, received none");
  requireLength("propensities", propensities.length, n);
  requireLength("target", target.length, n);
  if (clip !== Infinity) requirePositive("clip", clip);
  const weights = Float64Array.from({ length: n }, (_, i) => {
    const [p, q] = [propensities[i]!, target[i]!];
    if (p > 0 && p <= 1 && q >= 0 && q <= 1) return Math.min(clip, q / p);
    throw new ValueError(`propensities must lie in (0, 1] and target in [0, 1], received ${p} and ${q} in choice ${i}`);
  });
  const total = weights.reduce((sum, w) => sum + w, 0);
  const squares = weights.reduce((sum, w) => sum + w * w, 0);
  const weighted = weights.map((w, i) => w * rewards[i]!);
  const snips = weighted.reduce((sum, one) => sum + one, 0) / total;
  // The error of a ratio: that of Σ w (r − ratio), over Σ w.
  const spread = Math.sqrt(weights.reduce((sum, w, i) => sum + (w * (rewards[i]! - snips)) ** 2, 0)) / total;
  const values = {
    ips: meanOf(weighted),
    snips: { value: snips, standardError: spread },
    effectiveChoices: squares === 0 ? 0 : (total * total) / squares,
  };
  if (predicted === undefined) return values;
  requireLength("predicted.logged", predicted.logged.length, n);
  requireLength("predicted.target", predicted.target.length, n);
  const robust = weights.map((w, i) => predicted.target[i]! + w * (rewards[i]! - predicted.logged[i]!));
  return { ...values, doublyRobust: meanOf(robust) };
}

/** Mean and its standard error. */
export function meanOf(values: Float64Array): PolicyValue {
  const n = values.length;
  const value = values.reduce((sum, one) => sum + one, 0) / n;
  const variance = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / Math.max(1, n - 1);
  return { value, standardError: Math.sqrt(variance / n) };
}
