import assert from "node:assert/strict";
import { ValueError } from "cartwright/contracts";
import { exp, log, Random, sampleWithoutReplacement, shuffle, weightedSampler, Zipf } from "cartwright/random";
import fc from "fast-check";

/**
 * Pearson's statistic Σ (observed − expected)² / expected, as a number of standard deviations above what chance gives:
 * its mean is c − 1 and its variance 2(c − 1) over c cells.
 */
function chiSquareDeviation(observed: ArrayLike<number>, expected: ArrayLike<number>): number {
  let statistic = 0;
  for (let i = 0; i < observed.length; i++) statistic += (observed[i]! - expected[i]!) ** 2 / expected[i]!;
  const freedom = observed.length - 1;
  return (statistic - freedom) / Math.sqrt(2 * freedom);
}

function count(cells: number, draws: number, next: () => number): Uint32Array {
  const counts = new Uint32Array(cells);
  for (let n = 0; n < draws; n++) counts[next()]!++;
  return counts;
}

function even(cells: number, draws: number): number[] {
  return Array.from({ length: cells }, () => draws / cells);
}

const DRAWS = 100_000;

describe("the laws of chance", () => {
  it("uniform: fills a hundred cells evenly, within [0, 1)", () => {
    const random = new Random(11);
    const counts = count(100, DRAWS, () => {
      const value = random.next();
      assert.ok(value >= 0 && value < 1);
      return Math.floor(value * 100);
    });
    assert.ok(Math.abs(chiSquareDeviation(counts, even(100, DRAWS))) < 5);
  });

  it("uniform: uses all 53 bits", () => {
    const random = new Random(12);
    let seen = 0n;
    for (let n = 0; n < 200; n++) seen |= BigInt(random.next() * 2 ** 53);
    assert.equal(seen, 2n ** 53n - 1n);
  });

  it("integer: has no modulo bias where a plain remainder shows it plainly", () => {
    // 2^32 mod 3·2^30 leaves 2^30 numbers over: a plain remainder would draw the first third twice as often.
    const below = 3 * 2 ** 30;
    const random = new Random(13);
    const counts = count(3, DRAWS, () => Math.floor(random.integer(below) / 2 ** 30));
    assert.ok(Math.abs(chiSquareDeviation(counts, even(3, DRAWS))) < 5, String(counts));
  });

  it("integer: is even beyond 32 bits too", () => {
    const below = 3 * 2 ** 51;
    const random = new Random(14);
    const counts = count(3, DRAWS, () => Math.floor(random.integer(below) / 2 ** 51));
    assert.ok(Math.abs(chiSquareDeviation(counts, even(3, DRAWS))) < 5, String(counts));
  });

  it("normal: has mean 0, variance 1, no skew, and kurtosis 3", () => {
    const random = new Random(15);
    const power = [0, 0, 0, 0, 0];
    for (let n = 0; n < DRAWS; n++) {
      const x = random.normal();
      for (let p = 1; p <= 4; p++) power[p]! += x ** p / DRAWS;
    }
    // Standard errors of the sample moments of a normal: √(1/n), √(2/n), √(15/n), √(96/n).
    [1, 2, 15, 96].forEach((variance, p) => {
      const expected = [0, 1, 0, 3][p]!;
      assert.ok(
        Math.abs(power[p + 1]! - expected) < 5 * Math.sqrt(variance / DRAWS),
        `moment ${p + 1}: ${power[p + 1]}`,
      );
    });
  });

  it("normal: puts the tabulated share beyond 1, 2 and 3 standard deviations, and neighbours are independent", () => {
    const random = new Random(16);
    const values = Array.from({ length: DRAWS }, () => random.normal());
    // Provenance: tables of the normal distribution, two-sided.
    for (const [bound, share] of [
      [1, 0.317311],
      [2, 0.0455],
      [3, 0.0026998],
    ] as const) {
      const found = values.filter((x) => Math.abs(x) > bound).length / DRAWS;
      assert.ok(Math.abs(found - share) < 5 * Math.sqrt(share / DRAWS), `beyond ${bound}: ${found}`);
    }
    const neighbours = values.reduce((sum, x, n) => sum + (n % 2 === 1 ? x * values[n - 1]! : 0), 0) / (DRAWS / 2);
    assert.ok(Math.abs(neighbours) < 5 / Math.sqrt(DRAWS / 2));
  });

  it("Zipf: draws rank r as often as (r + 1)^-s says", () => {
    for (const exponent of [0, 0.7, 1, 2]) {
      const zipf = new Zipf(50, exponent);
      const random = new Random(17).split(exponent);
      const weights = Array.from({ length: 50 }, (_, rank) => (rank + 1) ** -exponent);
      const total = weights.reduce((sum, weight) => sum + weight);
      const counts = count(50, DRAWS, () => zipf.sample(random));
      const deviation = chiSquareDeviation(
        counts,
        weights.map((weight) => (weight / total) * DRAWS),
      );
      assert.ok(Math.abs(deviation) < 5, `exponent ${exponent}: ${deviation} deviations`);
      weights.forEach((weight, rank) => assert.ok(Math.abs(zipf.probability(rank) - weight / total) < 1e-14));
    }
    assert.equal(new Zipf(3, 1).probability(3), 0);
    assert.throws(() => new Zipf(0, 1), /n must be a whole number of at least 1/);
    assert.throws(() => new Zipf(3, -1), ValueError);
  });

  it("weights: draws each index by its weight, and one of weight 0 never", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 12 }), fc.nat(), (weights, seed) => {
        fc.pre(weights.some((weight) => weight > 0));
        const sampler = weightedSampler(weights);
        const random = new Random(seed);
        const draws = 20_000;
        const counts = count(weights.length, draws, () => sampler.sample(random));
        const total = weights.reduce((sum, weight) => sum + weight);
        weights.forEach((weight, i) => {
          const share = weight / total;
          const error = Math.abs(counts[i]! / draws - share);
          assert.ok(error <= 6 * Math.sqrt((share * (1 - share)) / draws), `index ${i}: ${counts[i]} of ${draws}`);
        });
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it("weights: keep their meaning at any scale, and say what is wrong with bad ones", () => {
    for (const scale of [1e-300, 1, 1e300]) {
      const sampler = weightedSampler([3 * scale, scale]);
      const random = new Random(18);
      const counts = count(2, DRAWS, () => sampler.sample(random));
      assert.ok(Math.abs(chiSquareDeviation(counts, [DRAWS * 0.75, DRAWS * 0.25])) < 5, `${scale}: ${counts}`);
    }
    assert.throws(() => weightedSampler([1, -1]), /weights\[1\] must be a finite number of at least 0, received -1/);
    assert.throws(() => weightedSampler([NaN]), ValueError);
    assert.throws(() => weightedSampler([0, 0]), /finite sum above 0/);
    assert.throws(() => weightedSampler([]), /finite sum above 0/);
  });

  it("shuffle: gives each of the 24 orders of four things equally often, and loses nothing", () => {
    const random = new Random(19);
    const seen = new Map<string, number>();
    const draws = 24_000;
    for (let n = 0; n < draws; n++) {
      const order = shuffle([0, 1, 2, 3], random).join("");
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    assert.equal(seen.size, 24);
    assert.ok(Math.abs(chiSquareDeviation([...seen.values()], even(24, draws))) < 5);
    assert.deepEqual(shuffle([], random), []);
    assert.deepEqual(shuffle(Uint32Array.of(5), random), Uint32Array.of(5));
  });

  it("sampling without replacement: gives each ordered choice of 3 from 5 equally often", () => {
    const random = new Random(20);
    const seen = new Map<string, number>();
    const draws = 30_000;
    for (let n = 0; n < draws; n++) {
      const choice = sampleWithoutReplacement(5, 3, random).join("");
      seen.set(choice, (seen.get(choice) ?? 0) + 1);
    }
    assert.equal(seen.size, 60);
    assert.ok(Math.abs(chiSquareDeviation([...seen.values()], even(60, draws))) < 5);
  });

  it("sampling without replacement: never repeats, from any range, down to none and up to all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 }), fc.nat(60), fc.nat(), (n, wanted, seed) => {
        const k = Math.min(n, wanted);
        const chosen = sampleWithoutReplacement(n, k, new Random(seed));
        assert.equal(new Set(chosen).size, k);
        assert.ok(chosen.every((value) => value < n));
      }),
    );
    assert.deepEqual(sampleWithoutReplacement(9, 9, new Random(1)).sort(), Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8));
    assert.throws(() => sampleWithoutReplacement(3, 4, new Random(1)), /k must be at most n = 3, received 4/);
  });
});

