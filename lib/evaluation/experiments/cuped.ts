import { requireFinite, requireLength } from "../../contracts";
import { DenseMatrix, leastSquares } from "../../linalg";
import type { Effect, TestOptions } from "./effect";
import { type MeanSummary, summarise, welchTest } from "./welch-test";

/** One arm's outcomes, and what was known of its units before the experiment began. */
export interface CovariateValues {
  /** Per unit: what is measured. */
  readonly outcome: ArrayLike<number>;
  /**
   * Each as long as `outcome`: values from before the first exposure, such as last month's spending. Nothing the arm
   * could have changed: that would bias the answer. A unit without a past has 0 and a covariate "has no past" of 1.
   */
  readonly covariates: readonly ArrayLike<number>[];
}

/** What CUPED found: Welch's test on what the past does not explain. */
export interface CupedResult extends Effect {
  readonly degreesOfFreedom: number;
  /** θ, one per covariate. */
  readonly coefficients: Float64Array;
  /** 1 − (squared standard error after / before): ρ² for one covariate, and the share of days saved. */
  readonly varianceReduction: number;
  /** Summary of the control arm's adjusted outcomes. */
  readonly control: MeanSummary;
  /** Summary of the treatment arm's adjusted outcomes. */
  readonly treatment: MeanSummary;
}

/**
 * CUPED, controlled experiments using pre-experiment data: y' = y − θᵀ(x − x̄), with x̄ the mean over both arms and
 * θ = S_xx⁻¹ S_xy from deviations within each arm. Since chance alone decides who is in which arm, x has the same
 * expectation in both, so the difference of y' estimates the same effect, with variance (1 − ρ²) times as large.
 *
 * The difference equals the arm's coefficient in the regression of y on arm and covariates. Covariates that are constant or
 * copies of others cost nothing: the shortest θ is taken.
 *
 * @param control   outcomes and covariates of the control arm, at least two units
 * @param treatment those of the treatment arm, with the same covariates in the same order
 * @param options   how the test is made
 * @param options.confidence level of the interval, in (0, 1); 0.95 unless given
 * @throws ShapeError when lengths differ; ValueError when a value is not finite or an arm has fewer than two units
 * @source Deng, Xu, Kohavi & Walker, "Improving the Sensitivity of Online Controlled Experiments by Utilizing
 *         Pre-Experiment Data", WSDM 2013, section 3
 */
export function cupedTest(
  control: CovariateValues,
  treatment: CovariateValues,
  options: TestOptions = {},
): CupedResult {
  requireLength("treatment.covariates", treatment.covariates.length, control.covariates.length);
  requireCovariates("control", control);
  requireCovariates("treatment", treatment);
  const before = welchTest(summarise(control.outcome), summarise(treatment.outcome), options);
  const coefficients = withinArmCoefficients([control, treatment]);
  const centres = control.covariates.map((values, k) => meanOfBoth(values, treatment.covariates[k]!));

  const adjustedControl = summarise(adjust(control, coefficients, centres));
  const adjustedTreatment = summarise(adjust(treatment, coefficients, centres));
  const after = welchTest(adjustedControl, adjustedTreatment, options);
  const varianceReduction = before.standardError === 0 ? 0 : 1 - (after.standardError / before.standardError) ** 2;
  return { ...after, coefficients, varianceReduction, control: adjustedControl, treatment: adjustedTreatment };
}

/** y − θᵀ(x − x̄), unit by unit. */
function adjust(
  { outcome, covariates }: CovariateValues,
  theta: Float64Array,
  centres: readonly number[],
): Float64Array {
  const adjusted = Float64Array.from(outcome);
  covariates.forEach((values, k) => {
    for (let unit = 0; unit < adjusted.length; unit++) adjusted[unit]! -= theta[k]! * (values[unit]! - centres[k]!);
  });
  return adjusted;
}

/** θ of the normal equations, solved on correlations so that units of measurement do not matter. */
function withinArmCoefficients(arms: readonly CovariateValues[]): Float64Array {
  const count = arms[0]!.covariates.length;
  if (count === 0) return new Float64Array(0);
  const cross = new DenseMatrix(count, count);
  const withOutcome = new Float64Array(count);
  for (const { outcome, covariates } of arms) {
    const deviations = covariates.map(centred);
    const y = centred(outcome);
    for (let j = 0; j < count; j++) {
      withOutcome[j]! += inner(deviations[j]!, y);
      for (let k = 0; k < count; k++) cross.data[j * count + k]! += inner(deviations[j]!, deviations[k]!);
    }
  }
  const scale = Float64Array.from({ length: count }, (_, k) => Math.sqrt(cross.data[k * (count + 1)]!) || 1);
  const correlations = cross.data.map((value, at) => value / (scale[Math.floor(at / count)]! * scale[at % count]!));
  const { x } = leastSquares(
    new DenseMatrix(count, count, correlations),
    withOutcome.map((value, k) => value / scale[k]!),
  );
  return x.map((value, k) => value / scale[k]!);
}

function centred(values: ArrayLike<number>): Float64Array {
  const { mean } = summarise(values);
  return Float64Array.from(values, (value) => value - mean);
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n]! * b[n]!;
  return sum;
}

function meanOfBoth(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return (summarise(a).mean * a.length + summarise(b).mean * b.length) / (a.length + b.length);
}

function requireCovariates(name: string, { outcome, covariates }: CovariateValues): void {
  covariates.forEach((values, k) => {
    requireLength(`${name}.covariates[${k}]`, values.length, outcome.length);
    for (let unit = 0; unit < values.length; unit++) {
      requireFinite(`${name}.covariates[${k}][${unit}]`, values[unit]!);
    }
  });
}
