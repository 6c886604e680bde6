import assert from "node:assert/strict";
import fc from "fast-check";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  adjustPValues,
  alwaysValidTest,
  assignArm,
  balancedCredit,
  balancedInterleaving,
  betaPosterior,
  BoundedMeanSequence,
  compareBeta,
  compareNormal,
  cupedTest,
  detectableMeanEffect,
  detectableProportionDifference,
  type Exposure,
  hashToUnitInterval,
  interleavingTest,
  mixingDeviation,
  normalInterval,
  normalPosterior,
  planDuration,
  powerForMeans,
  powerForProportions,
  ratioTest,
  relativeLift,
  sampleRatioTest,
  sampleSizeForMeans,
  sampleSizeForProportions,
  SequentialTest,
  summarise,
  summariseExposures,
  teamDraft,
  teamDraftCredit,
  twoProportionTest,
  welchTest,
} from "cartwright/evaluation";
import { Random } from "cartwright/random";

const close = (a: number, b: number, tolerance = 1e-9): boolean => Math.abs(a - b) <= tolerance;

describe("assignArm", () => {
  const arms = [
    { name: "control", weight: 1 },
    { name: "treatment", weight: 3 },
  ];
  const units = Array.from({ length: 6000 }, (_, n) => `customer-${n}`);

  it("gives a unit the same arm every time", () => {
    const design = { id: "ranking-7", arms };
    for (const unit of units.slice(0, 50)) assert.equal(assignArm(design, unit), assignArm({ ...design }, unit));
    // Written down once, so that a change of the hash, which would move every customer, is seen.
    assert.deepEqual(
      units.slice(0, 8).map((unit) => assignArm({ id: "ranking-7", arms }, unit)![0]),
      FIRST_EIGHT,
    );
  });

  it("splits consecutive ids by the weights", () => {
    const counts = [0, 0];
    for (const unit of units) counts[assignArm({ id: "ranking-7", arms }, unit) === "control" ? 0 : 1]!++;
    assert.ok(sampleRatioTest(counts, [1, 3]).pValue > 1e-4, counts.join());
  });

  it("spreads units evenly over [0, 1)", () => {
    const cells = new Array<number>(100).fill(0);
    for (const unit of units) cells[Math.floor(100 * hashToUnitInterval(["one", unit]))]!++;
    assert.ok(sampleRatioTest(cells, new Array<number>(100).fill(1)).pValue > 1e-4);
  });

  it("is independent across experiments, and arm is independent of traffic", () => {
    const table = [0, 0, 0, 0];
    const partial = [0, 0];
    for (const unit of units) {
      const one = assignArm({ id: "one", arms }, unit) === "control" ? 0 : 1;
      const two = assignArm({ id: "two", arms }, unit) === "control" ? 0 : 1;
      table[2 * one + two]!++;
      const some = assignArm({ id: "one", arms, traffic: 0.2 }, unit);
      if (some !== undefined) partial[some === "control" ? 0 : 1]!++;
    }
    assert.ok(sampleRatioTest(table, [1, 3, 3, 9]).pValue > 1e-4, table.join());
    assert.ok(sampleRatioTest(partial, [1, 3]).pValue > 1e-4, partial.join());
    assert.ok(Math.abs((partial[0]! + partial[1]!) / units.length - 0.2) < 0.02);
  });

  it("moves nobody when traffic grows", () => {
    for (const unit of units.slice(0, 500)) {
      const before = assignArm({ id: "one", arms, traffic: 0.3 }, unit);
      const after = assignArm({ id: "one", arms, traffic: 0.8 }, unit);
      if (before !== undefined) assert.equal(after, before);
    }
  });

  it("gives an arm of weight 0 to nobody, wherever it stands", () => {
    const off = (name: string): { name: string; weight: number } => ({ name, weight: 0 });
    const design = { id: "one", arms: [off("a"), { name: "b", weight: 2 }, off("c")] };
    for (const unit of units.slice(0, 200)) assert.equal(assignArm(design, unit), "b");
    assert.equal(assignArm({ ...design, traffic: 0 }, "x"), undefined);
  });

  it("refuses designs that assign nothing", () => {
    const bad = (weights: readonly number[], names = ["a", "b", "c"]): (() => unknown) => {
      return () => assignArm({ id: "one", arms: weights.map((weight, n) => ({ name: names[n]!, weight })) }, "x");
    };
    assert.throws(bad([1]), ValueError);
    assert.throws(bad([0, 0]), ValueError);
    assert.throws(bad([1, -1]), /weight of arm "b"/);
    assert.throws(bad([1, 1], ["a", "a"]), ValueError);
    assert.throws(() => assignArm({ id: "one", arms, traffic: 1.5 }, "x"), ValueError);
  });

  it("keeps texts apart that are alike when joined", () =>
    assert.notEqual(hashToUnitInterval(["ab", "c"]), hashToUnitInterval(["a", "bc"])));
});

