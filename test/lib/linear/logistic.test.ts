import assert from "node:assert/strict";
import fc from "fast-check";
import { DataError, ValueError } from "cartwright/contracts";
import { CsrMatrix, DenseMatrix } from "cartwright/linalg";
import {
  fitLogisticRegression,
  logisticRegressionFromBundle,
  logisticRegressionToBundle,
  LogisticLoss,
} from "cartwright/linear";
import { Random } from "cartwright/random";
import { allClose, bothKinds, randomRows, readReference, recordedClassWeights } from "./support";

const TIGHT = { tolerance: 1e-9, maxIterations: 5000 };

/** Cases with planted classes that overlap. */
function planted(seed: number, cases: number, classes: number): { rows: number[][]; labels: number[] } {
  const random = new Random(seed);
  const rows = randomRows(cases, 3, random);
  const labels = rows.map((row, n) =>
    n < classes ? n : Math.min(classes - 1, Math.max(0, Math.round((row[0] ?? 0) + 1 + 0.7 * random.normal()))),
  );
  return { rows, labels };
}

describe("fitLogisticRegression", () => {
  for (const [name, recorded] of Object.entries(readReference().logistic)) {
    it(`gives scikit-learn's coefficients: ${name}`, async () => {
      const { C, intercept, x, y, weights, classWeights, bias } = recorded;
      for (const [, features] of bothKinds(x)) {
        const model = await fitLogisticRegression(features, y, {
          ...TIGHT,
          C,
          intercept,
          sampleWeights: weights ?? undefined,
          classWeights: recordedClassWeights(classWeights),
        });
        assert.ok(model.fit.converged);
        model.coefficients.toRows().forEach((row, c) => allClose(row, recorded.coefficients[c]!, 1e-6));
        allClose(model.intercepts, Array.isArray(bias) ? bias : [bias], 1e-6);
        const probabilities = model.predictProbability(features).toRows().slice(0, 5);
        probabilities.forEach((row, n) => allClose(row, recorded.probabilities[n]!, 1e-6));
      }
    });
  }

  it("has the lowest loss at its answer: no nearby point is below", () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 2, max: 4 }), async (seed, classes) => {
        const { rows, labels } = planted(seed, 30, classes);
        const features = DenseMatrix.fromRows(rows);
        const model = await fitLogisticRegression(features, labels, TIGHT);
        const settings = { classes, penalty: 1 / rows.length, intercept: true };
        const loss = new LogisticLoss(features, Uint32Array.from(labels), new Float64Array(30).fill(1), settings);
        const gradient = new Float64Array(loss.size);
        const { coefficients, intercepts } = model;
        const point = Float64Array.from({ length: loss.size }, (_, at) => {
          const [feature, output] = [Math.floor(at / loss.outputs), at % loss.outputs];
          return feature < 3 ? coefficients.at(output, feature) : intercepts[output]!;
        });
        const least = loss.evaluate(point, gradient);
        const random = new Random(seed).split("nearby");
        for (const size of [1e-4, 1e-2, 1]) {
          const nearby = point.map((value) => value + size * random.normal());
          assert.ok(loss.evaluate(nearby, gradient) >= least - 1e-14);
        }
      }),
      { numRuns: 30 },
    ));

  it("permuting the classes permutes the answers", () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 2, max: 4 }), async (seed, classes) => {
        const { rows, labels } = planted(seed, 30, classes);
        const features = CsrMatrix.fromDense(DenseMatrix.fromRows(rows));
        const before = await fitLogisticRegression(features, labels, TIGHT);
        const turned = labels.map((label) => (label + 1) % classes);
        const after = await fitLogisticRegression(features, turned, TIGHT);
        const [p, q] = [before.predictProbability(features), after.predictProbability(features)];
        for (let c = 0; c < classes; c++) allClose(q.column((c + 1) % classes), p.column(c), 1e-6);
      }),
      { numRuns: 20 },
    ));

  it("takes weight 2 for two rows, with balanced classes too", () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom(undefined, "balanced" as const), async (seed, classWeights) => {
        const { rows, labels } = planted(seed, 20, 3);
        const random = new Random(seed).split("weights");
        const counts = rows.map(() => 1 + random.integer(2));
        const repeat = <T>(list: T[]): T[] => list.flatMap((entry, n) => new Array<T>(counts[n]!).fill(entry));
        const weighted = await fitLogisticRegression(DenseMatrix.fromRows(rows), labels, {
          ...TIGHT,
          sampleWeights: counts,
          classWeights,
        });
        const features = DenseMatrix.fromRows(repeat(rows));
        const repeated = await fitLogisticRegression(features, repeat(labels), { ...TIGHT, classWeights });
        allClose(weighted.coefficients.data, repeated.coefficients.data, 1e-6);
        allClose(weighted.intercepts, repeated.intercepts, 1e-6);
      }),
      { numRuns: 20 },
    ));

  it("with intercepts, predicts every class as often as it occurs, on average", async () => {
    const { rows, labels } = planted(4, 40, 3);
    const features = DenseMatrix.fromRows(rows);
    const model = await fitLogisticRegression(features, labels, { ...TIGHT, C: 0.1 });
    const probabilities = model.predictProbability(features);
    for (const c of [0, 1, 2]) {
      const mean = probabilities.column(c).reduce((sum, p) => sum + p, 0) / 40;
      allClose([mean], [labels.filter((label) => label === c).length / 40], 1e-8);
    }
    allClose([model.intercepts.reduce((sum, value) => sum + value, 0)], [0], 1e-12);
  });

  it("keeps labels as they are given: words, or numbers that do not begin at 0", async () => {
    const features = DenseMatrix.fromRows([[-2], [-1], [1], [2]]);
    const words = await fitLogisticRegression(features, ["no", "no", "yes", "yes"]);
    assert.deepEqual(words.classes, ["no", "yes"]);
    assert.deepEqual(words.predict(features), ["no", "no", "yes", "yes"]);
    const numbers = await fitLogisticRegression(features, [10, 10, 9, 9]);
    assert.deepEqual(numbers.classes, [9, 10]);
    assert.deepEqual(numbers.predict(features), [10, 10, 9, 9]);
  });

  it("separates separable classes with a huge C, with finite numbers", async () => {
    const features = DenseMatrix.fromRows([[-2], [-1], [1], [2], [9]]);
    for (const labels of [
      [0, 0, 1, 1, 1],
      [0, 0, 1, 1, 2],
    ]) {
      const model = await fitLogisticRegression(features, labels, { C: 1e12 });
      assert.ok(model.fit.converged && model.coefficients.data.every(Number.isFinite));
      assert.deepEqual(model.predict(features), labels);
    }
  });

  it("gives a feature that is always 0 the coefficient 0, and rows of zeros the intercept's probability", async () => {
    const features = DenseMatrix.fromRows([[1, 0], [2, 0], [-1, 0], [0, 0]]); // prettier-ignore
    const model = await fitLogisticRegression(features, [1, 1, 0, 0], TIGHT);
    assert.equal(model.coefficients.at(0, 1), 0);
    const nothing = new CsrMatrix(1, 2, Uint32Array.of(0, 0), new Uint32Array(0), new Float64Array(0));
    allClose(model.predictProbability(nothing).data.slice(1), [1 / (1 + Math.exp(-model.intercepts[0]!))], 1e-15);
  });

  it("has probabilities where scores are far beyond what exp can hold", async () => {
    const far = DenseMatrix.fromRows([[-1e6], [1e6]]);
    for (const labels of [
      [0, 0, 1, 1],
      [0, 1, 1, 2],
    ]) {
      const model = await fitLogisticRegression(DenseMatrix.fromRows([[-2], [-1], [1], [2]]), labels);
      const rows = model.predictProbability(far).toRows();
      rows.forEach((row) => allClose([row.reduce((sum, p) => sum + p)], [1], 1e-12));
      allClose([rows[0]![0]!, rows[1]!.at(-1)!], [1, 1], 1e-12);
    }
  });

  it("refuses one class, NaN, empty input and options out of range", async () => {
    const features = DenseMatrix.fromRows([[1], [2]]);
    await assert.rejects(fitLogisticRegression(features, ["a", "a"]), /at least two classes, received "a" alone/);
    await assert.rejects(fitLogisticRegression(features, [0, NaN]), /labels must not hold NaN, received it for row 1/);
    await assert.rejects(fitLogisticRegression(features, [0]), /labels must have length 2/);
    await assert.rejects(fitLogisticRegression(new DenseMatrix(0, 1), []), /at least one row/);
    await assert.rejects(fitLogisticRegression(DenseMatrix.fromRows([[1], [NaN]]), [0, 1]), /row 1, column 0/);
    await assert.rejects(fitLogisticRegression(features, [0, 1], { C: 0 }), /C must be a finite number above 0/);
    await assert.rejects(fitLogisticRegression(features, [0, 1], { sampleWeights: [1, 0] }), ValueError);
    const unknown = new Map([[7, 2]]);
    await assert.rejects(fitLogisticRegression(features, [0, 1], { classWeights: unknown }), /that occur, received 7/);
    await assert.rejects(
      fitLogisticRegression(DenseMatrix.fromRows([[1e300], [-1e300]]), [0, 1], { C: 1 }),
      ValueError,
    );
  });

  it("stops when it is told to, keeps what it has and says so", async () => {
    const { rows, labels } = planted(2, 60, 3);
    const stop = new AbortController();
    const model = await fitLogisticRegression(DenseMatrix.fromRows(rows), labels, {
      signal: stop.signal,
      onProgress: ({ done, metrics }) => {
        assert.ok(metrics!["loss"]! < Math.log(3));
        if (done === 2) stop.abort();
      },
    });
    assert.deepEqual(model.fit, { iterations: 2, converged: false });
  });

  it("survives its bundle with words and with numbers as labels", async () => {
    const features = DenseMatrix.fromRows([[1, 0], [0, 2], [3, 1]]); // prettier-ignore
    for (const labels of [
      ["a", "b", "line\nbreak"],
      [3, 1, 3],
    ] as (string | number)[][]) {
      const model = await fitLogisticRegression(features, labels);
      assert.deepEqual(logisticRegressionFromBundle(logisticRegressionToBundle(model)), model);
    }
    const empty = { kind: "logistic-regression", settings: {}, tensors: {} };
    assert.throws(() => logisticRegressionFromBundle(empty), DataError);
  });
});

