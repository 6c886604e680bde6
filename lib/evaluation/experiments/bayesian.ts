import { requireFinite, requirePositive } from "../../contracts";
import { betaQuantile, regularisedBeta } from "../distributions/beta";
import { normalCdf, normalDensity, normalQuantile } from "../distributions/normal";
import { requireConfidence } from "./effect";
import { type Count, requireCount } from "./proportion-test";

/** Belief about a rate: density proportional to x^(alpha − 1) (1 − x)^(beta − 1). */
export interface BetaBelief {
  readonly alpha: number;
  readonly beta: number;
}

/** Belief about a number. */
export interface NormalBelief {
  readonly mean: number;
  readonly standardDeviation: number;
}

/** What two beliefs say about which arm is better. */
export interface Posterior {
  /** P(treatment > control). */
  readonly probabilityBetter: number;
  /** E[treatment − control]. */
  readonly difference: number;
  /** E[max(0, control − treatment)]: what choosing the treatment costs where it is the wrong choice. */
  readonly lossOfTreatment: number;
  /** E[max(0, treatment − control)]: what staying with the control costs. */
  readonly lossOfControl: number;
}

/**
 * Belief about a rate after counting: beta(α + x, β + n − x).
 *
 * @param count successes x of trials n
 * @param prior belief before; beta(1, 1), every rate alike, unless given
 * @throws ValueError when the count is none or a parameter of the prior is not positive
 * @source Gelman et al., "Bayesian Data Analysis", 3rd edition, section 2.4
 */
export function betaPosterior(count: Count, prior: BetaBelief = { alpha: 1, beta: 1 }): BetaBelief {
  requireCount("count", count);
  requireBeta("prior", prior);
  return { alpha: prior.alpha + count.successes, beta: prior.beta + count.trials - count.successes };
}

/**
 * Belief about a mean after an estimate m with standard error s: precisions add, 1/σ'² = 1/σ² + 1/s², and the mean is
 * μ' = σ'² (μ/σ² + m/s²).
 *
 * @param estimate a mean or a difference, with its standard error above 0
 * @param prior    belief before, such as the spread of the effects of earlier experiments
 * @throws ValueError when a number is out of range
 * @source Gelman et al., "Bayesian Data Analysis", 3rd edition, section 2.5
 */
export function normalPosterior(
  estimate: { readonly value: number; readonly standardError: number },
  prior: NormalBelief,
): NormalBelief {
  requireFinite("estimate.value", estimate.value);
  requirePositive("estimate.standardError", estimate.standardError);
  requireNormal("prior", prior);
  const weight = prior.standardDeviation ** 2 / (prior.standardDeviation ** 2 + estimate.standardError ** 2);
  return {
    mean: prior.mean + weight * (estimate.value - prior.mean),
    standardDeviation: Math.sqrt(weight) * estimate.standardError,
  };
}

/**
 * Central credible interval of a rate: as much belief below it as above.
 *
 * @param belief     a beta law
 * @param confidence belief inside, in (0, 1); 0.95 unless given
 */
export function betaInterval(
  belief: BetaBelief,
  confidence = 0.95,
): { readonly mean: number; readonly low: number; readonly high: number } {
  requireBeta("belief", belief);
  requireConfidence(confidence);
  const { alpha, beta } = belief;
  const tail = (1 - confidence) / 2;
  return {
    mean: alpha / (alpha + beta),
    low: betaQuantile(tail, alpha, beta),
    high: 1 - betaQuantile(tail, beta, alpha),
  };
}

/**
 * Central credible interval of a number: μ ± z σ.
 *
 * @param belief     a normal law
 * @param confidence belief inside, in (0, 1); 0.95 unless given
 */
export function normalInterval(
  belief: NormalBelief,
  confidence = 0.95,
): { readonly mean: number; readonly low: number; readonly high: number } {
  requireNormal("belief", belief);
  requireConfidence(confidence);
  const reach = normalQuantile(0.5 + confidence / 2) * belief.standardDeviation;
  return { mean: belief.mean, low: belief.mean - reach, high: belief.mean + reach };
}

/**
 * Which of two rates is larger, from independent beliefs A (control) and B (treatment): P(B > A) = E_A[P(B > A | A)] or
 * E_B[P(A < B | B)], and E[max(0, A − B)] likewise; the expectation is taken over the narrower belief, on which the other's
 * chances are smooth. Integrated on the log-odds, where densities are smooth and fall off exponentially on both sides, so
 * that the trapezoidal rule is exact to rounding. The work grows as 1 / parameter where parameters are far below 1.
 *
 * @param control   belief about the control's rate
 * @param treatment belief about the treatment's
 * @throws ValueError when a parameter is not positive
 * @source Stucchio, "Bayesian A/B Testing at VWO", 2015, sections 3 and 4
 */