/** Also what Python's hashlib gives: the first 13 hexadecimal digits of SHA-256 of `["ranking-7","arm","customer-0"]`, and so on. */
const FIRST_EIGHT: readonly string[] = ["c", "t", "t", "t", "t", "c", "c", "t"];

describe("summariseExposures", () => {
  const line = (unit: string, arm: string, time: number, experiment = "one"): Exposure => ({
    experiment,
    arm,
    unit,
    time,
  });

  it("keeps first exposures, in whatever order the log comes, and sets aside who saw two arms", () => {
    const log = [
      line("u", "a", 5),
      line("v", "b", 2),
      line("u", "a", 3),
      line("w", "a", 1),
      line("w", "b", 9),
      line("x", "b", 1, "two"),
    ];
    for (const lines of [log, log.slice().reverse()]) {
      const { first, crossed, counts } = summariseExposures(lines, "one");
      assert.deepEqual([...first.values()].map(({ unit, time }) => [unit, time]).sort(), [
        ["u", 3],
        ["v", 2],
      ]);
      assert.deepEqual([...crossed], ["w"]);
      assert.deepEqual(counts.get("a"), 1);
      assert.deepEqual(counts.get("b"), 1);
    }
  });

  it("answers an empty log with nothing", () => assert.equal(summariseExposures([], "one").first.size, 0));
});

describe("tests on two arms", () => {
  const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 12 });

  it("mirror when the arms change places", () =>
    fc.assert(
      fc.property(values, values, (a, b) => {
        const there = welchTest(summarise(a), summarise(b));
        const back = welchTest(summarise(b), summarise(a));
        assert.ok(close(there.low, -back.high) && close(there.pValue, back.pValue));
      }),
    ));

  it("have an interval that holds 0 exactly when p is above alpha", () =>
    fc.assert(
      fc.property(values, values, (a, b) => {
        const { low, high, pValue } = welchTest(summarise(a), summarise(b));
        if (Math.abs(pValue - 0.05) > 1e-6) assert.equal(low <= 0 && 0 <= high, pValue > 0.05);
      }),
    ));

  it("answer arms without any spread", () => {
    const still = (mean: number): { units: number; mean: number; variance: number } => ({
      units: 3,
      mean,
      variance: 0,
    });
    assert.equal(welchTest(still(2), still(2)).pValue, 1);
    assert.deepEqual([welchTest(still(2), still(3)).pValue, welchTest(still(2), still(3)).low], [0, 1]);
    const none = { successes: 0, trials: 50 };
    assert.equal(twoProportionTest(none, none).pValue, 1);
    assert.equal(twoProportionTest({ successes: 50, trials: 50 }, { successes: 50, trials: 50 }).statistic, 0);
  });

  it("keep a difference of rates within [-1, 1]", () =>
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), (a, b) => {
        const { low, high, difference } = twoProportionTest({ successes: a, trials: 20 }, { successes: b, trials: 20 });
        assert.ok(low >= -1 - 1e-12 && low <= difference && difference <= high && high <= 1 + 1e-12);
      }),
    ));

  it("take a ratio with equal denominators as a mean", () => {
    const a = [1, 4, 2, 8];
    const b = [5, 7, 9, 6];
    const ones = [1, 1, 1, 1];
    const ratio = ratioTest({ numerators: a, denominators: ones }, { numerators: b, denominators: ones });
    const welch = welchTest(summarise(a), summarise(b));
    assert.ok(close(ratio.standardError, welch.standardError) && close(ratio.difference, welch.difference));
  });

  it("give a lift that is the difference over the control, where the control is known exactly", () => {
    const control = { value: 50, standardError: 0, units: 100 };
    const { lift, low } = relativeLift(control, { value: 55, standardError: 1, units: 100 });
    assert.ok(close(lift, 0.1) && close(low, 0.1 - 1.959963984540054 / 50));
    assert.throws(() => relativeLift({ ...control, value: 0 }, control), ValueError);
  });

  it("refuse what cannot be counted", () => {
    assert.throws(() => twoProportionTest({ successes: 3, trials: 2 }, { successes: 1, trials: 2 }), ValueError);
    assert.throws(() => summarise([1]), ValueError);
    assert.throws(() => summarise([1, NaN]), /values\[1\]/);
    assert.throws(() => welchTest(summarise([1, 2]), summarise([1, 2]), { confidence: 1 }), ValueError);
    assert.throws(() => sampleRatioTest([1, 2], [1]), ShapeError);
    assert.throws(() => sampleRatioTest([0, 0], [1, 1]), ValueError);
    assert.throws(() => ratioTest({ numerators: [1, 2], denominators: [0, 0] }, RATIO), ValueError);
    assert.throws(() => ratioTest(RATIO, { numerators: [1, 2], denominators: [1] }), ShapeError);
  });
});

