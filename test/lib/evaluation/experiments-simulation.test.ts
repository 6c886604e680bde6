import assert from "node:assert/strict";
import {
  adjustPValues,
  alwaysValidTest,
  BoundedMeanSequence,
  cupedTest,
  type MeanSummary,
  mixingDeviation,
  powerForProportions,
  ratioTest,
  sampleRatioTest,
  sampleSizeForProportions,
  SequentialTest,
  summarise,
  twoProportionTest,
  welchTest,
  wilsonInterval,
} from "cartwright/evaluation";
import { Random } from "cartwright/random";

/** The rate that made these counts lies in this range but for one case in ten thousand; seeds are fixed besides. */
function plausible(successes: number, trials: number): { low: number; high: number } {
  return wilsonInterval({ successes, trials }, { confidence: 0.9999 });
}

function assertRate(successes: number, trials: number, promised: number): void {
  const { low, high } = plausible(successes, trials);
  assert.ok(low <= promised && promised <= high, `${successes} of ${trials}, promised ${promised}`);
}

function assertRateAtMost(successes: number, trials: number, promised: number): void {
  assert.ok(plausible(successes, trials).low <= promised, `${successes} of ${trials}, promised at most ${promised}`);
}

/** How many of `rounds` repetitions, each with a stream of its own, answer yes. */
function count(rounds: number, seed: number, happens: (random: Random) => boolean): number {
  const root = new Random(seed);
  let yes = 0;
  for (let round = 0; round < rounds; round++) if (happens(root.split(round))) yes++;
  return yes;
}

function fill(length: number, next: () => number): Float64Array {
  return Float64Array.from({ length }, next);
}

function binomial(random: Random, trials: number, rate: number): number {
  let successes = 0;
  for (let n = 0; n < trials; n++) if (random.next() < rate) successes++;
  return successes;
}

describe("false alarms come at the promised rate", () => {
  it("two proportions: 5 % and 20 % where both arms are alike", () => {
    for (const alpha of [0.05, 0.2]) {
      const alarms = count(4000, 1, (random) => {
        const arms = [0, 1].map(() => ({ successes: binomial(random, 1000, 0.2), trials: 1000 })) as [
          { successes: number; trials: number },
          { successes: number; trials: number },
        ];
        return twoProportionTest(...arms).pValue < alpha;
      });
      assertRate(alarms, 4000, alpha);
    }
  });

  it("Newcombe's interval holds a true difference of rates 95 times in 100, at a rate of 3 %", () => {
    const held = count(4000, 2, (random) => {
      const a = { successes: binomial(random, 400, 0.03), trials: 400 };
      const { low, high } = twoProportionTest(a, { successes: binomial(random, 600, 0.05), trials: 600 });
      return low <= 0.02 && 0.02 <= high;
    });
    // An interval of counts cannot be exact; a percent on either side is what Newcombe reports.
    const { low, high } = plausible(held, 4000);
    assert.ok(low < 0.96 && high > 0.94, `${held} of 4000`);
  });

  it("Welch's t: arms of unlike size and spread", () => {
    const alarms = count(4000, 3, (random) => {
      const a = summarise(fill(60, () => 5 + random.normal()));
      return welchTest(a, summarise(fill(15, () => 5 + 6 * random.normal()))).pValue < 0.05;
    });
    assertRate(alarms, 4000, 0.05);
  });

  it("clicks per view: the delta method keeps the rate, counting views as if independent does not", () => {
    let naive = 0;
    const alarms = count(2000, 4, (random) => {
      const arm = (): { numerators: Float64Array; denominators: Float64Array } => {
        const denominators = fill(200, () => 1 + random.integer(19));
        const numerators = denominators.map((views) => binomial(random, views, random.next() < 0.3 ? 0.5 : 0.05));
        return { numerators, denominators };
      };
      const [a, b] = [arm(), arm()];
      const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
      const asViews = ({ numerators, denominators }: typeof a): { successes: number; trials: number } => ({
        successes: sum(numerators),
        trials: sum(denominators),
      });
      if (twoProportionTest(asViews(a), asViews(b)).pValue < 0.05) naive++;
      return ratioTest(a, b).pValue < 0.05;
    });
    assertRate(alarms, 2000, 0.05);
    assert.ok(plausible(naive, 2000).low > 0.15, `${naive} of 2000 naive alarms`);
  });

  it("the sample-ratio check, at its threshold, with three arms", () => {
    const alarms = count(3000, 5, (random) => {
      const counts = [0, 0, 0];
      for (let unit = 0; unit < 600; unit++) counts[Math.min(2, random.integer(4))]!++;
      return sampleRatioTest(counts, [1, 1, 2], 0.05).mismatch;
    });
    assertRate(alarms, 3000, 0.05);
  });

  it("Holm: at least one false alarm among the true nulls; Benjamini-Hochberg: the share of false ones", () => {
    const root = new Random(6);
    const rounds = 2000;
    let families = 0;
    let shares = 0;
    for (let round = 0; round < rounds; round++) {
      const random = root.split(round);
      // Six questions without an effect, then four with one of three standard errors.
      const p = fill(10, () => random.normal()).map((z, n) => {
        const shifted = n < 6 ? z : z + 3;
        return welchTest({ units: 1e6, mean: 0, variance: 5e5 }, { units: 1e6, mean: shifted, variance: 5e5 }).pValue;
      });
      if (adjustPValues(p, "holm").some((value, n) => n < 6 && value < 0.05)) families++;
      const found = adjustPValues(p, "benjamini-hochberg").map((value) => (value < 0.05 ? 1 : 0));
      const total = found.reduce((sum, one) => sum + one, 0);
      if (total > 0) shares += found.subarray(0, 6).reduce((sum, one) => sum + one, 0) / total;
    }
    assertRateAtMost(families, rounds, 0.05);
    assert.ok(families > 0);
    // For independent tests the share is α m₀ / m exactly; the standard error is that of 2000 shares below 1.
    assert.ok(Math.abs(shares / rounds - 0.05 * 0.6) < 0.008, `${shares / rounds}`);
  });
});

