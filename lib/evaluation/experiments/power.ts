import { requireFinite, requireInteger, requirePositive, ValueError } from "../../contracts";
import { normalCdf, normalQuantile } from "../distributions/normal";

/** What every plan shares. */
export interface PlanOptions {
  /** Chance of a false alarm, two-sided, in (0, 1); 0.05 unless given. Divide it by the number of arms against control. */
  readonly alpha?: number;
  /** Chance to see the effect if it is there, above alpha and below 1; 0.8 unless given. */
  readonly power?: number;
  /** Share of the units that get the treatment, in (0, 1); 0.5, which needs fewest, unless given. */
  readonly treatmentShare?: number;
}

/** A mean per unit, to be compared between two arms. */
export interface MeanPlan extends PlanOptions {
  /** Standard deviation of one unit's value, above 0. */
  readonly standardDeviation: number;
}

/** A rate per unit, to be compared between two arms. */
export interface ProportionPlan extends PlanOptions {
  /** The control's rate, in (0, 1). */
  readonly baseline: number;
}

/** How many units each arm needs. */
export interface SampleSize {
  readonly control: number;
  readonly treatment: number;
  readonly total: number;
}

/**
 * Units needed to see a difference δ of means: N = σ² (z_{1−α/2} + z_{power})² (1/(1 − q) + 1/q) / δ², with q the
 * treatment's share. For α 0.05, power 0.8 and halves this is about 16 σ²/δ² an arm.
 *
 * @param plan the metric
 * @param plan.standardDeviation σ of one unit's value, above 0
 * @param plan.effect smallest difference that should be seen, not 0
 * @param plan.alpha chance of a false alarm; 0.05 unless given
 * @param plan.power chance to see the effect; 0.8 unless given
 * @param plan.treatmentShare q, in (0, 1); 0.5 unless given
 * @throws ValueError when a number is out of range
 * @source van Belle, "Statistical Rules of Thumb", 2nd edition, 2008, section 2.1; Kohavi, Tang & Xu, "Trustworthy Online
 *         Controlled Experiments", 2020, chapter 17
 */
export function sampleSizeForMeans(plan: MeanPlan & { readonly effect: number }): SampleSize {
  const { standardDeviation, effect } = plan;
  const { alpha, power, share } = requirePlan(plan);
  requirePositive("standardDeviation", standardDeviation);
  requireNotZero("effect", effect);
  const reach = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  return split(((standardDeviation * reach) / effect) ** 2 * (1 / (1 - share) + 1 / share), share);
}

/**
 * Smallest difference of means that a given number of units shows with the power asked for.
 *
 * @param plan the metric
 * @param plan.standardDeviation σ of one unit's value, above 0
 * @param plan.units units of both arms together, at least 2
 * @param plan.alpha chance of a false alarm; 0.05 unless given
 * @param plan.power chance to see the effect; 0.8 unless given
 * @param plan.treatmentShare share of the treatment, in (0, 1); 0.5 unless given
 * @throws ValueError when a number is out of range
 */
export function detectableMeanEffect(plan: MeanPlan & { readonly units: number }): number {
  const { alpha, power } = requirePlan(plan);
  return (normalQuantile(1 - alpha / 2) + normalQuantile(power)) * standardErrorOfMeans(plan);
}

/**
 * Chance that a z test calls a true difference δ of means significant: Φ(δ/s − z) + Φ(−δ/s − z) with s the standard error
 * and z = z_{1−α/2}. At δ = 0 this is α.
 *
 * @param plan the metric
 * @param plan.standardDeviation σ of one unit's value, above 0
 * @param plan.effect true difference
 * @param plan.units units of both arms together, at least 2
 * @param plan.alpha chance of a false alarm; 0.05 unless given
 * @param plan.power passed over
 * @param plan.treatmentShare share of the treatment, in (0, 1); 0.5 unless given
 * @throws ValueError when a number is out of range
 */
