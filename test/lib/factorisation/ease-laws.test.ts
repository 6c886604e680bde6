import assert from "node:assert/strict";
import fc from "fast-check";
import { asItemIndex, asUserIndex } from "cartwright/contracts";
import { easeFromBundle, type EaseOptions, easeToBundle, fitEase } from "cartwright/factorisation";
import { matrixFromEvents, UserItemMatrix } from "cartwright/interactions";
import { DenseMatrix, leastSquares } from "cartwright/linalg";
import { randomMatrix } from "./random-matrix";

const valueAt = (matrix: UserItemMatrix, user: number, item: number): number =>
  matrix.valueOf(asUserIndex(user), asItemIndex(item));

/** Column i of B by least squares on all other items, with √λ·I below X for the ridge. */
function columnByLeastSquares(matrix: UserItemMatrix, item: number, regularization: number): Float64Array {
  const others = Array.from({ length: matrix.itemCount }, (_, other) => other).filter((other) => other !== item);
  const rows = matrix.userCount + others.length;
  const a = new DenseMatrix(rows, others.length);
  const b = new Float64Array(rows);
  for (let user = 0; user < matrix.userCount; user++) {
    others.forEach((other, n) => (a.data[user * others.length + n] = valueAt(matrix, user, other)));
    b[user] = valueAt(matrix, user, item);
  }
  others.forEach((_, n) => (a.data[(matrix.userCount + n) * others.length + n] = Math.sqrt(regularization)));
  const solved = leastSquares(a, b).x;
  const column = new Float64Array(matrix.itemCount);
  others.forEach((other, n) => (column[other] = solved[n]!));
  return column;
}

const problem = fc.record({
  users: fc.integer({ min: 1, max: 12 }),
  items: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(1000),
  regularization: fc.double({ min: 0.5, max: 20, noNaN: true }),
  kernel: fc.constantFrom<"wasm" | "plain">("wasm", "plain"),
});

