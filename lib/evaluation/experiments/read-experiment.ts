import { requireLength, requireOneOf, ValueError } from "../../contracts";
import { type ExperimentDesign, requireArms } from "./assignment";
import { cupedTest } from "./cuped";
import { type Effect, type Estimate, relativeLift, requireConfidence } from "./effect";
import { adjustPValues, type Correction, CORRECTIONS } from "./multiple-comparisons";
import { twoProportionTest } from "./proportion-test";
import { ratioEstimate, ratioTest, type RatioValues } from "./ratio-metric";
import { sampleRatioTest, type SampleRatioResult } from "./sample-ratio";
import { alwaysValidTest } from "./sequential-test";
import { type MeanSummary, summarise, welchTest } from "./welch-test";

interface MetricBasics {
  readonly name: string;
  /** Which way is better; "up" unless given. */
  readonly goal?: "up" | "down";
  /** Where the experiment is looked at while it runs: τ of {@link alwaysValidTest}, which then gives p and interval. */
  readonly mixingDeviation?: number;
}

/** Share of an arm's units to which something happened: conversion. */
export interface ProportionMetric extends MetricBasics {
  readonly kind: "proportion";
  /** For each arm. */
  readonly successes: readonly number[];
}

/** Mean of a value per unit: revenue per customer. */
export interface MeanMetric extends MetricBasics {
  readonly kind: "mean";
  /** For each arm, one value per unit. */
  readonly values: readonly ArrayLike<number>[];
  /** For each arm, covariates from before the experiment, each with one value per unit: turns CUPED on. */
  readonly covariates?: readonly (readonly ArrayLike<number>[])[];
}

/** Sum over sum: clicks per view. */
export interface RatioMetric extends MetricBasics {
  readonly kind: "ratio";
  /** For each arm. */
  readonly values: readonly RatioValues[];
}

/** What an experiment measured, arms in the order of the design. */
export type ExperimentMetric = ProportionMetric | MeanMetric | RatioMetric;

/** An experiment that ran. */
export interface ExperimentData {
  /** Its arms; the first one is the control. */
  readonly design: ExperimentDesign;
  /** Units exposed to each arm. */
  readonly units: readonly number[];
  readonly metrics: readonly ExperimentMetric[];
}

/** How an experiment is read. */
export interface ReadOptions {
  /** 0.95 unless given; 1 − confidence is the chance of a false alarm. */
  readonly confidence?: number;
  /** Over all metrics and arms together; "holm" unless given. */
  readonly correction?: Correction;
  /** p below which the split counts as broken; 0.0005 unless given. */
  readonly sampleRatioThreshold?: number;
}

/** One metric of one arm against the control. */
export interface Finding {
  readonly metric: string;
  readonly arm: string;
  /** The control's value before any adjustment. */
  readonly control: Estimate;
  readonly treatment: Estimate;
  /** After CUPED and for every look, where those were asked for. The interval is that of this one comparison alone. */
  readonly effect: Effect;
  /** Relative to the control, unadjusted; undefined where the control's value is 0. */
  readonly lift: number | undefined;
  /** Corrected for the number of findings. */
  readonly adjustedPValue: number;
  /** Share of the variance that CUPED took off; 0 without covariates. */
  readonly varianceReduction: number;
  /** "better" or "worse" only where adjustedPValue is below 1 − confidence. */
  readonly verdict: "better" | "worse" | "undecided";
}

/** What an experiment says. */
export interface ExperimentReport {
  readonly sampleRatio: SampleRatioResult;
  /** False where the split is broken: then `findings` is empty, and no metric was even computed. */
  readonly trusted: boolean;
  /** Why there is no verdict, or what was read and how. */
  readonly reason: string;
  /** Metric by metric, arm by arm. */
  readonly findings: readonly Finding[];
}

/**
 * Reads an experiment in the order in which it must be read: first whether the split is the planned one, and only then the
 * metrics, each arm against the first, with p values corrected for their number. Where the split is broken there is no
 * verdict.
 *
 * @param data    design, units and metrics
 * @param data.design the experiment; its first arm is the control, all weights above 0
 * @param data.units units exposed to each arm; proportions are shares of them, and a value is needed for each
 * @param data.metrics what was measured
 * @param options how it is read
 * @param options.confidence in (0, 1); 0.95 unless given
 * @param options.correction for the number of findings; "holm" unless given
 * @param options.sampleRatioThreshold p below which the split counts as broken; 0.0005 unless given
 * @throws ShapeError when a metric has not one entry per arm and unit; ValueError when a value is out of range or two
 *         metrics share a name
 * @source Kohavi, Tang & Xu, "Trustworthy Online Controlled Experiments", 2020, chapters 3, 17 and 21
 */