const RATIO = { numerators: [1, 2], denominators: [1, 1] };

describe("cupedTest", () => {
  const control = { outcome: [3, 5, 4, 8, 6], covariates: [[1, 2, 1, 4, 3]] };
  const treatment = { outcome: [6, 4, 9, 7], covariates: [[2, 1, 4, 3]] };

  it("is Welch's test where there is no covariate, or one that never varies", () => {
    const welch = welchTest(summarise(control.outcome), summarise(treatment.outcome));
    for (const past of [[], [Array<number>(5).fill(7)]]) {
      const here = { outcome: control.outcome, covariates: past };
      const there = { outcome: treatment.outcome, covariates: past.map((column) => column.slice(0, 4)) };
      const result = cupedTest(here, there);
      assert.ok(close(result.difference, welch.difference) && close(result.pValue, welch.pValue));
      assert.ok(close(result.varianceReduction, 0));
    }
  });

  it("does not care in which unit the past is measured, nor whether it is given twice", () => {
    const once = cupedTest(control, treatment);
    const past = (arm: typeof control): number[][] => [arm.covariates[0]!.map((x) => 1e6 * x + 5), arm.covariates[0]!];
    const twice = cupedTest({ ...control, covariates: past(control) }, { ...treatment, covariates: past(treatment) });
    assert.ok(close(once.difference, twice.difference) && close(once.standardError, twice.standardError));
  });

  it("refuses covariates that do not fit", () => {
    assert.throws(() => cupedTest(control, { ...treatment, covariates: [] }), ShapeError);
    assert.throws(() => cupedTest(control, { ...treatment, covariates: [[1]] }), ShapeError);
    assert.throws(() => cupedTest(control, { ...treatment, covariates: [[1, 2, NaN, 4]] }), ValueError);
  });
});

describe("always-valid tests", () => {
  const effect = fc.record({
    difference: fc.double({ min: -5, max: 5, noNaN: true }),
    standardError: fc.double({ min: 0.01, max: 5, noNaN: true }),
  });

  it("have an interval that holds 0 exactly when p is above alpha, and is wider than the fixed one", () =>
    fc.assert(
      fc.property(effect, fc.double({ min: 0.01, max: 10, noNaN: true }), (at, tau) => {
        const { pValue, low, high } = alwaysValidTest(at, { mixingDeviation: tau });
        if (Math.abs(pValue - 0.05) > 1e-9) assert.equal(low <= 0 && 0 <= high, pValue > 0.05);
        assert.ok(high - low > 2 * 1.96 * at.standardError);
      }),
    ));

  it("are narrowest at the planned size with the proposed mixing deviation", () => {
    const width = (tau: number): number => {
      const { low, high } = alwaysValidTest({ difference: 0, standardError: 0.2 }, { mixingDeviation: tau });
      return high - low;
    };
    const proposed = mixingDeviation(0.2);
    const best = Math.min(...Array.from({ length: 300 }, (_, n) => width(proposed * 1.02 ** (n - 150))));
    assert.ok(width(proposed) < 1.001 * best, `${width(proposed)} against ${best}`);
  });

  it("mix the likelihood ratio over the normal law of effects", () => {
    const [d, s, tau] = [0.5, 0.2, 0.3];
    let ratio = 0;
    const step = 0.0005;
    for (let theta = -4; theta <= 4; theta += step) {
      const likelihood = Math.exp((d * theta - theta ** 2 / 2) / s ** 2);
      ratio += (likelihood * Math.exp(-0.5 * (theta / tau) ** 2) * step) / (tau * Math.sqrt(2 * Math.PI));
    }
    const { pValue } = alwaysValidTest({ difference: d, standardError: s }, { mixingDeviation: tau });
    assert.ok(close(pValue, 1 / ratio, 1e-9), `${pValue}, by integration ${1 / ratio}`);
  });

  it("never take back what they said", () => {
    const test = new SequentialTest({ mixingDeviation: 1 });
    const first = test.look({ difference: 2, standardError: 0.3 });
    const second = test.look({ difference: 0, standardError: 1 });
    assert.deepEqual(second, first);
  });

  it("answer without noise and refuse a mixing deviation of 0", () => {
    assert.equal(alwaysValidTest({ difference: 0, standardError: 0 }, { mixingDeviation: 1 }).pValue, 1);
    assert.equal(alwaysValidTest({ difference: 1, standardError: 0 }, { mixingDeviation: 1 }).pValue, 0);
    assert.throws(() => new SequentialTest({ mixingDeviation: 0 }), ValueError);
  });

  it("know nothing of a bounded mean before the first value, and refuse one outside [0, 1]", () => {
    const sequence = new BoundedMeanSequence();
    assert.deepEqual(sequence.interval(), { mean: 0.5, low: 0, high: 1 });
    sequence.add(1);
    assert.equal(sequence.interval().mean, 1);
    assert.throws(() => sequence.add(1.1), ValueError);
  });
});

