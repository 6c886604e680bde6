import assert from "node:assert/strict";
import fc from "fast-check";
import { asUserIndex, ShapeError, ValueError } from "cartwright/contracts";
import { calibratedUserScorer, fitIsotonic, fitPlatt, IsotonicCalibration, PlattCalibration } from "cartwright/fusion";
import { reference } from "./reference";
import { scorerOf } from "./support";

const close = (actual: readonly number[], expected: readonly number[], tolerance: number): void => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, n) =>
    assert.ok(Math.abs(actual[n]! - value) <= tolerance, `${n}: ${actual[n]}, not ${value}`),
  );
};
const { scores, labels, weights, ask, isotonic, platt } = reference;
/** Whole numbers, so that ties occur and sums are exact. */
const samples = fc.array(fc.record({ score: fc.integer({ min: -6, max: 6 }), label: fc.integer({ min: 0, max: 9 }) }), {
  minLength: 1,
  maxLength: 25,
});
const apart = (rows: { score: number; label: number }[]): { scores: number[]; labels: number[] } => ({
  scores: rows.map(({ score }) => score),
  labels: rows.map(({ label }) => label),
});

describe("fitIsotonic", () => {
  it("agrees with scikit-learn, ties and weights included", () => {
    const model = fitIsotonic({ scores, labels });
    close(scores.map((score) => model.apply(score)), isotonic.fitted, 1e-12); // prettier-ignore
    close(ask.map((score) => model.apply(score)), isotonic.asked, 1e-12); // prettier-ignore
    // CalibratedClassifierCV divides by the sum over both classes, which is 1.
    close(ask.map((score) => model.apply(score)), isotonic.calibrated, 1e-12); // prettier-ignore
    const weighted = fitIsotonic({ scores, labels, weights });
    close(scores.map((score) => weighted.apply(score)), isotonic.fittedWeighted, 1e-12); // prettier-ignore
  });

  it("is the least-squares fit: the max-min of means over all stretches", () =>
    fc.assert(
      fc.property(samples, (rows) => {
        const model = fitIsotonic(apart(rows));
        const steps = [...new Set(rows.map(({ score }) => score))].sort((a, b) => a - b);
        const mean = (from: number, to: number): number => {
          const within = rows.filter(({ score }) => score >= steps[from]! && score <= steps[to]!);
          return within.reduce((sum, { label }) => sum + label, 0) / within.length;
        };
        steps.forEach((score, n) => {
          const starts = Array.from({ length: n + 1 }, (_, from) => from);
          const ends = Array.from({ length: steps.length - n }, (_, more) => n + more);
          const best = Math.max(...starts.map((from) => Math.min(...ends.map((to) => mean(from, to)))));
          assert.ok(Math.abs(model.apply(score) - best) < 1e-9, `${score}: ${model.apply(score)}, not ${best}`);
        });
      }),
    ));

  it("never falls, and stays within the labels", () =>
    fc.assert(
      fc.property(samples, fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 2 }), (rows, asked) => {
        const model = fitIsotonic(apart(rows));
        const answers = asked.sort((a, b) => a - b).map((score) => model.apply(score));
        // Points between two values are rounded: by less than this.
        answers.slice(1).forEach((value, n) => assert.ok(value >= answers[n]! - 1e-12));
        for (const value of answers) assert.ok(value >= -1e-12 && value <= 9 + 1e-12);
      }),
    ));

  it("keeps the mean of the labels", () =>
    fc.assert(
      fc.property(samples, (rows) => {
        const model = fitIsotonic(apart(rows));
        const difference = rows.reduce((sum, { score, label }) => sum + label - model.apply(score), 0);
        assert.ok(Math.abs(difference) < 1e-9 * rows.length);
      }),
    ));

  it("refuses what cannot be fitted", () => {
    assert.throws(() => fitIsotonic({ scores: [], labels: [] }), ValueError);
    assert.throws(() => fitIsotonic({ scores: [1], labels: [] }), ShapeError);
    assert.throws(() => fitIsotonic({ scores: [NaN], labels: [1] }), /scores must be finite, received NaN at 0/);
    assert.throws(() => fitIsotonic({ scores: [1], labels: [1], weights: [0] }), /weights must be finite and above 0/);
    assert.throws(() => new IsotonicCalibration(Float64Array.of(0, 0), Float64Array.of(0, 1)), ValueError);
  });
});