export function readExperiment(
  { design, units, metrics }: ExperimentData,
  options: ReadOptions = {},
): ExperimentReport {
  const { confidence = 0.95, correction = "holm", sampleRatioThreshold } = options;
  requireConfidence(confidence);
  requireOneOf("correction", correction, CORRECTIONS);
  requireArms(design.arms);
  requireLength("units", units.length, design.arms.length);
  requireMetrics(metrics, design.arms.length);

  const weights = design.arms.map(({ weight }) => weight);
  const sampleRatio = sampleRatioTest(units, weights, sampleRatioThreshold);
  if (sampleRatio.mismatch) {
    return { sampleRatio, trusted: false, reason: mismatchReason(units, sampleRatio), findings: [] };
  }

  const raw = metrics.flatMap((metric) =>
    design.arms.slice(1).map(({ name }, n) => ({ metric, arm: name, ...compareArm(metric, units, n + 1, confidence) })),
  );
  const pValues = raw.map(({ effect }) => effect.pValue);
  const adjusted = adjustPValues(pValues, correction);
  const findings = raw.map(({ metric, ...rest }, n): Finding => {
    const adjustedPValue = adjusted[n]!;
    const good = metric.goal === "down" ? -rest.effect.difference : rest.effect.difference;
    const verdict = adjustedPValue < 1 - confidence ? (good > 0 ? "better" : "worse") : "undecided";
    return { metric: metric.name, ...rest, adjustedPValue, verdict };
  });
  const reason = `the split is as planned (p = ${sampleRatio.pValue.toPrecision(3)}); ${findings.length} comparisons, correction: ${correction}`;
  return { sampleRatio, trusted: true, reason, findings };
}

/** What a comparison of one arm with the control gives before p values are adjusted. */
type RawFinding = Pick<Finding, "control" | "treatment" | "effect" | "lift" | "varianceReduction">;

function compareArm(metric: ExperimentMetric, units: readonly number[], arm: number, confidence: number): RawFinding {
  const { control, treatment, effect, varianceReduction } = testMetric(metric, units, arm, confidence);
  const lift = control.value === 0 ? undefined : relativeLift(control, treatment).lift;
  if (metric.mixingDeviation === undefined) return { control, treatment, effect, lift, varianceReduction };
  const always = alwaysValidTest(effect, { mixingDeviation: metric.mixingDeviation, confidence });
  return { control, treatment, effect: { ...effect, ...always }, lift, varianceReduction };
}

function testMetric(
  metric: ExperimentMetric,
  units: readonly number[],
  arm: number,
  confidence: number,
): Omit<RawFinding, "lift"> {
  if (metric.kind === "proportion") {
    const [a, b] = [0, arm].map((n) => ({ successes: metric.successes[n]!, trials: units[n]! })) as [
      { successes: number; trials: number },
      { successes: number; trials: number },
    ];
    const effect = twoProportionTest(a, b, { confidence });
    return { control: rateEstimate(a), treatment: rateEstimate(b), effect, varianceReduction: 0 };
  }
  if (metric.kind === "ratio") {
    const [a, b] = [metric.values[0]!, metric.values[arm]!];
    requireLength(`${metric.name}: numerators of the control`, a.numerators.length, units[0]!);
    requireLength(`${metric.name}: numerators of arm ${arm}`, b.numerators.length, units[arm]!);
    const effect = ratioTest(a, b, { confidence });
    return { control: ratioEstimate(a), treatment: ratioEstimate(b), effect, varianceReduction: 0 };
  }
  const [a, b] = [metric.values[0]!, metric.values[arm]!];
  requireLength(`${metric.name}: values of the control`, a.length, units[0]!);
  requireLength(`${metric.name}: values of arm ${arm}`, b.length, units[arm]!);
  const [summaryA, summaryB] = [summarise(a), summarise(b)];
  const estimates = { control: meanEstimate(summaryA), treatment: meanEstimate(summaryB) };
  if (metric.covariates === undefined) {
    return { ...estimates, effect: welchTest(summaryA, summaryB, { confidence }), varianceReduction: 0 };
  }
  const { difference, low, high, standardError, statistic, pValue, varianceReduction } = cupedTest(
    { outcome: a, covariates: metric.covariates[0]! },
    { outcome: b, covariates: metric.covariates[arm]! },
    { confidence },
  );
  const effect = { difference, low, high, standardError, statistic, pValue };
  return { ...estimates, effect, varianceReduction };
}

function rateEstimate({ successes, trials }: { successes: number; trials: number }): Estimate {
  const value = successes / trials;
  return { value, standardError: Math.sqrt((value * (1 - value)) / trials), units: trials };
}

function meanEstimate({ units, mean, variance }: MeanSummary): Estimate {
  return { value: mean, standardError: Math.sqrt(variance / units), units };
}

function requireMetrics(metrics: readonly ExperimentMetric[], arms: number): void {
  const names = new Set<string>();
  for (const metric of metrics) {
    if (names.has(metric.name)) {
      throw new ValueError(`metrics must have different names, received ${JSON.stringify(metric.name)} twice`);
    }
    names.add(metric.name);
    const entries = metric.kind === "proportion" ? metric.successes : metric.values;
    requireLength(`${metric.name}: entries`, entries.length, arms);
    if (metric.kind === "mean" && metric.covariates !== undefined) {
      requireLength(`${metric.name}: covariates`, metric.covariates.length, arms);
    }
  }
}

function mismatchReason(units: readonly number[], { expected, pValue }: SampleRatioResult): string {
  const planned = Array.from(expected, (value) => value.toFixed(1)).join(" : ");
  return (
    `sample-ratio mismatch: ${units.join(" : ")} units came, ${planned} were planned (p = ${pValue.toPrecision(3)}); ` +
    "find what loses units before reading any metric"
  );
}