describe("beliefs", () => {
  const belief = fc.record({ alpha: fc.integer({ min: 1, max: 40 }), beta: fc.integer({ min: 1, max: 40 }) });

  it("about rates: chances of both orders add to 1, and the losses differ by the expected difference", () =>
    fc.assert(
      fc.property(belief, belief, (a, b) => {
        const [there, back] = [compareBeta(a, b), compareBeta(b, a)];
        assert.ok(close(there.probabilityBetter + back.probabilityBetter, 1));
        assert.ok(close(there.lossOfControl - there.lossOfTreatment, there.difference));
      }),
    ));

  it("about rates, one of them known to a hair and the other not at all: the chance is what the hair leaves", () => {
    for (const known of [
      { alpha: 3e5, beta: 7e5 },
      { alpha: 0.05, beta: 0.2 },
    ]) {
      const nothing = { alpha: 1, beta: 1 };
      const n = known.alpha + known.beta;
      const { probabilityBetter, lossOfTreatment } = compareBeta(known, nothing);
      assert.ok(close(probabilityBetter, known.beta / n), `${probabilityBetter}`);
      // E[max(0, A − U)] = E[A²] / 2 for a uniform U.
      assert.ok(close(lossOfTreatment, (0.5 * known.alpha * (known.alpha + 1)) / (n * (n + 1))), `${lossOfTreatment}`);
      assert.ok(close(compareBeta(nothing, known).probabilityBetter, known.alpha / n));
    }
  });

  it("about numbers: the same two laws", () => {
    const a = { mean: 1, standardDeviation: 0.5 };
    const b = { mean: 1.4, standardDeviation: 2 };
    const [there, back] = [compareNormal(a, b), compareNormal(b, a)];
    assert.ok(close(there.probabilityBetter + back.probabilityBetter, 1));
    assert.ok(close(there.lossOfControl - there.lossOfTreatment, 0.4));
    assert.ok(there.lossOfTreatment > 0 && close(there.lossOfTreatment, back.lossOfControl));
  });

  it("add: two halves of the data teach what the whole does", () => {
    const half = betaPosterior({ successes: 3, trials: 10 });
    assert.deepEqual(betaPosterior({ successes: 4, trials: 8 }, half), betaPosterior({ successes: 7, trials: 18 }));
    const prior = { mean: 0, standardDeviation: 1 };
    const once = normalPosterior({ value: 2, standardError: 0.5 / Math.SQRT2 }, prior);
    const first = normalPosterior({ value: 1, standardError: 0.5 }, prior);
    const twice = normalPosterior({ value: 3, standardError: 0.5 }, first);
    assert.ok(close(once.mean, twice.mean) && close(once.standardDeviation, twice.standardDeviation));
    assert.ok(
      close(normalInterval(once).high - normalInterval(once).low, 2 * 1.959963984540054 * once.standardDeviation),
    );
  });

  it("refuse priors that are none", () => {
    assert.throws(() => betaPosterior({ successes: 1, trials: 2 }, { alpha: 0, beta: 1 }), ValueError);
    assert.throws(() => normalPosterior({ value: 1, standardError: 1 }, { mean: 0, standardDeviation: 0 }), ValueError);
  });
});

