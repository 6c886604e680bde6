import assert from "node:assert/strict";
import fc from "fast-check";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  kFold,
  pairedBootstrap,
  pairedBootstrapOf,
  pairedPermutationTest,
  pairedTTest,
  rocAuc,
} from "cartwright/evaluation";
import { Random } from "cartwright/random";
import { readReference } from "./support";
import { studentTailProbability } from "../../../lib/evaluation/distributions/student-t";

const { paired, studentTails } = readReference();
const a = Float64Array.from(paired.a);
const b = Float64Array.from(paired.b);

describe("pairedTTest", () => {
  it("agrees with SciPy's ttest_rel", () => {
    const { t, degreesOfFreedom, pValue } = pairedTTest(a, b);
    assert.ok(Math.abs(t - paired.t) < 1e-10);
    assert.equal(degreesOfFreedom, 44);
    assert.ok(Math.abs(pValue - paired.p) < 1e-10);
  });

  it("has tails that agree with SciPy's t distribution from 1 to 100,000 degrees of freedom", () => {
    for (const [t, v, p] of studentTails) {
      const ours = studentTailProbability(t, v);
      assert.ok(Math.abs(ours - p) <= 1e-9 * p, `t ${t}, v ${v}: ${ours}, SciPy ${p}`);
    }
  });

  it("answers p = 1 when all differences are 0 and p = 0 when all are the same other number", () => {
    const ones = Float64Array.of(1, 1, 1);
    assert.deepEqual(pairedTTest(ones, ones), { t: 0, degreesOfFreedom: 2, pValue: 1 });
    assert.deepEqual(pairedTTest(Float64Array.of(2, 2, 2), ones), { t: Infinity, degreesOfFreedom: 2, pValue: 0 });
  });

  it("needs two users", () => assert.throws(() => pairedTTest(Float64Array.of(1), Float64Array.of(1)), ValueError));
});

describe("pairedPermutationTest", () => {
  it("tries all sign patterns of ten users and agrees with SciPy exactly", () => {
    const { pValue, exact } = pairedPermutationTest(a.slice(0, 10), b.slice(0, 10));
    assert.equal(exact, true);
    assert.ok(Math.abs(pValue - paired.exactPermutationOfTheFirstTen) < 1e-12);
  });

  it("comes near the t-test on many users, and the same seed gives the same answer", () => {
    const once = pairedPermutationTest(a, b, { seed: 5 });
    assert.equal(once.exact, false);
    assert.ok(Math.abs(once.pValue - paired.p) < 0.02, `${once.pValue} against ${paired.p}`);
    assert.deepEqual(pairedPermutationTest(a, b, { seed: 5 }), once);
  });

  it("never answers 0 from a sample: the pattern that was observed counts as one", () => {
    const far = a.map((value) => value + 100);
    assert.equal(pairedPermutationTest(far, b, { permutations: 999 }).pValue, 1 / 1000);
  });

  it("answers 1 for two equal models", () => assert.equal(pairedPermutationTest(a, a).pValue, 1));
});

describe("pairedBootstrap", () => {
  it("agrees with SciPy's percentile bootstrap within the noise of resampling", () => {
    const { difference, low, high } = pairedBootstrap(a, b, { resamples: 20_000 });
    const width = paired.bootstrap95[1] - paired.bootstrap95[0];
    assert.ok(low < difference && difference < high);
    assert.ok(Math.abs(low - paired.bootstrap95[0]) < 0.03 * width, `low ${low}`);
    assert.ok(Math.abs(high - paired.bootstrap95[1]) < 0.03 * width, `high ${high}`);
  });

  it("has no width when every user has the same difference", () =>
    assert.deepEqual(pairedBootstrap(Float64Array.of(2, 2), Float64Array.of(1, 1)), {
      difference: 1,
      low: 1,
      high: 1,
    }));

  it("mirrors when the models change places", () => {
    const forth = pairedBootstrap(a, b, { seed: 2 });
    const back = pairedBootstrap(b, a, { seed: 2 });
    assert.ok(Math.abs(forth.low + back.high) < 1e-12);
  });

  it("refuses users that do not pair up", () => {
    assert.throws(() => pairedBootstrap(a, b.slice(1)), ShapeError);
    assert.throws(() => pairedBootstrap(new Float64Array(0), new Float64Array(0)), ValueError);
    assert.throws(
      () => pairedBootstrap(a, Float64Array.of(...a.slice(1), Number.NaN)),
      /a\[44\] - b\[44\] must be a finite number/,
    );
  });
});

describe("pairedBootstrapOf", () => {
  const meanDifference = (rows: Int32Array): number =>
    rows.reduce((sum, row) => sum + (a[row]! - b[row]!), 0) / rows.length;

  it("is pairedBootstrap where the figure is the mean", () =>
    assert.deepEqual(pairedBootstrapOf(a.length, meanDifference, { seed: 3 }), pairedBootstrap(a, b, { seed: 3 })));

  it("holds the true difference of AUC in nineteen of twenty intervals", () => {
    const random = new Random(11);
    let held = 0;
    for (let set = 0; set < 100; set++) {
      const targets = Array.from({ length: 80 }, (_, row) => row % 2);
      // Both see the target through noise of one size, so neither is better.
      const scorer = (): number[] => targets.map((target) => target + 2 * random.normal());
      const [one, other] = [scorer(), scorer()];
      const difference = (rows: Int32Array): number => {
        const at = (values: number[]): number[] => Array.from(rows, (row) => values[row]!);
        return rocAuc(at(targets), at(one)) - rocAuc(at(targets), at(other));
      };
      const { low, high } = pairedBootstrapOf(80, difference, { resamples: 300, seed: set });
      if (low <= 0 && 0 <= high) held++;
    }
    assert.ok(held >= 88 && held <= 99, `${held} of 100`);
  });

  it("refuses no rows and a figure that is no number, and says so", () => {
    assert.throws(() => pairedBootstrapOf(0, meanDifference), ValueError);
    assert.throws(
      () => pairedBootstrapOf(3, () => Number.NaN),
      /difference\(rows\) must be a finite number, received NaN/,
    );
  });
});

describe("kFold", () => {
  it("tests every case exactly once and never trains on what it tests", () =>
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 7, max: 60 }), fc.nat(), (folds, n, seed) => {
        const cut = kFold(n, folds, seed);
        const tested = cut.flatMap(({ test }) => [...test]).sort((x, y) => x - y);
        assert.deepEqual(tested, [...new Array(n).keys()]);
        for (const { train, test } of cut) {
          assert.deepEqual(
            [...train, ...test].sort((x, y) => x - y),
            [...new Array(n).keys()],
          );
          assert.ok(Math.abs(test.length - n / folds) < 1);
        }
      }),
    ));

  it("refuses more folds than cases", () => assert.throws(() => kFold(3, 4, 1), ValueError));
});