describe("power", () => {
  it("is what the plan promised, at the planned size", () => {
    const plan = { baseline: 0.1, difference: 0.04, treatmentShare: 0.4 };
    const { control, treatment } = sampleSizeForProportions(plan);
    const found = count(3000, 7, (random) => {
      const a = { successes: binomial(random, control, 0.1), trials: control };
      return twoProportionTest(a, { successes: binomial(random, treatment, 0.14), trials: treatment }).pValue < 0.05;
    });
    assertRate(found, 3000, 0.8);
    assert.ok(Math.abs(powerForProportions({ ...plan, units: control + treatment }) - 0.8) < 0.001);
  });
});

/** An experiment looked at after every hundred units in each arm: the z value and the effect at each of twenty looks. */
function twentyLooks(random: Random, effect: number): { difference: number; standardError: number; pValue: number }[] {
  const arms = [0, 0].map(() => ({ units: 0, sum: 0, squares: 0 }));
  const summaryOf = ({ units, sum, squares }: (typeof arms)[number]): MeanSummary => ({
    units,
    mean: sum / units,
    variance: (squares - sum ** 2 / units) / (units - 1),
  });
  return Array.from({ length: 20 }, () => {
    arms.forEach((arm, which) => {
      for (let unit = 0; unit < 100; unit++) {
        const value = random.normal() + which * effect;
        arm.units++;
        arm.sum += value;
        arm.squares += value * value;
      }
    });
    return welchTest(summaryOf(arms[0]!), summaryOf(arms[1]!));
  });
}

describe("peeking", () => {
  const planned = Math.sqrt(2 / 2000);
  const options = { mixingDeviation: mixingDeviation(planned) };

  it("breaks the test that is made for one look, and not the always-valid one", () => {
    let naive = 0;
    let last = 0;
    const always = count(1000, 8, (random) => {
      const looks = twentyLooks(random, 0);
      if (looks.some(({ pValue }) => pValue < 0.05)) naive++;
      if (looks[19]!.pValue < 0.05) last++;
      return looks.some((look) => alwaysValidTest(look, options).pValue < 0.05);
    });
    assertRate(last, 1000, 0.05);
    assert.ok(plausible(naive, 1000).low > 0.15, `${naive} of 1000 alarms by peeking`);
    assertRateAtMost(always, 1000, 0.05);
    assert.ok(always > 0);
  });

  it("with all looks together, the always-valid interval holds the truth", () => {
    const missed = count(1000, 9, (random) => {
      const test = new SequentialTest(options);
      let answer = { low: -Infinity, high: Infinity };
      for (const look of twentyLooks(random, 0.1)) answer = test.look(look);
      return !(answer.low <= 0.1 && 0.1 <= answer.high);
    });
    assertRateAtMost(missed, 1000, 0.05);
  });

  it("and large effects still end the experiment early", () => {
    const early = count(300, 10, (random) =>
      twentyLooks(random, 0.2)
        .slice(0, 15)
        .some((look) => alwaysValidTest(look, options).pValue < 0.05),
    );
    assert.ok(early > 285, `${early} of 300`);
  });
});

