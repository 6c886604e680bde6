import assert from "node:assert/strict";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  cupedTest,
  type ExperimentData,
  type MeanMetric,
  ratioTest,
  readExperiment,
  summarise,
  twoProportionTest,
  welchTest,
  wilsonInterval,
} from "cartwright/evaluation";
import { Random } from "cartwright/random";

const design = {
  id: "ranking-7",
  arms: [
    { name: "control", weight: 1 },
    { name: "new", weight: 1 },
  ],
};

/** Customers whose spending after the start resembles that before it; the new arm adds `effect`. */
function spending(
  units: readonly number[],
  effect: number,
  seed: number,
): MeanMetric & { covariates: Float64Array[][] } {
  const random = new Random(seed);
  const past = units.map((count) => [Float64Array.from({ length: count }, () => random.normal())]);
  const values = past.map(([x], arm) => x!.map((value) => 10 + value + 0.5 * random.normal() + arm * effect));
  return { name: "spending", kind: "mean", values, covariates: past };
}

describe("readExperiment", () => {
  it("refuses every verdict where the split is broken, however clear the metrics look", () => {
    const data: ExperimentData = {
      design,
      units: [5000, 4500],
      metrics: [{ name: "conversion", kind: "proportion", successes: [500, 900] }],
    };
    const report = readExperiment(data);
    assert.equal(report.trusted, false);
    assert.deepEqual(report.findings, []);
    assert.match(report.reason, /sample-ratio mismatch: 5000 : 4500 units came, 4750.0 : 4750.0 were planned/);

    const planned = { ...design, arms: [design.arms[0]!, { name: "new", weight: 0.9 }] };
    const trusted = readExperiment({ ...data, design: planned });
    assert.equal(trusted.trusted, true);
    assert.equal(trusted.findings[0]!.verdict, "better");
  });

  it("gives each kind of metric the test that belongs to it", () => {
    const units = [400, 410];
    const money = spending(units, 0.2, 1);
    const ratios = units.map((count, arm) => ({
      numerators: Float64Array.from({ length: count }, (_, unit) => (unit * (arm + 7)) % 5),
      denominators: Float64Array.from({ length: count }, (_, unit) => 5 + (unit % 3)),
    }));
    const plain: MeanMetric = { name: "plain", kind: "mean", values: money.values };
    const report = readExperiment(
      {
        design,
        units,
        metrics: [
          { name: "conversion", kind: "proportion", successes: [40, 61] },
          money,
          plain,
          { name: "clicks per view", kind: "ratio", values: ratios },
        ],
      },
      { correction: "none" },
    );
    const a = { outcome: money.values[0]!, covariates: money.covariates[0]! };
    const b = { outcome: money.values[1]!, covariates: money.covariates[1]! };
    const expected = [
      twoProportionTest({ successes: 40, trials: 400 }, { successes: 61, trials: 410 }),
      cupedTest(a, b),
      welchTest(summarise(a.outcome), summarise(b.outcome)),
      ratioTest(ratios[0]!, ratios[1]!),
    ];
    report.findings.forEach(({ effect, adjustedPValue, control, treatment, lift }, n) => {
      assert.equal(effect.difference, expected[n]!.difference);
      assert.equal(effect.low, expected[n]!.low);
      assert.equal(adjustedPValue, expected[n]!.pValue);
      assert.ok(Math.abs(lift! - (treatment.value / control.value - 1)) < 1e-12);
    });
    assert.ok(report.findings[1]!.varianceReduction > 0.6);
    assert.equal(report.findings[2]!.varianceReduction, 0);
  });

  it("corrects for the number of questions, and calls a fall better where down is the goal", () => {
    const data = (goal: "up" | "down"): ExperimentData => ({
      design,
      units: [1000, 1000],
      metrics: ["returns", "complaints", "refunds"].map((name, n) => ({
        name,
        goal,
        kind: "proportion",
        successes: [100, [75, 66, 100][n]!],
      })),
    });
    const verdicts = (goal: "up" | "down", correction: "none" | "holm"): string[] =>
      readExperiment(data(goal), { correction }).findings.map(({ verdict }) => verdict);
    assert.deepEqual(verdicts("down", "none"), ["better", "better", "undecided"]);
    assert.deepEqual(verdicts("up", "none"), ["worse", "worse", "undecided"]);
    const p = readExperiment(data("down")).findings.map(({ effect, adjustedPValue }) => [
      effect.pValue,
      adjustedPValue,
    ]);
    assert.equal(p[1]![1], 3 * p[1]![0]!);
    assert.equal(p[0]![1], 2 * p[0]![0]!);
    assert.deepEqual(verdicts("down", "holm"), [p[0]![1]! < 0.05 ? "better" : "undecided", "better", "undecided"]);
  });

  it("compares every arm with the first", () => {
    const arms = ["control", "one", "two"].map((name) => ({ name, weight: 1 }));
    const { findings } = readExperiment({
      design: { id: "x", arms },
      units: [900, 900, 900],
      metrics: [{ name: "conversion", kind: "proportion", successes: [90, 91, 180] }],
    });
    assert.deepEqual(
      findings.map(({ arm, verdict }) => [arm, verdict]),
      [
        ["one", "undecided"],
        ["two", "better"],
      ],
    );
  });

  it("gives always-valid answers where the experiment is watched: wider, and with a larger p", () => {
    const units = [2000, 2000];
    const metric = { name: "conversion", kind: "proportion", successes: [200, 250] } as const;
    const once = readExperiment({ design, units, metrics: [metric] }).findings[0]!;
    const watched = readExperiment({ design, units, metrics: [{ ...metric, mixingDeviation: 0.02 }] }).findings[0]!;
    assert.equal(watched.effect.difference, once.effect.difference);
    assert.ok(watched.effect.pValue > once.effect.pValue);
    assert.ok(watched.effect.low < once.effect.low && watched.effect.high > once.effect.high);
    assert.deepEqual([once.verdict, watched.verdict], ["better", "undecided"]);
  });

  it("raises an alarm on at most one in twenty experiments without any effect, with three metrics", () => {
    const root = new Random(5);
    let alarms = 0;
    const rounds = 600;
    for (let round = 0; round < rounds; round++) {
      const random = root.split(round);
      const units = [120, 120];
      const metrics = ["a", "b", "c"].map((name) => ({
        name,
        kind: "mean" as const,
        values: units.map((count) => Float64Array.from({ length: count }, () => random.normal())),
      }));
      if (readExperiment({ design, units, metrics }).findings.some(({ verdict }) => verdict !== "undecided")) alarms++;
    }
    assert.ok(wilsonInterval({ successes: alarms, trials: rounds }, { confidence: 0.9999 }).low < 0.05, `${alarms}`);
    assert.ok(alarms > 0);
  });

  it("has no lift over a control of 0, and says what does not fit", () => {
    const metric = { name: "buys", kind: "proportion", successes: [0, 4] } as const;
    assert.equal(readExperiment({ design, units: [100, 100], metrics: [metric] }).findings[0]!.lift, undefined);
    const read = (data: Partial<ExperimentData>) => () =>
      readExperiment({ design, units: [100, 100], metrics: [metric], ...data });
    assert.throws(read({ units: [100] }), ShapeError);
    assert.throws(read({ metrics: [metric, metric] }), ValueError);
    assert.throws(read({ metrics: [{ ...metric, successes: [1, 2, 3] }] }), ShapeError);
    assert.throws(read({ metrics: [{ ...metric, successes: [1, 101] }] }), ValueError);
    assert.throws(
      read({
        metrics: [
          {
            name: "m",
            kind: "mean",
            values: [
              [1, 2],
              [1, 2],
            ],
          },
        ],
      }),
      ShapeError,
    );
    assert.throws(read({ design: { id: "x", arms: [design.arms[0]!] }, units: [1] }), ValueError);
  });
});
