import assert from "node:assert/strict";
import fc from "fast-check";
import { ValueError } from "cartwright/contracts";
import { scaleScores, type ScoreScaling } from "cartwright/fusion";

const scaled = (scores: number[], scaling: ScoreScaling): number[] => {
  const array = Float32Array.from(scores);
  scaleScores(array, scaling);
  return [...array];
};
const SCALINGS: ScoreScaling[] = ["none", "min-max", "z-score", "rank", "reciprocal-rank"];
const anyScores = fc.array(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(-Infinity)), { maxLength: 20 });

describe("scaleScores", () => {
  it("gives the numbers that are easy to work by hand", () => {
    assert.deepEqual(scaled([1, 2, 5], "min-max"), [0, 0.25, 1]);
    assert.deepEqual(scaled([2, 4, 4, 4, 5, 5, 7, 9], "z-score"), [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]);
    assert.deepEqual(scaled([10, 7, 7, 1], "rank"), [1, 0.5, 0.5, 0]);
    assert.deepEqual(scaled([3, 9], "reciprocal-rank"), [Math.fround(1 / 62), Math.fround(1 / 61)]);
    assert.deepEqual(scaled([3, 9], "none"), [3, 9]);
  });

  it("says nothing where the scores say nothing", () => {
    assert.deepEqual(scaled([4, 4], "min-max"), [0, 0]);
    assert.deepEqual(scaled([0.1, 0.1, 0.1], "z-score"), [0, 0, 0]);
    assert.deepEqual(scaled([4, 4], "rank"), [0.5, 0.5]);
    assert.deepEqual(scaled([4], "rank"), [0.5]);
    for (const scaling of SCALINGS) assert.deepEqual(scaled([], scaling), []);
  });

  it("keeps -Infinity and lets it move nobody else", () =>
    fc.assert(
      fc.property(anyScores, fc.constantFrom(...SCALINGS), (scores, scaling) => {
        const all = scaled(scores, scaling);
        const finite = scores.filter((score) => score !== -Infinity);
        assert.deepEqual(
          all.filter((_, n) => scores[n] !== -Infinity),
          scaled(finite, scaling),
        );
        scores.forEach((score, n) => assert.equal(all[n] === -Infinity, score === -Infinity));
      }),
    ));

  it("never changes the order, and only min-max, z-score and ranks forget the unit", () =>
    fc.assert(
      fc.property(anyScores, fc.constantFrom(...SCALINGS), (scores, scaling) => {
        const after = scaled(scores, scaling);
        for (let a = 0; a < scores.length; a++) {
          for (let b = 0; b < scores.length; b++) {
            if (scores[a] === scores[b]) assert.equal(after[a], after[b]);
            else if (scores[a]! > scores[b]!) assert.ok(after[a]! > after[b]!);
          }
        }
        const stretched = scaled(
          scores.map((score) => 4 * score + 8),
          scaling,
        );
        if (scaling === "none") return;
        after.forEach((value, n) => assert.ok(value === stretched[n] || Math.abs(value - stretched[n]!) < 1e-5));
      }),
    ));

  it("refuses NaN and Infinity, naming the item", () => {
    assert.throws(() => scaled([1, NaN], "rank"), /item 1 must be below Infinity, received NaN/);
    assert.throws(() => scaled([Infinity], "min-max"), ValueError);
  });
});