describe("fitPlatt", () => {
  // scikit-learn stops its minimiser at a gradient of about 1e-6; a probability then differs by less than this.
  const TOLERANCE = 2e-5;

  it("agrees with scikit-learn's CalibratedClassifierCV, whatever the scale of the scores", () => {
    const model = fitPlatt({ scores, labels });
    close(ask.map((score) => model.apply(score)), platt.asked, TOLERANCE); // prettier-ignore
    const large = fitPlatt({ scores: scores.map((score) => 1000 * score), labels });
    close(ask.map((score) => large.apply(1000 * score)), platt.asked, TOLERANCE); // prettier-ignore
  });

  it("stands where the log loss of the softened labels has no slope", () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ score: fc.integer({ min: -50, max: 50 }), label: fc.constantFrom(0, 1) }), { minLength: 3, maxLength: 30 }), // prettier-ignore
        (rows) => {
          const model = fitPlatt(apart(rows));
          const ones = rows.filter(({ label }) => label === 1).length;
          const [high, low] = [(ones + 1) / (ones + 2), 1 / (rows.length - ones + 2)];
          const misses = rows.map(({ score, label }) => model.apply(score) - (label === 1 ? high : low));
          const sum = (values: number[]): number => values.reduce((all, value) => all + value, 0);
          assert.ok(Math.abs(sum(misses)) < 1e-6, `offset ${sum(misses)}`);
          if (model.slope === 0) return; // held at 0, where the slope would like to fall
          const slope = sum(misses.map((miss, n) => (miss * rows[n]!.score) / 50));
          assert.ok(Math.abs(slope) < 1e-6, `slope ${slope}`);
        },
      ),
    ));

  it("stays finite where the classes can be parted, where there is one class, and where all scores are equal", () => {
    const parted = fitPlatt({ scores: [-2, -1, 1, 2], labels: [0, 0, 1, 1] });
    assert.ok(parted.slope > 0 && parted.apply(2) < 1 && parted.apply(-2) > 0);
    const ones = fitPlatt({ scores: [1, 2, 3], labels: [1, 1, 1] });
    assert.ok(Math.abs(ones.apply(2) - 4 / 5) < 1e-6);
    const equal = fitPlatt({ scores: [5, 5], labels: [0, 1] });
    assert.ok(Math.abs(equal.apply(5) - 0.5) < 1e-9);
  });

  it("says the share of ones where scores foretell the contrary", () => {
    const model = fitPlatt({ scores: [1, 2, 3, 4], labels: [1, 1, 0, 0] });
    assert.equal(model.slope, 0);
    assert.ok(Math.abs(model.apply(-100) - 0.5) < 1e-12);
  });

  it("refuses labels that are not 0 or 1", () =>
    assert.throws(() => fitPlatt({ scores: [1, 2], labels: [0, 0.5] }), /labels must be 0 or 1, received 0.5 at 1/));
});

describe("calibratedUserScorer", () => {
  it("maps every score by itself and keeps what is never shown", () => {
    const model = calibratedUserScorer(scorerOf([[0, -Infinity, 4]]), new PlattCalibration(1, 0));
    const out = new Float32Array(3);
    model.scoreInto(asUserIndex(0), out);
    close([...out].slice(0, 1), [0.5], 0);
    assert.equal(out[1], -Infinity);
    close([out[2]!], [1 / (1 + Math.exp(-4))], 1e-7);
    assert.equal(model.userCount, 1);
  });
});
