import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  adjustPValues,
  betaInterval,
  compareBeta,
  type Correction,
  cupedTest,
  interleavingTest,
  powerForMeans,
  powerForProportions,
  ratioEstimate,
  sampleRatioTest,
  sampleSizeForMeans,
  summarise,
  twoProportionTest,
  welchTest,
  wilsonInterval,
} from "cartwright/evaluation";
import { betaQuantile, regularisedBeta } from "../../../lib/evaluation/distributions/beta";
import { chiSquareTailProbability } from "../../../lib/evaluation/distributions/chi-square";
import { normalCdf, normalQuantile } from "../../../lib/evaluation/distributions/normal";
import { studentCriticalValue } from "../../../lib/evaluation/distributions/student-t";

type Row = readonly number[];
type Counts = readonly [number, number];

/** What test/reference/evaluation/experiments.py recorded. */
interface Recorded {
  readonly normalCdf: Row[];
  readonly normalQuantile: Row[];
  readonly studentCritical: Row[];
  readonly chiSquareTail: Row[];
  readonly beta: Row[];
  readonly betaQuantile: Row[];
  readonly sampleRatio: { counts: number[]; weights: number[]; chiSquare: number; p: number }[];
  readonly proportions: {
    control: Counts;
    treatment: Counts;
    z: number;
    p: number;
    low: number;
    high: number;
    wilson: Counts;
  }[];
  readonly welch: { a: number[]; b: number[]; t: number; df: number; p: number; low: number; high: number };
  readonly ratio: { clicks: number[]; views: number[]; value: number; se: number };
  readonly cuped: Record<"arm" | "x" | "w" | "y", number[]> &
    Record<"one" | "two", { difference: number; coefficients: number[] }>;
  readonly multiple: { p: number[] } & Record<"bonferroni" | "holm" | "benjamini-hochberg", number[]>;
  readonly meanPower: Row[];
  readonly meanSize: Row[];
  readonly proportionPower: Row[];
  readonly beta2: { control: Counts; treatment: Counts; better: number; lossTreatment: number; lossControl: number }[];
  readonly sign: Row[];
}

const file = path.join(__dirname, "../../reference/evaluation/experiments.json");
const recorded = JSON.parse(readFileSync(file, "utf8")) as Recorded;

function near(ours: number, theirs: number, relative: number, what: string): void {
  assert.ok(Math.abs(ours - theirs) <= relative * Math.abs(theirs) + 1e-300, `${what}: ${ours}, recorded ${theirs}`);
}

/** Calls a function of numbers with each row's arguments and holds the answer against the row's last number. */
function agrees(rows: readonly Row[], f: (...args: number[]) => number, relative: number): void {
  assert.ok(rows.length > 0);
  for (const row of rows) near(f(...row.slice(0, -1)), row[row.length - 1]!, relative, row.slice(0, -1).join(", "));
}

describe("the distributions agree with SciPy", () => {
  it("normal: 300 digits into the lower tail, and back", () => {
    agrees(recorded.normalCdf, normalCdf, 1e-11);
    agrees(recorded.normalQuantile, normalQuantile, 1e-11);
    assert.equal(normalQuantile(0), -Infinity);
    assert.equal(normalQuantile(1), Infinity);
  });
  it("Student's t: critical values from 1 to 100,000 degrees of freedom", () =>
    agrees(recorded.studentCritical, studentCriticalValue, 1e-8));
  it("chi-square: tails from 1 to 400 degrees of freedom", () =>
    agrees(recorded.chiSquareTail, chiSquareTailProbability, 1e-10));
  it("beta: chances and quantiles", () => {
    agrees(recorded.beta, regularisedBeta, 1e-8);
    agrees(recorded.betaQuantile, betaQuantile, 1e-8);
  });
});

