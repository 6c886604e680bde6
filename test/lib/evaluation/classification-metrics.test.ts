import assert from "node:assert/strict";
import fc from "fast-check";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  brierScore,
  calibration,
  classificationReport,
  logLoss,
  logLossMulticlass,
  mae,
  rmse,
  rocAuc,
} from "cartwright/evaluation";
import { readReference } from "./support";

const reference = readReference();
const close = (actual: number, expected: number, tolerance = 1e-12): void =>
  assert.ok(Math.abs(actual - expected) < tolerance, `${actual}, expected ${expected}`);

describe("classificationReport", () => {
  for (const name of ["four", "rare"] as const) {
    it(`agrees with scikit-learn on ${name === "four" ? "four classes" : "a class that is never predicted"}`, () => {
      const { actual, predicted, ...expected } = reference.classes[name];
      const report = classificationReport(actual, predicted, expected.support.length);
      close(report.accuracy, expected.accuracy);
      close(report.macro.f1, expected.macroF1);
      assert.deepEqual([...report.confusion], expected.confusion);
      report.classes.forEach((figures, c) => {
        close(figures.precision, expected.precision[c]!);
        close(figures.recall, expected.recall[c]!);
        close(figures.f1, expected.f1[c]!);
        assert.equal(figures.support, expected.support[c]);
      });
    });
  }

  it("leaves a class that neither occurs nor is predicted out of the macro mean", () => {
    assert.equal(classificationReport([0, 1], [0, 1], 5).macro.f1, 1);
  });

  it("refuses no cases, unequal lengths and unknown classes", () => {
    assert.throws(() => classificationReport([], [], 2), ValueError);
    assert.throws(() => classificationReport([0], [0, 1], 2), ShapeError);
    assert.throws(() => classificationReport([0], [2], 2), /predicted must hold classes from 0 to 1, received 2/);
  });
});

describe("rocAuc", () => {
  const { labels, probabilities, tied, auc, aucTied } = reference.binaryProbabilities;

  it("agrees with scikit-learn, with and without ties", () => {
    close(rocAuc(labels, probabilities), auc);
    close(rocAuc(labels, tied), aucTied);
  });

  it("is one half when every score is the same, and 1 - AUC when scores change sign", () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 30 }), (scores) => {
        const y = scores.map((_, n) => n % 2);
        close(rocAuc(y, new Array(y.length).fill(3)), 0.5);
        const turned = scores.map((score) => -score);
        close(rocAuc(y, scores) + rocAuc(y, turned), 1);
      }),
    ));

  it("refuses one kind of label only, other labels, and NaN", () => {
    assert.throws(() => rocAuc([1, 1], [0, 1]), /both kinds/);
    assert.throws(() => rocAuc([1, 2], [0, 1]), ValueError);
    assert.throws(() => rocAuc([1, 0], [NaN, 1]), ValueError);
  });
});

describe("log loss, Brier score, calibration", () => {
  const { labels, probabilities, ...expected } = reference.binaryProbabilities;

  it("agree with scikit-learn", () => {
    close(logLoss(labels, probabilities), expected.logLoss);
    close(brierScore(labels, probabilities), expected.brier);
    const { actual, probabilities: rows, value } = reference.multiclassLogLoss;
    close(logLossMulticlass(actual, rows, 4), value);
  });

  it("cost about 36 nats for one wrong certainty, as in scikit-learn, and not Infinity", () => {
    close(logLoss([1, 0], [0, 0.5]), expected.logLossCertainlyWrong);
  });

  it("sum to 2.7489 for labels 1, 0, 1 and p = .8, .2, .1: a popular tutorial prints 0.551", () => {
    close(3 * logLoss([1, 0, 1], [0.8, 0.2, 0.1]), 2.7489, 5e-5);
  });

  it("find a forecaster calibrated who says 0.25 when one in four comes true", () => {
    const { bins, expectedCalibrationError } = calibration([1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25], 4);
    assert.equal(expectedCalibrationError, 0);
    assert.equal(bins[1]!.count, 4);
    assert.equal(bins[1]!.observed, 0.25);
    assert.ok(Number.isNaN(bins[0]!.observed));
  });

  it("charge 0.9 to one who says 0.9 and is always wrong, and put 1 into the last bin", () => {
    close(calibration([0, 0], [0.9, 0.9]).expectedCalibrationError, 0.9);
    assert.equal(calibration([1], [1]).bins[9]!.count, 1);
  });

  it("refuse probabilities outside [0, 1] and rows that do not sum to 1", () => {
    assert.throws(() => logLoss([1], [1.2]), ValueError);
    assert.throws(() => logLossMulticlass([0], [0.5, 0.6], 2), /must sum to 1/);
    assert.throws(() => logLossMulticlass([2], [0.5, 0.5], 2), ValueError);
  });
});

describe("rmse and mae", () => {
  it("agree with scikit-learn", () => {
    const { actual, predicted, ...expected } = reference.ratings;
    close(rmse(predicted, actual), expected.rmse);
    close(mae(predicted, actual), expected.mae);
  });

  it("never let the mean absolute error exceed the root mean squared error", () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1 }), (predicted) => {
        const zeros = new Float64Array(predicted.length);
        assert.ok(mae(predicted, zeros) <= rmse(predicted, zeros) + 1e-12);
      }),
    ));

  it("refuse nothing, unequal lengths and NaN", () => {
    assert.throws(() => rmse([], []), ValueError);
    assert.throws(() => rmse([1], [1, 2]), ShapeError);
    assert.throws(() => mae([NaN], [1]), ValueError);
  });
});