describe("adjustPValues", () => {
  it("never lowers a p value, keeps their order, and Holm never exceeds Bonferroni", () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (p) => {
        const [bonferroni, holm, bh] = (["bonferroni", "holm", "benjamini-hochberg"] as const).map((correction) =>
          adjustPValues(p, correction),
        ) as [Float64Array, Float64Array, Float64Array];
        p.forEach((value, i) => {
          assert.ok(value <= bh[i]! + 1e-15 && bh[i]! <= holm[i]! + 1e-15 && holm[i]! <= bonferroni[i]!);
          p.forEach((other, j) => value < other && assert.ok(holm[i]! <= holm[j]! && bh[i]! <= bh[j]!));
        });
      }),
    ));

  it("refuses what is no chance", () => assert.throws(() => adjustPValues([1.2], "holm"), ValueError));
});

describe("planning", () => {
  it("gives about 16 σ²/δ² units an arm", () => {
    const { control, treatment, total } = sampleSizeForMeans({ standardDeviation: 3, effect: 0.5 });
    assert.equal(control, treatment);
    assert.equal(total, 2 * control);
    assert.ok(Math.abs(control / ((16 * 9) / 0.25) - 1) < 0.03, `${control}`);
  });

  it("finds again the effect and the power that a size was planned for", () => {
    const means = { standardDeviation: 3, power: 0.9, treatmentShare: 0.3 };
    const units = sampleSizeForMeans({ ...means, effect: 0.5 }).total;
    assert.ok(close(detectableMeanEffect({ ...means, units }), 0.5, 1e-3));
    assert.ok(close(powerForMeans({ ...means, effect: -0.5, units }), 0.9, 1e-3));
    const rates = { baseline: 0.04, alpha: 0.01, treatmentShare: 0.3 };
    const customers = sampleSizeForProportions({ ...rates, difference: 0.01 }).total;
    assert.ok(close(detectableProportionDifference({ ...rates, units: customers }), 0.01, 1e-5));
    assert.ok(close(powerForProportions({ ...rates, difference: 0.01, units: customers }), 0.8, 1e-3));
  });

  it("counts whole weeks, and CUPED halves them where it halves the variance", () => {
    assert.deepEqual(planDuration({ units: 30_000, unitsPerDay: 1000 }), { units: 30_000, days: 30, weeks: 5 });
    const half = planDuration({ units: 30_000, unitsPerDay: 1000, varianceReduction: 0.5 });
    assert.deepEqual(half, { units: 15_000, days: 15, weeks: 3 });
    assert.equal(planDuration({ units: 30_000, unitsPerDay: 1000, traffic: 0.5 }).days, 60);
  });

  it("refuses plans that cannot be", () => {
    assert.throws(() => sampleSizeForMeans({ standardDeviation: 1, effect: 0 }), ValueError);
    assert.throws(() => sampleSizeForMeans({ standardDeviation: 1, effect: 1, power: 0.01 }), ValueError);
    assert.throws(() => sampleSizeForProportions({ baseline: 0.99, difference: 0.05 }), ValueError);
    assert.throws(() => detectableProportionDifference({ baseline: 0.9, units: 4 }), /units must be more/);
    assert.throws(() => planDuration({ units: 10, unitsPerDay: 0 }), ValueError);
    assert.throws(() => planDuration({ units: 10, unitsPerDay: 1, varianceReduction: 1 }), ValueError);
  });
});

