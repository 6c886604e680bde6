import assert from "node:assert/strict";
import fc from "fast-check";
import { asItemIndex, asUserIndex } from "cartwright/contracts";
import { fitEase, fitSparseEase, sparseEaseFromBundle, sparseEaseToBundle } from "cartwright/factorisation";
import type { UserItemMatrix } from "cartwright/interactions";
import { cholesky, DenseMatrix, solveCholesky } from "cartwright/linalg";
import { describeModelContract, scoresOf } from "../../support/model-contract";
import { randomMatrix } from "./random-matrix";

describeModelContract("sparse EASE", {
  fit: (matrix) => fitSparseEase(matrix, { regularization: 20, neighbours: 5 }),
  fitOnThreads: (matrix, _seed, threads) => fitSparseEase(matrix, { regularization: 20, neighbours: 5, threads }),
  toBundle: sparseEaseToBundle,
  fromBundle: sparseEaseFromBundle,
  personal: true,
  refusesNegative: false,
  foldsIn: true,
  findsSimilar: true,
  explains: true,
  permutation: "scores",
});

/** A sparse matrix of values -1 to 2, from a seed: negative ones and zeros may stand in it. */
const signedMatrix = (users: number, items: number, density: number, seed: number): UserItemMatrix =>
  randomMatrix(users, items, density, seed, (hash) => (hash % 4) - 1);

/** G = XᵀX, written densely. */
function gramOf(matrix: UserItemMatrix): number[][] {
  const column = (item: number): number[] =>
    Array.from({ length: matrix.userCount }, (_, user) => matrix.valueOf(asUserIndex(user), asItemIndex(item)));
  const columns = Array.from({ length: matrix.itemCount }, (_, item) => column(item));
  return columns.map((a) => columns.map((b) => a.reduce((sum, value, user) => sum + value * b[user]!, 0)));
}

const problem = fc.record({
  users: fc.integer({ min: 1, max: 14 }),
  items: fc.integer({ min: 1, max: 12 }),
  seed: fc.nat(1000),
  regularization: fc.double({ min: 0.5, max: 20, noNaN: true }),
});

describe("sparse EASE", () => {
  it("is EASE itself when nothing is cut", () =>
    fc.assert(
      fc.asyncProperty(problem, fc.nat(3), async ({ users, items, seed, regularization }, more) => {
        const matrix = signedMatrix(users, items, 0.4, seed);
        const neighbours = Math.max(1, items - 1 + more);
        const sparse = await fitSparseEase(matrix, { neighbours, regularization });
        const full = await fitEase(matrix, { regularization });
        const { starts, items: columns, weights } = sparse.weights;
        const dense = new Float32Array(items * items);
        for (let row = 0; row < items; row++) {
          for (let at = starts[row]!; at < starts[row + 1]!; at++) dense[row * items + columns[at]!] = weights[at]!;
        }
        dense.forEach((value, n) => {
          assert.ok(Math.abs(value - full.weights[n]!) < 1e-5, `entry ${n}: ${value}, not ${full.weights[n]}`);
        });
      }),
    ));

  it("foretells an item from the K others that alone would help most, by their normal equation", () =>
    fc.assert(
      fc.asyncProperty(problem, fc.integer({ min: 1, max: 4 }), async (given, neighbours) => {
        const { users, items, seed, regularization } = given;
        if (neighbours >= items - 1) return;
        const matrix = signedMatrix(users, items, 0.5, seed);
        const gram = gramOf(matrix);
        const { weights } = await fitSparseEase(matrix, { neighbours, regularization });
        for (let item = 0; item < items; item++) {
          const gains = gram.map((row, j) => (j === item ? -1 : row[item]! ** 2 / (row[j]! + regularization)));
          const weightOf = (j: number): number => {
            const place = weights.items.subarray(weights.starts[j], weights.starts[j + 1]).indexOf(item);
            return place < 0 ? 0 : weights.weights[weights.starts[j]! + place]!;
          };
          const best = gains.map((_, j) => j).filter((j) => gains[j]! > 0);
          best.sort((a, b) => Math.fround(gains[b]!) - Math.fround(gains[a]!) || a - b);
          const chosen = best.slice(0, neighbours);
          const left = DenseMatrix.generate(chosen.length, chosen.length, (a, b) => {
            return gram[chosen[a]!]![chosen[b]!]! + (a === b ? regularization : 0);
          });
          const right = Float64Array.from(chosen, (j) => gram[j]![item]!);
          const expected = chosen.length === 0 ? [] : solveCholesky(cholesky(left), right);
          for (let j = 0; j < items; j++) {
            const value = chosen.includes(j) ? expected[chosen.indexOf(j)]! : 0;
            assert.ok(Math.abs(weightOf(j) - value) < 1e-5, `from ${j} to ${item}: ${weightOf(j)}, not ${value}`);
          }
        }
      }),
    ));

  it("gives the same bits on any number of threads, reports its items and stops when aborted", async () => {
    const matrix = signedMatrix(80, 50, 0.1, 3);
    const done: number[] = [];
    const one = await fitSparseEase(matrix, { neighbours: 8, threads: 1, onProgress: (step) => done.push(step.done) });
    const three = await fitSparseEase(matrix, { neighbours: 8, threads: 3 });
    assert.deepEqual(three.weights, one.weights);
    assert.equal(done.at(-1), 50);
    const controller = new AbortController();
    controller.abort(new Error("enough"));
    await assert.rejects(fitSparseEase(matrix, { signal: controller.signal }), /enough/);
  });

  it("holds at most K weights for each item", async () => {
    const matrix = signedMatrix(200, 60, 0.2, 5);
    const { weights } = await fitSparseEase(matrix, { neighbours: 7 });
    const counts = new Uint32Array(60);
    weights.items.forEach((item) => counts[item]!++);
    assert.ok(counts.every((count) => count <= 7));
    assert.ok(weights.items.length > 300, "and uses them");
  });

  it("refuses settings that make no sense, by name, and a bundle with an item out of range", async () => {
    const matrix = signedMatrix(5, 4, 0.5, 1);
    await assert.rejects(fitSparseEase(matrix, { neighbours: 0 }), /neighbours must be a whole number of at least 1/);
    await assert.rejects(fitSparseEase(matrix, { regularization: 0 }), /regularization must be .* above 0/);
    const content = sparseEaseToBundle(await fitSparseEase(matrix, { neighbours: 3 }));
    assert.ok(scoresOf(sparseEaseFromBundle(content), 0).every(Number.isFinite));
    const weightItems = content.tensors["weightItems"]!;
    const broken = { ...weightItems, data: (weightItems.data as Uint32Array).map(() => 9) };
    const tensors = { ...content.tensors, weightItems: broken };
    assert.throws(() => sparseEaseFromBundle({ ...content, tensors }), /weightItems must be an index below 4/);
  });
});
