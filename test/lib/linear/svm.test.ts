import assert from "node:assert/strict";
import fc from "fast-check";
import { DataError, ValueError } from "cartwright/contracts";
import { CsrMatrix, DenseMatrix } from "cartwright/linalg";
import { fitLinearSvm, linearSvmFromBundle, type LinearSvmModel, linearSvmToBundle } from "cartwright/linear";
import { Random } from "cartwright/random";
import { allClose, bothKinds, randomRows, readReference, recordedClassWeights } from "./support";

const TIGHT = { tolerance: 1e-10, maxIterations: 100_000 };

/** Cases with planted classes that overlap. */
function planted(seed: number, cases: number, classes: number): { rows: number[][]; labels: number[] } {
  const random = new Random(seed);
  const rows = randomRows(cases, 3, random);
  const labels = rows.map((row, n) =>
    n < classes ? n : Math.min(classes - 1, Math.max(0, Math.round(row[0]! + 1 + 0.7 * random.normal()))),
  );
  return { rows, labels };
}

describe("fitLinearSvm", () => {
  for (const [name, recorded] of Object.entries(readReference().svm)) {
    it(`gives scikit-learn's coefficients: ${name}`, async () => {
      const { C, intercept, x, y, weights, classWeights, bias, coefficients, predictions } = recorded;
      for (const [, features] of bothKinds(x)) {
        const model = await fitLinearSvm(features, y, {
          ...TIGHT,
          C,
          intercept,
          sampleWeights: weights ?? undefined,
          classWeights: recordedClassWeights(classWeights),
        });
        assert.ok(model.fit.converged);
        model.coefficients.toRows().forEach((row, c) => allClose(row, coefficients[c]!, 1e-6));
        allClose(model.intercepts, bias, 1e-6);
        assert.deepEqual(model.predict(features), predictions);
      }
    });
  }

  it("ends where the slope of its loss is 0: w = 2 C Σ s y max(0, 1 − y z) x", () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 2, max: 4 }), async (seed, classes) => {
        const { rows, labels } = planted(seed, 30, classes);
        const random = new Random(seed).split("weights");
        const sampleWeights = rows.map(() => random.integer(3)).map((weight, n) => (n < classes ? 1 : weight));
        for (const [, features] of bothKinds(rows)) {
          const model = await fitLinearSvm(features, labels, { ...TIGHT, C: 0.7, sampleWeights });
          assert.ok(model.fit.converged);
          const scores = model.decisionScores(features);
          for (let c = 0; c < model.intercepts.length; c++) {
            const positive = classes === 2 ? 1 : c;
            const pull = new Float64Array(4);
            rows.forEach((row, n) => {
              const side = labels[n] === positive ? 1 : -1;
              const loss = Math.max(0, 1 - side * scores.at(n, c));
              [...row, 1].forEach((value, j) => (pull[j]! += 2 * 0.7 * sampleWeights[n]! * side * loss * value));
            });
            allClose([...model.coefficients.row(c), model.intercepts[c]!], pull, 1e-7);
          }
        }
      }),
      { numRuns: 25 },
    ));

  it("has the closed form of two cases: w = 4 C / (1 + 4 C) for x = ±1", async () => {
    for (const C of [0.01, 1, 50]) {
      const features = DenseMatrix.fromRows([[-1], [1]]);
      const { coefficients } = await fitLinearSvm(features, ["no", "yes"], { ...TIGHT, C, intercept: false });
      allClose(coefficients.data, [(4 * C) / (1 + 4 * C)], 1e-8);
    }
  });

  it("with a huge C, puts the plane in the middle between separable classes", async () => {
    // The gap goes from x = −1 to x = 3: the plane is (x − 1) / 2, and the far case says nothing.
    const features = DenseMatrix.fromRows([[-1], [3], [40]]);
    const model = await fitLinearSvm(features, [0, 1, 1], { ...TIGHT, C: 1e4 });
    allClose([model.coefficients.data[0]!, model.intercepts[0]!], [0.5, -0.5], 1e-3);
  });

  it("takes weight 2 for two rows, 0 for none, and one seed for the same answer", () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const { rows, labels } = planted(seed, 20, 3);
        const random = new Random(seed).split("weights");
        const counts = rows.map((_, n) => (n < 3 ? 1 : random.integer(3)));
        const repeat = <T>(list: T[]): T[] => list.flatMap((entry, n) => new Array<T>(counts[n]!).fill(entry));
        const options = { ...TIGHT, sampleWeights: counts };
        const weighted = await fitLinearSvm(DenseMatrix.fromRows(rows), labels, options);
        const repeated = await fitLinearSvm(DenseMatrix.fromRows(repeat(rows)), repeat(labels), TIGHT);
        allClose(weighted.coefficients.data, repeated.coefficients.data, 1e-7);
        allClose(weighted.intercepts, repeated.intercepts, 1e-7);
        assert.deepEqual(await fitLinearSvm(DenseMatrix.fromRows(rows), labels, options), weighted);
        const other = await fitLinearSvm(DenseMatrix.fromRows(rows), labels, { ...options, seed: seed + 1 });
        allClose(other.coefficients.data, weighted.coefficients.data, 1e-7);
      }),
      { numRuns: 20 },
    ));

  it("of two classes, turning the labels turns the sign", async () => {
    const { rows, labels } = planted(3, 40, 2);
    const features = CsrMatrix.fromDense(DenseMatrix.fromRows(rows));
    const model = await fitLinearSvm(features, labels, TIGHT);
    const turned = await fitLinearSvm(
      features,
      labels.map((label) => 1 - label),
      TIGHT,
    );
    allClose(
      turned.coefficients.data,
      model.coefficients.data.map((value) => -value),
      1e-8,
    );
  });

  it("lets cases beyond the margin rest, and still looks at them at the end", async () => {
    // A thousand easy cases and a few hard ones: few of the passes need look at all of them.
    const random = new Random(5);
    const rows = Array.from({ length: 1000 }, (_, n) => [
      (n % 2 === 0 ? -1 : 1) * (5 + random.next()),
      random.normal(),
    ]);
    rows.push([0.1, 1], [-0.1, 1], [0.2, -1]);
    const labels = [...Array.from({ length: 1000 }, (_, n) => n % 2), 0, 1, 0];
    const features = DenseMatrix.fromRows(rows);
    const model = await fitLinearSvm(features, labels, { ...TIGHT, C: 100 });
    assert.ok(model.fit.converged);
    const pull = new Float64Array(3);
    const scores = model.decisionScores(features);
    rows.forEach((row, n) => {
      const side = 2 * labels[n]! - 1;
      const loss = Math.max(0, 1 - side * scores.data[n]!);
      [...row, 1].forEach((value, j) => (pull[j]! += 200 * side * loss * value));
    });
    allClose([...model.coefficients.data, model.intercepts[0]!], pull, 1e-5);
  });

  it("refuses one class, NaN, empty input, numbers whose squares overflow and options out of range", async () => {
    const features = DenseMatrix.fromRows([[1], [2]]);
    await assert.rejects(fitLinearSvm(features, ["a", "a"]), /at least two classes, received "a" alone/);
    await assert.rejects(fitLinearSvm(features, [0]), /labels must have length 2/);
    await assert.rejects(fitLinearSvm(new DenseMatrix(0, 1), []), /at least one row/);
    await assert.rejects(fitLinearSvm(DenseMatrix.fromRows([[1], [NaN]]), [0, 1]), /row 1, column 0/);
    await assert.rejects(fitLinearSvm(DenseMatrix.fromRows([[1], [1e300]]), [0, 1]), /finite squares.* row 1/);
    for (const wrong of [{ C: 0 }, { tolerance: 0 }, { maxIterations: 0 }, { sampleWeights: [1, 0] }]) {
      await assert.rejects(fitLinearSvm(features, [0, 1], wrong), (error) => error instanceof ValueError);
    }
    await assert.rejects(fitLinearSvm(features, [0, 1], { signal: AbortSignal.abort() }), /abort/);
  });

  it("stops when it is told to, keeps what it has and says so; so it does when passes run out", async () => {
    const { rows, labels } = planted(2, 60, 3);
    const stop = new AbortController();
    const stopped = await fitLinearSvm(DenseMatrix.fromRows(rows), labels, {
      ...TIGHT,
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done === 2) stop.abort();
      },
    });
    assert.deepEqual(stopped.fit, { iterations: 2, converged: false });
    const short = await fitLinearSvm(DenseMatrix.fromRows(rows), labels, { ...TIGHT, maxIterations: 2 });
    assert.deepEqual(short, stopped);
  });

  it("survives its bundle, and reads no other kind", async () => {
    const features = DenseMatrix.fromRows([
      [1, 0],
      [0, 2],
      [3, 1],
    ]);
    for (const labels of [
      ["a", "b", "line\nbreak"],
      [3, 1, 3],
    ] as (string | number)[][]) {
      const model: LinearSvmModel = await fitLinearSvm(features, labels);
      assert.deepEqual(linearSvmFromBundle(linearSvmToBundle(model)), model);
      const other = { ...linearSvmToBundle(model), kind: "logistic-regression" };
      assert.throws(
        () => linearSvmFromBundle(other),
        (error) => error instanceof DataError && /linear-svm/.test(error.message),
      );
    }
  });
});
