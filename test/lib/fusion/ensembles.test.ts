import assert from "node:assert/strict";
import { ShapeError, ValueError } from "cartwright/contracts";
import { fitAdaBoostR2, fitBagging, fitGradientBoosting, fitSamme, type FitRows, SammeModel } from "cartwright/fusion";
import { Random } from "cartwright/random";
import { fitBoosting } from "cartwright/trees";
import { reference, rowsOf, stump } from "./reference";

const close = (actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, n) =>
    assert.ok(Math.abs(actual[n]! - value) <= tolerance, `${n}: ${actual[n]}, not ${value}`),
  );
};
const X = rowsOf(reference.X);
const asked = rowsOf(reference.asked);

describe("fitSamme", () => {
  for (const [name, rounds, learningRate] of [
    ["samme", 8, 1],
    ["sammeTwo", 6, 0.7],
  ] as const) {
    it(`agrees with scikit-learn's AdaBoostClassifier over stumps (${name})`, async () => {
      const { classes, voices, errors, predicted } = reference[name];
      const model = await fitSamme(X, classes, { fit: stump("class"), rounds, learningRate });
      close(model.errors, errors, 1e-9);
      close(model.voices, voices, 1e-9);
      close(model.predict(asked), predicted, 0);
      const votes = model.votes(asked);
      for (let row = 0; row < asked.rows; row++) {
        const own = votes.subarray(row * model.classes, (row + 1) * model.classes);
        assert.ok(Math.abs(own.reduce((sum, vote) => sum + vote, 0) - 1) < 1e-12);
      }
    });
  }

  it("ends with a learner that makes no error, and refuses one that only guesses", async () => {
    const rows = rowsOf([[0], [1], [2], [3]]);
    const sure = await fitSamme(rows, [0, 0, 1, 1], { fit: stump("class") });
    assert.equal(sure.models.length, 1);
    const wrong: FitRows = (_, targets) => ({ predict: () => Array.from(targets, (one) => 1 - one) });
    await assert.rejects(fitSamme(rows, [0, 0, 1, 1], { fit: wrong }), /better than guessing/);
    await assert.rejects(fitSamme(rows, [0, 0, 0, 0], { fit: stump("class") }), /at least two classes/);
    await assert.rejects(fitSamme(rows, [0, 0.5, 1, 1], { fit: stump("class") }), ValueError);
    await assert.rejects(fitSamme(rows, [0, 1], { fit: stump("class") }), ShapeError);
  });

  it("gives the lower class where votes are equal", () => {
    const says = (one: number): { predict: () => number[] } => ({ predict: () => [one] });
    const model = new SammeModel(3, [says(2), says(1)], Float64Array.of(1, 1), Float64Array.of(0.1, 0.1));
    assert.deepEqual([...model.predict(rowsOf([[0]]))], [1]);
  });
});

describe("fitAdaBoostR2", () => {
  for (const loss of ["linear", "square", "exponential"] as const) {
    it(`agrees with Drucker's algorithm over scikit-learn's trees (${loss})`, async () => {
      const { voices, predicted } = reference.r2[loss];
      const model = await fitAdaBoostR2(X, reference.y, { fit: stump("number"), rounds: 10, loss });
      close(model.voices, voices, 1e-9);
      close(model.predict(asked), predicted, 1e-9);
    });
  }

  it("ends with a learner that makes no error, and keeps the first whatever it is", async () => {
    const rows = rowsOf([[0], [1], [2]]);
    const sure = await fitAdaBoostR2(rows, [1, 5, 5], { fit: stump("number") });
    assert.equal(sure.models.length, 1);
    const far: FitRows = () => ({ predict: ({ rows: count }) => new Array<number>(count).fill(100) });
    assert.deepEqual([...(await fitAdaBoostR2(rows, [1, 5, 5], { fit: far })).predict(rows)], [100, 100, 100]);
  });
});