describe("interleaving", () => {
  const ranking = fc.uniqueArray(fc.nat(9), { maxLength: 10 });

  it("shows each item once, the teams differ by at most one while both have items, and nothing of either is lost", () =>
    fc.assert(
      fc.property(ranking, ranking, fc.integer({ min: 1, max: 12 }), fc.nat(1000), (a, b, k, seed) => {
        const union = new Set([...a, ...b]).size;
        const { items, teams } = teamDraft(a, b, k, new Random(seed));
        const balanced = balancedInterleaving(a, b, k, new Random(seed));
        for (const shown of [items, balanced]) {
          assert.equal(new Set(shown).size, shown.length);
          assert.equal(shown.length, Math.min(k, union));
        }
        items.forEach((item, at) => assert.ok((teams[at] === 0 ? a : b).includes(item)));
        const same = new Set(a).size === union && new Set(b).size === union;
        if (same) assert.ok(Math.abs(teams.length - 2 * teams.reduce((sum, team) => sum + team, 0)) <= 1);
      }),
    ));

  it("shows two equal rankings as they are", () => {
    const list = [4, 2, 7];
    assert.deepEqual([...teamDraft(list, list, 3, new Random(1)).items], list);
    assert.deepEqual([...balancedInterleaving(list, list, 3, new Random(1))], list);
  });

  it("knows no favourite when clicks fall at random, and finds the ranking with the better items on top", () => {
    const a = [0, 1, 2, 3, 4, 5];
    const b = [5, 4, 3, 2, 1, 0];
    const tally = (click: (item: number, random: Random) => boolean): Parameters<typeof interleavingTest>[0] => {
      const root = new Random(21);
      const wins = { winsA: 0, winsB: 0, ties: 0 };
      for (let customer = 0; customer < 2000; customer++) {
        const random = root.split(customer);
        const list = teamDraft(a, b, 4, random);
        const clicked = [...list.items.keys()].filter((at) => click(list.items[at]!, random));
        const credit = teamDraftCredit(list, clicked);
        wins[credit.a > credit.b ? "winsA" : credit.a < credit.b ? "winsB" : "ties"]++;
      }
      return wins;
    };
    assert.ok(interleavingTest(tally((_, random) => random.next() < 0.3)).pValue > 1e-3);
    const better = interleavingTest(tally((item, random) => random.next() < (item < 3 ? 0.3 : 0.1)));
    assert.ok(better.pValue < 1e-6 && better.preference > 0 && better.low > 0.5);
  });

  it("balanced: favours the ranking that is the other moved by one, when clicks fall at random; team draft does not", () => {
    // Radlinski, Kurup & Joachims 2008, section 4.1: rankings (a, b, c, d) and (b, c, d, a).
    const [a, b] = [
      [0, 1, 2, 3],
      [1, 2, 3, 0],
    ] as const;
    const root = new Random(22);
    const balanced = { winsA: 0, winsB: 0, ties: 0 };
    const drafted = { winsA: 0, winsB: 0, ties: 0 };
    for (let customer = 0; customer < 2000; customer++) {
      const random = root.split(customer);
      const click = [random.integer(4)];
      const one = balancedCredit(a, b, balancedInterleaving(a, b, 4, random), click);
      const two = teamDraftCredit(teamDraft(a, b, 4, random), click);
      for (const [credit, wins] of [[one, balanced] as const, [two, drafted] as const]) {
        wins[credit.a > credit.b ? "winsA" : credit.a < credit.b ? "winsB" : "ties"]++;
      }
    }
    assert.ok(interleavingTest(balanced).pValue < 1e-6 && balanced.winsB > balanced.winsA);
    assert.ok(interleavingTest(drafted).pValue > 1e-3);
  });

  it("balanced credit by hand: a click on the second item counts for the ranking whose top two hold it", () => {
    const a = [10, 11, 12];
    const b = [11, 13, 10];
    const shown = Uint32Array.of(10, 11, 13);
    // Lowest click 13 stands second in b, so the first two of each count: a has 10 and 11, b has 11 and 13.
    assert.deepEqual(balancedCredit(a, b, shown, [0, 2]), { a: 1, b: 1 });
    assert.deepEqual(balancedCredit(a, b, shown, [1]), { a: 0, b: 1 });
    assert.deepEqual(balancedCredit(a, b, shown, []), { a: 0, b: 0 });
  });

  it("refuses repeated items and clicks outside the list", () => {
    assert.throws(() => teamDraft([1, 1], [2], 2, new Random(1)), ValueError);
    assert.throws(() => balancedInterleaving([1], [2, -1], 2, new Random(1)), ValueError);
    assert.throws(() => teamDraftCredit(teamDraft([1], [2], 2, new Random(1)), [2]), ValueError);
    assert.deepEqual(interleavingTest({ winsA: 0, winsB: 0, ties: 3 }), {
      preference: 0,
      shareOfA: 0.5,
      low: 0,
      high: 1,
      pValue: 1,
    });
  });
});