export function powerForMeans(plan: MeanPlan & { readonly effect: number; readonly units: number }): number {
  const { alpha } = requirePlan(plan);
  requireFinite("effect", plan.effect);
  const z = normalQuantile(1 - alpha / 2);
  const shift = plan.effect / standardErrorOfMeans(plan);
  return normalCdf(shift - z) + normalCdf(-shift - z);
}

/**
 * Units needed to see a difference δ of rates, p to p + δ: N = (z_{1−α/2} √(p̄ (1 − p̄) w) + z_{power} √v)² / δ² with
 * w = 1/(1 − q) + 1/q, v = p (1 − p)/(1 − q) + (p + δ)(1 − p − δ)/q and p̄ = (1 − q) p + q (p + δ), q the treatment's share.
 *
 * @param plan the metric
 * @param plan.baseline the control's rate p, in (0, 1)
 * @param plan.difference δ, in the rate's unit and not in percent of it; not 0, p + δ in [0, 1]
 * @param plan.alpha chance of a false alarm; 0.05 unless given
 * @param plan.power chance to see the effect; 0.8 unless given
 * @param plan.treatmentShare q, in (0, 1); 0.5 unless given
 * @throws ValueError when a number is out of range
 * @source Fleiss, Levin & Paik, "Statistical Methods for Rates and Proportions", 3rd edition, 2003, section 4.2, without
 *         the continuity correction
 */
export function sampleSizeForProportions(plan: ProportionPlan & { readonly difference: number }): SampleSize {
  const { alpha, power, share } = requirePlan(plan);
  requireNotZero("difference", plan.difference);
  const { pooled, separate } = deviations(plan.baseline, plan.difference, share);
  const reach = normalQuantile(1 - alpha / 2) * pooled + normalQuantile(power) * separate;
  return split((reach / plan.difference) ** 2, share);
}

/**
 * Chance that a two-proportion z test calls a true difference of rates significant, both tails counted.
 *
 * @param plan the metric
 * @param plan.baseline the control's rate, in (0, 1)
 * @param plan.difference true difference; baseline + difference in [0, 1]
 * @param plan.units units of both arms together, at least 2
 * @param plan.alpha chance of a false alarm; 0.05 unless given
 * @param plan.power passed over
 * @param plan.treatmentShare share of the treatment, in (0, 1); 0.5 unless given
 * @throws ValueError when a number is out of range
 * @source as {@link sampleSizeForProportions}
 */
export function powerForProportions(
  plan: ProportionPlan & { readonly difference: number; readonly units: number },
): number {
  const { alpha, share } = requirePlan(plan);
  requireInteger("units", plan.units, 2);
  const { pooled, separate } = deviations(plan.baseline, plan.difference, share);
  const z = normalQuantile(1 - alpha / 2) * pooled;
  const shift = Math.sqrt(plan.units) * plan.difference;
  return normalCdf((shift - z) / separate) + normalCdf((-shift - z) / separate);
}

/**
 * Smallest rise of a rate that a given number of units shows with the power asked for.
 *
 * @param plan the metric
 * @param plan.baseline the control's rate, in (0, 1)
 * @param plan.units units of both arms together, at least 2
 * @param plan.alpha chance of a false alarm; 0.05 unless given
 * @param plan.power chance to see the rise; 0.8 unless given
 * @param plan.treatmentShare share of the treatment, in (0, 1); 0.5 unless given
 * @throws ValueError when a number is out of range, or when not even a rise to 1 would be seen
 */
