import assert from "node:assert/strict";
import { ValueError } from "cartwright/contracts";
import { searchWeights } from "cartwright/fusion";

/** A hill with its top at a known place of the simplex. */
const hill =
  (top: number[]) =>
  (weights: Float64Array): number =>
    -weights.reduce((sum, weight, n) => sum + (weight - top[n]!) ** 2, 0);

describe("searchWeights", () => {
  it("finds the top of a hill to within its smallest step", async () => {
    const top = [0.55, 0.15, 0.3];
    const { weights } = await searchWeights({ count: 3, objective: hill(top), steps: [0.25, 0.1, 0.02, 0.005] });
    top.forEach((weight, n) => assert.ok(Math.abs(weights[n]! - weight) <= 0.005 + 1e-9, `${[...weights]}`));
  });

  it("tries only weights of at least 0 that sum to 1, each once, and every part alone", async () => {
    const { trials } = await searchWeights({ count: 3, objective: hill([0.2, 0.2, 0.6]) });
    for (const { weights } of trials) {
      assert.ok(weights.every((weight) => weight >= 0));
      assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-9);
    }
    const keys = trials.map(({ weights }) => [...weights].map((weight) => weight.toFixed(6)).join());
    assert.equal(new Set(keys).size, keys.length);
    for (const alone of ["1.000000,0.000000,0.000000", "0.000000,0.000000,1.000000"]) assert.ok(keys.includes(alone));
  });

  it("is never worse than the best part alone", async () => {
    // A trap: only the corner of part 1 is any good.
    const { weights, value } = await searchWeights({ count: 4, objective: (w) => Number(w[1] === 1) });
    assert.deepEqual([...weights], [0, 1, 0, 0]);
    assert.equal(value, 1);
  });

  it("needs no search for one part, and waits for objectives that take time", async () => {
    const { weights, trials } = await searchWeights({ count: 1, objective: () => Promise.resolve(3) });
    assert.deepEqual([[...weights], trials.length], [[1], 1]);
  });

  it("stops when it is told to, and refuses NaN", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await assert.rejects(searchWeights({ count: 2, objective: () => 1, signal }), /enough/);
    await assert.rejects(searchWeights({ count: 2, objective: () => NaN }), /received NaN/);
    await assert.rejects(searchWeights({ count: 0, objective: () => 1 }), ValueError);
  });
});