describe("LogisticLoss", () => {
  it("has the gradient that central differences see, in both kinds of features", () =>
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 4 }), fc.boolean(), (seed, classes, intercept) => {
        const { rows, labels } = planted(seed, 12, classes);
        const random = new Random(seed).split("point");
        const weights = Float64Array.from(rows, () => random.next() + 0.1);
        const settings = { classes, penalty: 0.3, intercept };
        for (const [, features] of bothKinds(rows)) {
          const loss = new LogisticLoss(features, Uint32Array.from(labels), weights, settings);
          const point = Float64Array.from({ length: loss.size }, () => random.normal());
          const gradient = new Float64Array(loss.size);
          loss.evaluate(point, gradient);
          const free = intercept ? loss.size : loss.size - loss.outputs;
          allClose(gradient.subarray(0, free), differences(loss, point).subarray(0, free), 1e-7);
          if (!intercept) assert.ok(gradient.subarray(free).every((entry) => entry === 0));
        }
      }),
      { numRuns: 40 },
    ));
});

function differences(loss: LogisticLoss, point: Float64Array): Float64Array {
  const unused = new Float64Array(loss.size);
  const h = 1e-5;
  const at = (i: number, shift: number): number =>
    loss.evaluate(
      point.map((value, j) => (j === i ? value + shift : value)),
      unused,
    );
  return point.map((_, i) => (at(i, h) - at(i, -h)) / (2 * h));
}