describe("the tests agree with SciPy and statsmodels", () => {
  it("sample ratio: chisquare", () => {
    for (const { counts, weights, chiSquare, p } of recorded.sampleRatio) {
      const ours = sampleRatioTest(counts, weights);
      near(ours.chiSquare, chiSquare, 1e-10, "chi-square");
      near(ours.pValue, p, 1e-10, "p");
      assert.equal(ours.mismatch, p < 0.0005);
    }
    assert.deepEqual(
      recorded.sampleRatio.map(({ p }) => p < 0.0005),
      [false, true, false],
    );
  });

  it("two proportions: proportions_ztest, Newcombe's and Wilson's intervals", () => {
    for (const { control, treatment, z, p, low, high, wilson } of recorded.proportions) {
      const a = { successes: control[0], trials: control[1] };
      const b = { successes: treatment[0], trials: treatment[1] };
      const ours = twoProportionTest(a, b);
      near(ours.statistic, z, 1e-10, "z");
      near(ours.pValue, p, 1e-9, "p");
      near(ours.low, low, 1e-9, "low");
      near(ours.high, high, 1e-9, "high");
      near(wilsonInterval(a).low, wilson[0], 1e-9, "Wilson's low");
      near(wilsonInterval(a).high, wilson[1], 1e-9, "Wilson's high");
    }
  });

  it("Welch's t: ttest_ind with unequal variances, and its interval", () => {
    const { a, b, t, df, p, low, high } = recorded.welch;
    const ours = welchTest(summarise(a), summarise(b));
    near(ours.statistic, t, 1e-11, "t");
    near(ours.degreesOfFreedom, df, 1e-11, "degrees of freedom");
    near(ours.pValue, p, 1e-10, "p");
    near(ours.low, low, 1e-10, "low");
    near(ours.high, high, 1e-10, "high");
  });

  it("the delta method: the HC1 error of weighted least squares on a constant", () => {
    const { clicks, views, value, se } = recorded.ratio;
    const ours = ratioEstimate({ numerators: clicks, denominators: views });
    near(ours.value, value, 1e-11, "ratio");
    near(ours.standardError, se, 1e-11, "standard error");
  });

  it("CUPED with one and two covariates: the arm's coefficient of ordinary least squares", () => {
    const { arm, x, w, y, one, two } = recorded.cuped;
    const of = (values: readonly number[], which: number): number[] => values.filter((_, unit) => arm[unit] === which);
    for (const [covariates, expected] of [[[x], one] as const, [[x, w], two] as const]) {
      const values = (which: number): { outcome: number[]; covariates: number[][] } => ({
        outcome: of(y, which),
        covariates: covariates.map((values) => of(values, which)),
      });
      const ours = cupedTest(values(0), values(1));
      near(ours.difference, expected.difference, 1e-9, "difference");
      ours.coefficients.forEach((theta, k) => near(theta, expected.coefficients[k]!, 1e-9, "coefficient"));
    }
  });

  it("multiple comparisons, with ties: multipletests", () => {
    for (const correction of ["bonferroni", "holm", "benjamini-hochberg"] as const satisfies readonly Correction[]) {
      const ours = adjustPValues(recorded.multiple.p, correction);
      ours.forEach((p, n) => near(p, recorded.multiple[correction][n]!, 1e-12, correction));
    }
  });

  it("interleaving: binomtest and its exact interval", () => {
    for (const [winsA, winsB, p, low, high] of recorded.sign as [number, number, number, number, number][]) {
      const ours = interleavingTest({ winsA, winsB, ties: 7 });
      near(ours.pValue, p, 1e-8, "p");
      near(ours.low, low, 1e-8, "low");
      near(ours.high, high, 1e-8, "high");
    }
  });
});

describe("plans and beliefs agree with statsmodels and SciPy", () => {
  it("power for means: NormalIndPower", () => {
    const power = (effect: number, n1: number, ratio: number): number =>
      powerForMeans({ standardDeviation: 1, effect, units: n1 * (1 + ratio), treatmentShare: ratio / (1 + ratio) });
    agrees(recorded.meanPower, power, 1e-10);
  });

  it("sample size for means: solve_power, rounded up", () => {
    for (const [effect, power, ratio, n1] of recorded.meanSize as [number, number, number, number][]) {
      const plan = { standardDeviation: 1, effect, power, treatmentShare: ratio / (1 + ratio) };
      assert.ok(Math.abs(sampleSizeForMeans(plan).control - Math.ceil(n1)) <= 1, `${effect}, ${power}, ${ratio}`);
    }
  });

  it("power for proportions: power_proportions_2indep, whose first group is our treatment", () => {
    const power = (baseline: number, difference: number, n1: number, ratio: number): number =>
      powerForProportions({ baseline, difference, units: n1 * (1 + ratio), treatmentShare: 1 / (1 + ratio) });
    agrees(recorded.proportionPower, power, 1e-9);
  });

  it("two beta posteriors: adaptive quadrature of the integrals written the other way round", () => {
    for (const { control, treatment, better, lossTreatment, lossControl } of recorded.beta2) {
      const ours = compareBeta({ alpha: control[0], beta: control[1] }, { alpha: treatment[0], beta: treatment[1] });
      near(ours.probabilityBetter, better, 1e-9, "P(B > A)");
      near(ours.lossOfTreatment, lossTreatment, 1e-7, "loss of treatment");
      near(ours.lossOfControl, lossControl, 1e-9, "loss of control");
    }
  });

  it("credible interval of a rate: the beta quantiles", () => {
    const [low, high] = [0.025, 0.975].map((p) => recorded.betaQuantile.find((r) => r[0] === p && r[1] === 12)![3]!);
    const ours = betaInterval({ alpha: 12, beta: 300 });
    near(ours.low, low!, 1e-9, "low");
    near(ours.high, high!, 1e-9, "high");
    near(ours.mean, 12 / 312, 1e-12, "mean");
  });
});