describe("EASE", () => {
  it("is, column by column, the ridge regression of an item on all the others", () =>
    fc.assert(
      fc.asyncProperty(problem, async ({ users, items, seed, regularization, kernel }) => {
        const matrix = randomMatrix(users, items, 0.5, seed);
        const { weights } = await fitEase(matrix, { regularization, kernel });
        for (let item = 0; item < items; item++) {
          columnByLeastSquares(matrix, item, regularization).forEach((expected, other) => {
            const weight = weights[other * items + item]!;
            assert.ok(Math.abs(weight - expected) < 1e-6, `b[${other}, ${item}] is ${weight}, not ${expected}`);
          });
        }
      }),
      { numRuns: 40 },
    ));

  for (const kernel of ["wasm", "plain"] as const) {
    it(`has a slope of zero off the diagonal and zeros on it, over several blocks of pivots (${kernel})`, async () => {
      const [users, items, regularization] = [60, 150, 3];
      const matrix = randomMatrix(users, items, 0.2, 4);
      const { weights } = await fitEase(matrix, { regularization, kernel });
      const x = Array.from({ length: users }, (_, u) =>
        Array.from({ length: items }, (__, i) => valueAt(matrix, u, i)),
      );
      for (let i = 0; i < items; i += 7) {
        assert.equal(weights[i * items + i], 0);
        const misses = x.map((row) => row.reduce((sum, value, j) => sum + value * weights[j * items + i]!, -row[i]!));
        for (let j = 0; j < items; j++) {
          if (j === i) continue;
          const slope = x.reduce((sum, row, u) => sum + row[j]! * misses[u]!, regularization * weights[j * items + i]!);
          assert.ok(Math.abs(slope) < 1e-4, `slope ${slope} at [${j}, ${i}]`);
        }
      }
    });
  }

  it("gives the same weights from WebAssembly and from TypeScript", async () => {
    for (const items of [1, 3, 4, 63, 64, 65, 131]) {
      const matrix = randomMatrix(40, items, 0.3, 9);
      const [wasm, plain] = [
        await fitEase(matrix, { regularization: 2, kernel: "wasm" }),
        await fitEase(matrix, { regularization: 2, kernel: "plain" }),
      ];
      wasm.weights.forEach((weight, n) => assert.ok(Math.abs(weight - plain.weights[n]!) < 1e-6));
      assert.equal(wasm.settings.kernel, "wasm");
      assert.equal(plain.settings.kernel, "plain");
    }
  });

  it("knows the answer for two items by hand", async () => {
    // Both items with the same two users: G = [[2+λ, 2], [2, 2+λ]], so b = 2 / (2 + λ) both ways.
    const matrix = matrixFromEvents({ users: Uint32Array.of(0, 0, 1, 1), items: Uint32Array.of(0, 1, 0, 1) });
    const { weights } = await fitEase(matrix, { regularization: 2 });
    assert.deepEqual([...weights], [0, 0.5, 0.5, 0]);
  });

  it("lets negative values count against", async () => {
    const users = Uint32Array.of(0, 0, 1, 1);
    const matrix = matrixFromEvents({
      users,
      items: Uint32Array.of(0, 1, 0, 1),
      values: Float32Array.of(1, -1, -1, 1),
      duplicates: "sum",
    });
    const { weights } = await fitEase(matrix, { regularization: 2 });
    assert.deepEqual([...weights], [0, -0.5, -0.5, 0]);
  });

  it("explains a score exactly", async () => {
    const matrix = randomMatrix(20, 15, 0.4, 2);
    const model = await fitEase(matrix, { regularization: 5 });
    const scores = new Float32Array(15);
    for (let user = 0; user < 20; user++) {
      model.scoreInto(asUserIndex(user), scores);
      for (let item = 0; item < 15; item++) {
        const total = model.explain(asUserIndex(user), asItemIndex(item)).reduce((sum, { amount }) => sum + amount, 0);
        assert.equal(Math.fround(total) + 0, scores[item]! + 0, `user ${user}, item ${item}`);
      }
    }
  });

  it("folds a known user in to the very scores that user has", async () => {
    const matrix = randomMatrix(20, 15, 0.4, 3);
    const model = await fitEase(matrix);
    const [known, folded] = [new Float32Array(15), new Float32Array(15)];
    for (let n = 0; n < 20; n++) {
      const user = asUserIndex(n);
      model.scoreInto(user, known);
      model.scoreHistoryInto({ items: matrix.itemsOf(user), values: matrix.valuesOf(user) }, folded);
      assert.deepEqual(folded, known);
    }
  });

  it("reports its progress and throws the reason of an abort", async () => {
    const matrix = randomMatrix(30, 200, 0.2, 1);
    const pivots: number[] = [];
    await fitEase(matrix, { onProgress: ({ unit, done }) => unit === "pivots" && pivots.push(done) });
    assert.deepEqual(pivots, [64, 128, 192, 200]);
    const stop = new AbortController();
    const onProgress = (): void => stop.abort(new Error("enough"));
    await assert.rejects(fitEase(matrix, { onProgress, signal: stop.signal }), /enough/);
    await assert.rejects(fitEase(matrix, { signal: AbortSignal.abort(new Error("before")) }), /before/);
  });

  it("refuses settings that make no sense, a bundle with NaN, and more items than memory holds", async () => {
    const matrix = randomMatrix(4, 4, 0.5, 1);
    const wrong: [EaseOptions, RegExp][] = [
      [{ regularization: 0 }, /regularization must be a finite number above 0, received 0/],
      [{ regularization: NaN }, /regularization/],
      [{ kernel: "gpu" as never }, /kernel must be one of wasm, plain/],
    ];
    for (const [options, message] of wrong) await assert.rejects(fitEase(matrix, options), message);
    const content = easeToBundle(await fitEase(matrix));
    const broken = { shape: [4, 4], data: new Float32Array(16).fill(NaN) };
    assert.throws(
      () => easeFromBundle({ ...content, tensors: { ...content.tensors, weights: broken } }),
      /finite numbers only/,
    );
    const huge = new UserItemMatrix(1, 3_000_000, new Uint32Array(2), new Uint32Array(0), new Float32Array(0));
    await assert.rejects(fitEase(huge), /EASE of 3000000 items needs 108000\.0 GB/);
    await assert.rejects(fitEase(huge, { kernel: "wasm" }), /kernel "wasm" holds 4 GiB/);
  });
});