describe("log and exp", () => {
  const anyPositive = fc.double({ min: 5e-324, noNaN: true });

  it("log lies within two units in the last place of the engine's own", () => {
    fc.assert(
      fc.property(anyPositive, (x) => {
        fc.pre(x < Infinity);
        const expected = Math.log(x);
        assert.ok(
          Math.abs(log(x) - expected) <= 2 * Number.EPSILON * Math.abs(expected),
          `${x}: ${log(x)} ${expected}`,
        );
      }),
    );
  });

  it("exp lies within two units in the last place of the engine's own", () => {
    fc.assert(
      fc.property(fc.double({ min: -707, max: 709, noNaN: true }), (x) => {
        assert.ok(Math.abs(exp(x) / Math.exp(x) - 1) <= 2 * Number.EPSILON, `${x}: ${exp(x)} ${Math.exp(x)}`);
      }),
    );
  });

  it("answer at the edges as mathematics does", () => {
    assert.deepEqual(
      [log(1), log(0), log(Infinity), log(-1), log(NaN), log(5e-324)],
      [0, -Infinity, Infinity, NaN, NaN, Math.log(5e-324)],
    );
    assert.deepEqual(
      [exp(0), exp(-Infinity), exp(Infinity), exp(NaN), exp(-745), exp(-746), exp(710)],
      [1, 0, Infinity, NaN, 5e-324, 0, Infinity],
    );
  });
});