export function compareBeta(control: BetaBelief, treatment: BetaBelief): Posterior {
  requireBeta("control", control);
  requireBeta("treatment", treatment);
  const probabilityBetter = narrower(control, treatment)
    ? expectation(control, (x) => above(treatment, x))
    : expectation(treatment, (x) => below(control, x));
  return {
    probabilityBetter: Math.min(1, probabilityBetter),
    difference: meanOf(treatment) - meanOf(control),
    lossOfTreatment: expectedLead(control, treatment),
    lossOfControl: expectedLead(treatment, control),
  };
}

/** E[max(0, X − Y)]; given one of them, the other's part is a mean times an incomplete beta function. */
function expectedLead(x: BetaBelief, y: BetaBelief): number {
  const raised = ({ alpha, beta }: BetaBelief): BetaBelief => ({ alpha: alpha + 1, beta });
  const lead = narrower(x, y)
    ? expectation(x, (at) => at * below(y, at) - meanOf(y) * below(raised(y), at))
    : expectation(y, (at) => meanOf(x) * above(raised(x), at) - at * above(x, at));
  return Math.max(0, lead);
}

function meanOf({ alpha, beta }: BetaBelief): number {
  return alpha / (alpha + beta);
}

function below({ alpha, beta }: BetaBelief, x: number): number {
  return regularisedBeta(x, alpha, beta);
}

function above({ alpha, beta }: BetaBelief, x: number): number {
  return regularisedBeta(1 - x, beta, alpha);
}

function narrower(one: BetaBelief, other: BetaBelief): boolean {
  return widthOf(one) <= widthOf(other);
}

/** About the standard deviation of the log-odds. */
function widthOf({ alpha, beta }: BetaBelief): number {
  return Math.sqrt(1 / alpha + 1 / beta);
}

/**
 * Which of two numbers is larger, from independent normal beliefs: their difference is normal, with mean d and variance
 * s² the sum of both; P(B > A) = Φ(d/s) and E[max(0, A − B)] = s φ(d/s) − d Φ(−d/s).
 *
 * @param control   belief about the control's number
 * @param treatment belief about the treatment's
 * @throws ValueError when a standard deviation is not positive
 */
export function compareNormal(control: NormalBelief, treatment: NormalBelief): Posterior {
  requireNormal("control", control);
  requireNormal("treatment", treatment);
  const difference = treatment.mean - control.mean;
  const spread = Math.hypot(control.standardDeviation, treatment.standardDeviation);
  const z = difference / spread;
  const expectedPositivePart = (at: number): number => Math.max(0, spread * (normalDensity(at) + at * normalCdf(at)));
  return {
    probabilityBetter: normalCdf(z),
    difference,
    lossOfTreatment: expectedPositivePart(-z),
    lossOfControl: expectedPositivePart(z),
  };
}

/** E[g(X)] of a beta variable, by the trapezoidal rule on s = ln(x / (1 − x)), whose density is ∝ x^α (1 − x)^β. */
function expectation(belief: BetaBelief, g: (x: number) => number): number {
  const { alpha, beta } = belief;
  const logDensity = (s: number): number => -alpha * softplus(-s) - beta * softplus(s);
  const peak = Math.log(alpha / beta);
  const width = widthOf(belief);
  const end = (direction: number): number => {
    let step = width;
    while (logDensity(peak + direction * step) > logDensity(peak) - 45) step *= 1.25;
    return peak + direction * step;
  };
  const low = end(-1);
  const high = end(1);
  const steps = Math.ceil((high - low) / Math.min(width / 12, 0.2));
  let sum = 0;
  let mass = 0;
  for (let n = 0; n <= steps; n++) {
    const s = low + ((high - low) * n) / steps;
    const density = Math.exp(logDensity(s) - logDensity(peak));
    mass += density;
    sum += density * g(1 / (1 + Math.exp(-s)));
  }
  return sum / mass;
}

/** ln(1 + eˢ) without overflow. */
function softplus(s: number): number {
  return Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s)));
}

function requireBeta(name: string, { alpha, beta }: BetaBelief): void {
  requirePositive(`${name}.alpha`, alpha);
  requirePositive(`${name}.beta`, beta);
}

function requireNormal(name: string, { mean, standardDeviation }: NormalBelief): void {
  requireFinite(`${name}.mean`, mean);
  requirePositive(`${name}.standardDeviation`, standardDeviation);
}