export function detectableProportionDifference(plan: ProportionPlan & { readonly units: number }): number {
  const { power } = requirePlan(plan);
  const seen = (difference: number): boolean => powerForProportions({ ...plan, difference }) >= power;
  let low = 0;
  let high = 1 - plan.baseline;
  if (!seen(high)) {
    throw new ValueError(`units must be more: ${plan.units} do not show even a rise from ${plan.baseline} to 1`);
  }
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (seen(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** How an experiment's length is planned. */
export interface DurationPlan {
  /** Units of all arms together that the test needs without CUPED. */
  readonly units: number;
  /** New units a day; customers who come back count once. */
  readonly unitsPerDay: number;
  /** Share of them that takes part, in (0, 1]; 1 unless given. */
  readonly traffic?: number;
  /** What CUPED takes off the variance, in [0, 1): ρ² of outcome and covariate; 0 unless given. */
  readonly varianceReduction?: number;
}

/**
 * Days that an experiment takes: units (1 − variance reduction) / (units a day · traffic), then up to whole weeks, since
 * Sunday's customers are not Tuesday's.
 *
 * @param plan what is needed and what comes
 * @param plan.units units of all arms together, above 0
 * @param plan.unitsPerDay new units a day, above 0
 * @param plan.traffic share that takes part, in (0, 1]; 1 unless given
 * @param plan.varianceReduction share of the variance that CUPED takes off, in [0, 1); 0 unless given
 * @returns units needed after CUPED; days that bring them; weeks, rounded up
 * @throws ValueError when a number is out of range
 */
export function planDuration({ units, unitsPerDay, traffic = 1, varianceReduction = 0 }: DurationPlan): {
  readonly units: number;
  readonly days: number;
  readonly weeks: number;
} {
  requirePositive("units", units);
  requirePositive("unitsPerDay", unitsPerDay);
  if (!(traffic > 0 && traffic <= 1)) throw new ValueError(`traffic must lie in (0, 1], received ${traffic}`);
  if (!(varianceReduction >= 0 && varianceReduction < 1)) {
    throw new ValueError(`varianceReduction must lie in [0, 1), received ${varianceReduction}`);
  }
  const needed = Math.ceil(units * (1 - varianceReduction));
  const days = Math.ceil(needed / (unitsPerDay * traffic));
  return { units: needed, days, weeks: Math.ceil(days / 7) };
}

function standardErrorOfMeans(plan: MeanPlan & { readonly units: number }): number {
  const { share } = requirePlan(plan);
  requirePositive("standardDeviation", plan.standardDeviation);
  requireInteger("units", plan.units, 2);
  return plan.standardDeviation * Math.sqrt((1 / (1 - share) + 1 / share) / plan.units);
}

/** Standard deviations of √N (p_b − p_a): with one rate for both arms, and with each arm's own. */
function deviations(baseline: number, difference: number, share: number): { pooled: number; separate: number } {
  if (!(baseline > 0 && baseline < 1)) throw new ValueError(`baseline must lie in (0, 1), received ${baseline}`);
  const other = baseline + difference;
  if (!(other >= 0 && other <= 1)) {
    throw new ValueError(`baseline + difference must lie in [0, 1], received ${baseline} + ${difference}`);
  }
  const mean = (1 - share) * baseline + share * other;
  return {
    pooled: Math.sqrt(mean * (1 - mean) * (1 / (1 - share) + 1 / share)),
    separate: Math.sqrt((baseline * (1 - baseline)) / (1 - share) + (other * (1 - other)) / share),
  };
}

/** Whole units, each arm rounded up. */
function split(total: number, share: number): SampleSize {
  const control = Math.max(2, Math.ceil(total * (1 - share)));
  const treatment = Math.max(2, Math.ceil(total * share));
  return { control, treatment, total: control + treatment };
}

function requirePlan({ alpha = 0.05, power = 0.8, treatmentShare = 0.5 }: PlanOptions): {
  alpha: number;
  power: number;
  share: number;
} {
  if (!(alpha > 0 && alpha < 1)) throw new ValueError(`alpha must lie in (0, 1), received ${alpha}`);
  if (!(power > alpha && power < 1)) throw new ValueError(`power must lie between alpha and 1, received ${power}`);
  if (!(treatmentShare > 0 && treatmentShare < 1)) {
    throw new ValueError(`treatmentShare must lie in (0, 1), received ${treatmentShare}`);
  }
  return { alpha, power, share: treatmentShare };
}

function requireNotZero(name: string, value: number): void {
  requireFinite(name, value);
  if (value === 0) throw new ValueError(`${name} must not be 0: nothing can be seen of it`);
}