describe("fitGradientBoosting", () => {
  it("agrees with scikit-learn's GradientBoostingRegressor over stumps", async () => {
    const options = { fit: stump("number"), rounds: 25, learningRate: 0.3 };
    close((await fitGradientBoosting(X, reference.y, options)).predict(asked), reference.boosted, 1e-9);
  });

  it("lowers the log loss round by round, and answers probabilities", async () => {
    const targets = Float64Array.from(reference.sammeTwo.classes);
    let before = Infinity;
    for (const rounds of [1, 5, 20]) {
      const model = await fitGradientBoosting(X, targets, { fit: stump("number"), loss: "logistic", rounds });
      const loss = model.predict(X).reduce((sum, p, row) => sum - Math.log(targets[row] === 1 ? p : 1 - p), 0);
      assert.ok(loss < before, `${rounds}: ${loss}, before ${before}`);
      before = loss;
    }
  });

  it("takes the room trees as its learner", async () => {
    const fit: FitRows = (features, targets) => fitBoosting(features, targets, { trees: 1, learningRate: 1, leaves: 4, minRows: 5 }); // prettier-ignore
    const model = await fitGradientBoosting(X, reference.y, { fit, rounds: 30 });
    const error = (said: Float64Array): number => said.reduce((sum, v, n) => sum + (v - reference.y[n]!) ** 2, 0);
    const mean = reference.y.reduce((sum, v) => sum + v, 0) / reference.y.length;
    assert.ok(error(model.predict(X)) < 0.2 * error(new Float64Array(reference.y.length).fill(mean)));
  });

  it("refuses targets that a loss cannot take", async () => {
    const rows = rowsOf([[0], [1]]);
    const logistic = { fit: stump("number"), loss: "logistic" } as const;
    await assert.rejects(fitGradientBoosting(rows, [0, 2], logistic), /targets must be 0 or 1, received 2/);
    await assert.rejects(fitGradientBoosting(rows, [1, 1], logistic), /both 0 and 1/);
  });
});

describe("fitBagging", () => {
  const random = new Random(3);
  const rows = rowsOf(Array.from({ length: 200 }, () => [random.normal(), random.normal()]));
  const truth = Array.from({ length: 200 }, (_, row) => rows.data[2 * row]!);
  const noisy = truth.map((value) => value + random.normal());
  /** Says what the nearest row of its training had: as nervous as a learner can be. */
  const nearest: FitRows = (training, targets) => ({
    predict: (features) =>
      Array.from({ length: features.rows }, (_, row) => {
        let best = { far: Infinity, said: 0 };
        for (let n = 0; n < training.rows; n++) {
          const [dx, dy] = [0, 1].map((c) => training.data[2 * n + c]! - features.data[2 * row + c]!);
          const far = dx! ** 2 + dy! ** 2;
          if (far < best.far) best = { far, said: targets[n]! };
        }
        return best.said;
      }),
  });
  const errorOf = (said: ArrayLike<number>): number =>
    Array.from(said).reduce((sum, value, n) => sum + (value - truth[n]!) ** 2, 0) / truth.length;

  it("quiets a nervous learner", async () => {
    const alone = await nearest(rows, Float64Array.from(noisy));
    const bagged = await fitBagging(rows, noisy, { fit: nearest, models: 30 });
    // One nearest neighbour repeats the noise, whose variance is 1; a mean of draws keeps about half of it.
    assert.ok(errorOf(alone.predict(rows)) > 0.8);
    assert.ok(errorOf(bagged.predict(rows)) < 0.75);
  });

  it("tells honest predictions for its own rows: out of bag the noise is not repeated", async () => {
    const { outOfBag } = await fitBagging(rows, noisy, { fit: nearest, models: 30 });
    const correlation = (said: ArrayLike<number>): number => {
      const noise = noisy.map((value, n) => value - truth[n]!);
      const errors = Array.from(said, (value, n) => value - truth[n]!);
      const product = (a: number[], b: number[]): number => a.reduce((sum, v, n) => sum + v * b[n]!, 0);
      return product(noise, errors) / Math.sqrt(product(noise, noise) * product(errors, errors));
    };
    assert.ok(Math.abs(correlation(outOfBag)) < 0.3);
    assert.ok(correlation((await fitBagging(rows, noisy, { fit: nearest, models: 30 })).predict(rows)) > 0.6);
  });

  it("gives one answer for one seed, and NaN out of bag where every model drew the row", async () => {
    const draw = (seed: number): Promise<Float64Array> =>
      fitBagging(rows, noisy, { fit: nearest, models: 3, seed }).then((model) => model.predict(rows));
    assert.deepEqual(await draw(5), await draw(5));
    assert.notDeepEqual(await draw(5), await draw(6));
    const one = await fitBagging(rowsOf([[1, 1]]), [2], { fit: nearest, models: 2 });
    assert.ok(Number.isNaN(one.outOfBag[0]));
  });
});