describe("BoundedMeanSequence", () => {
  it("holds a rare rate at every one of its steps, from the first on", () => {
    const missed = count(1000, 11, (random) => {
      const sequence = new BoundedMeanSequence();
      for (let n = 0; n < 1000; n++) {
        sequence.add(random.next() < 0.03 ? 1 : 0);
        const { low, high } = sequence.interval();
        if (!(low <= 0.03 && 0.03 <= high)) return true;
      }
      return false;
    });
    assertRateAtMost(missed, 1000, 0.05);
  });

  it("shrinks about as 1 / √n and knows how little rare events vary", () => {
    const widthAfter = (n: number, rate: number): number => {
      const random = new Random(12);
      const sequence = new BoundedMeanSequence();
      for (let i = 0; i < n; i++) sequence.add(random.next() < rate ? 1 : 0);
      const { low, high } = sequence.interval();
      return high - low;
    };
    const [narrow, wide] = [widthAfter(90_000, 0.5), widthAfter(10_000, 0.5)];
    assert.ok(wide / narrow > 2.7 && wide / narrow < 3.2, `${wide / narrow}`);
    assert.ok(widthAfter(90_000, 0.01) < 0.3 * narrow);
    // Twice the fixed interval's width is what being right at every step costs here.
    assert.ok(narrow < 2.5 * 2 * 1.96 * Math.sqrt(0.25 / 90_000), `${narrow}`);
  });
});

describe("cupedTest", () => {
  const rho = 0.7;
  const rounds = 1500;
  const draws = (effect: number, seed: number): { raw: Float64Array; adjusted: Float64Array; saved: number } => {
    const root = new Random(seed);
    const raw = new Float64Array(rounds);
    const adjusted = new Float64Array(rounds);
    let saved = 0;
    for (let round = 0; round < rounds; round++) {
      const random = root.split(round);
      const arm = (shift: number): { outcome: Float64Array; covariates: Float64Array[] } => {
        const past = fill(120, () => random.normal());
        return {
          outcome: past.map((x) => rho * x + Math.sqrt(1 - rho ** 2) * random.normal() + shift),
          covariates: [past],
        };
      };
      const [a, b] = [arm(0), arm(effect)];
      const result = cupedTest(a, b);
      raw[round] = summarise(b.outcome).mean - summarise(a.outcome).mean;
      adjusted[round] = result.difference;
      saved += result.varianceReduction / rounds;
    }
    return { raw, adjusted, saved };
  };

  it("is unbiased, and its variance is 1 − ρ² times as large", () => {
    const { raw, adjusted, saved } = draws(0.3, 13);
    const [before, after] = [summarise(raw), summarise(adjusted)];
    assert.ok(Math.abs(after.mean - 0.3) < 4 * Math.sqrt(after.variance / rounds), `mean ${after.mean}`);
    const theory = 1 - rho ** 2;
    // A ratio of two sample variances of 1500 varies by less than 2 √(1/1500) of itself.
    const ratio = after.variance / before.variance;
    assert.ok(Math.abs(ratio / theory - 1) < 4 * 2 * Math.sqrt(1 / rounds), `${ratio}, theory ${theory}`);
    assert.ok(Math.abs(saved - rho ** 2) < 0.01, `reported ${saved}`);
  });

  it("gives false alarms at the promised rate", () => {
    const alarms = count(1500, 14, (random) => {
      const arm = (): { outcome: Float64Array; covariates: Float64Array[] } => {
        const past = fill(100, () => random.normal() ** 2);
        return { outcome: past.map((x) => x + random.normal()), covariates: [past] };
      };
      return cupedTest(arm(), arm()).pValue < 0.05;
    });
    assertRate(alarms, 1500, 0.05);
  });
});
