import assert from "node:assert/strict";
import fc from "fast-check";
import { DataError, ShapeError, ValueError } from "cartwright/contracts";
import { CsrMatrix, DenseMatrix } from "cartwright/linalg";
import { fitRidge, ridgeFromBundle, ridgeToBundle } from "cartwright/linear";
import { Random } from "cartwright/random";
import { allClose, bothKinds, randomRows, readReference } from "./support";

const SOLVERS = ["cholesky", "conjugate-gradient"] as const;

describe("fitRidge", () => {
  for (const [name, recorded] of Object.entries(readReference().ridge)) {
    it(`gives scikit-learn's coefficients: ${name}`, async () => {
      const { alpha, intercept, x, y, weights } = recorded;
      for (const [, features] of bothKinds(x)) {
        for (const solver of SOLVERS) {
          const options = { alpha, intercept, solver, sampleWeights: weights ?? undefined };
          const model = await fitRidge(features, y, options);
          assert.ok(model.fit.converged);
          allClose(model.coefficients, recorded.coefficients, 1e-9);
          allClose([model.intercept], [recorded.bias], 1e-9);
          allClose(model.predict(features).slice(0, 5), recorded.predictions, 1e-9);
        }
      }
    });
  }

  it("finds the planted line exactly when nothing is penalised", async () => {
    const rows = randomRows(30, 3, new Random(1));
    const y = rows.map(([a = 0, b = 0, c = 0]) => 4 + 2 * a - b + 0.5 * c);
    const model = await fitRidge(DenseMatrix.fromRows(rows), y, { alpha: 0 });
    allClose([...model.coefficients, model.intercept], [2, -1, 0.5, 4], 1e-12);
  });

  it("moves the intercept alone when the targets move: it is not penalised", () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.double({ min: -100, max: 100, noNaN: true }), async (seed, shift) => {
        const random = new Random(seed);
        const features = DenseMatrix.fromRows(randomRows(12, 3, random));
        const y = Array.from({ length: 12 }, () => random.normal());
        const [a, b] = [
          await fitRidge(features, y),
          await fitRidge(
            features,
            y.map((value) => value + shift),
          ),
        ];
        allClose(b.coefficients, a.coefficients, 1e-10);
        allClose([b.intercept], [a.intercept + shift], 1e-10);
      }),
      { numRuns: 30 },
    ));

  it("takes weight 2 for two rows, weight 0 for none", () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = new Random(seed);
        const rows = randomRows(10, 3, random);
        const y = rows.map(() => random.normal());
        const counts = rows.map((_, row) => (row === 0 ? 1 : random.integer(3)));
        const repeat = <T>(list: T[]): T[] => list.flatMap((entry, row) => new Array<T>(counts[row]!).fill(entry));
        const weighted = await fitRidge(DenseMatrix.fromRows(rows), y, { sampleWeights: counts });
        const repeated = await fitRidge(DenseMatrix.fromRows(repeat(rows)), repeat(y));
        allClose(weighted.coefficients, repeated.coefficients, 1e-9);
        allClose([weighted.intercept], [repeated.intercept], 1e-9);
      }),
      { numRuns: 30 },
    ));

  it("keeps its digits where features have large means and different scales", async () => {
    const random = new Random(3);
    const rows = randomRows(40, 2, random).map(([a = 0, b = 0]) => [1e6 + a, 1e-6 * b]);
    const y = rows.map(([a = 0, b = 0]) => 3 * (a - 1e6) + 2e6 * b);
    const model = await fitRidge(DenseMatrix.fromRows(rows), y, { alpha: 0 });
    allClose(model.coefficients, [3, 2e6], 1e-8);
  });

  it("chooses conjugate gradients for more than 1000 features, with the closed form's answer", async () => {
    const random = new Random(5);
    const dense = DenseMatrix.generate(25, 1001, () => (random.next() < 0.9 ? 0 : random.normal()));
    const y = Array.from({ length: 25 }, () => random.normal());
    const sparse = await fitRidge(CsrMatrix.fromDense(dense), y);
    const closed = await fitRidge(dense, y, { solver: "cholesky" });
    assert.ok(sparse.fit.iterations > 0 && closed.fit.iterations === 0);
    allClose(sparse.coefficients, closed.coefficients, 1e-8);
  });

  it("gives a feature that never varies the coefficient 0", async () => {
    // The mean of ten times 0.1 is not 0.1 in float64.
    for (const constant of [5, 0.1, 1e9 + 0.1]) {
      const rows = Array.from({ length: 10 }, (_, n) => [n, constant]);
      const y = rows.map(([n = 0]) => 2 * n + (n % 3) / 10);
      const alone = await fitRidge(DenseMatrix.fromRows(rows.map(([n = 0]) => [n])), y, { alpha: 0 });
      // Conjugate gradients centre within the products, which a mean of 1e9 does not survive.
      for (const solver of constant < 1e9 ? SOLVERS : (["cholesky"] as const)) {
        const model = await fitRidge(DenseMatrix.fromRows(rows), y, { alpha: 0, solver });
        allClose(model.coefficients, [alone.coefficients[0]!, 0], 1e-10);
      }
    }
  });

  it("refuses repeated features without a penalty, and solves them with conjugate gradients", async () => {
    const features = DenseMatrix.fromRows([[1, 1], [2, 2], [4, 4]]); // prettier-ignore
    await assert.rejects(fitRidge(features, [1, 2, 4], { alpha: 0 }), /features must not repeat each other/);
    const model = await fitRidge(features, [1, 2, 4], { alpha: 0, solver: "conjugate-gradient" });
    allClose(model.coefficients, [0.5, 0.5], 1e-9);
  });

  it("refuses empty, unequal and non-finite input and options out of range", async () => {
    const features = DenseMatrix.fromRows([[1, 2], [3, 4]]); // prettier-ignore
    await assert.rejects(fitRidge(new DenseMatrix(0, 2), []), ShapeError);
    await assert.rejects(fitRidge(new DenseMatrix(2, 0), [1, 2]), ShapeError);
    await assert.rejects(fitRidge(features, [1]), /targets must have length 2/);
    await assert.rejects(fitRidge(features, [1, NaN]), /targets must be finite numbers, received NaN for row 1/);
    await assert.rejects(fitRidge(features, [1, 2], { alpha: -1 }), /alpha/);
    await assert.rejects(fitRidge(features, [1, 2], { sampleWeights: [0, 0] }), ValueError);
    await assert.rejects(fitRidge(features, [1, 2], { sampleWeights: [1, -1] }), /received -1 for row 1/);
    for (const [, broken] of bothKinds([
      [0, 1],
      [0, NaN],
    ]))
      // prettier-ignore
      await assert.rejects(fitRidge(broken, [1, 2]), /received NaN in row 1, column 1/);
    const model = await fitRidge(features, [1, 2]);
    assert.throws(() => model.predict(new DenseMatrix(1, 3)), /must have 2 columns/);
  });

  it("stops when it is told to and says so", async () => {
    const random = new Random(9);
    const features = DenseMatrix.fromRows(randomRows(50, 20, random));
    const y = Array.from({ length: 50 }, () => random.normal());
    const stop = new AbortController();
    const seen: number[] = [];
    const model = await fitRidge(features, y, {
      solver: "conjugate-gradient",
      signal: stop.signal,
      onProgress: ({ done }) => {
        seen.push(done);
        if (done === 2) stop.abort();
      },
    });
    assert.deepEqual(seen, [1, 2]);
    assert.deepEqual(model.fit, { iterations: 2, converged: false });
    await assert.rejects(fitRidge(features, y, { signal: stop.signal }), { name: "AbortError" });
  });

  it("survives its bundle", async () => {
    const features = DenseMatrix.fromRows([[1, 0], [0, 2], [3, 1]]); // prettier-ignore
    const model = await fitRidge(features, [1, 2, 3]);
    const back = ridgeFromBundle(ridgeToBundle(model));
    assert.deepEqual(back, model);
    assert.throws(() => ridgeFromBundle({ kind: "ridge", settings: {}, tensors: {} }), DataError);
    assert.throws(() => ridgeFromBundle({ kind: "als", settings: {}, tensors: {} }), /kind ridge, received als/);
  });
});
