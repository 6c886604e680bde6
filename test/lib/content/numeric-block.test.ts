import assert from "node:assert/strict";
import fc from "fast-check";
import { categoryBlock, type FeatureBlock, joinBlocks, numericBlock, numericScale } from "cartwright/content";
import { ValueError } from "cartwright/contracts";

/** Dot product of two items' rows. */
function alike({ vectors }: Pick<FeatureBlock, "vectors">, a: number, b: number): number {
  return vectors.columnsOf(a).reduce((sum, column, n) => sum + vectors.valuesOf(a)[n]! * vectors.at(b, column), 0);
}

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

describe("numeric block", () => {
  it("is worked out by hand: 1, 3 and 5 have mean 3 and deviation √(8/3)", () => {
    const { mean, deviation } = numericScale("price", [1, NaN, 3, 5]);
    near(mean, 3);
    near(deviation, Math.sqrt(8 / 3));
    const block = numericBlock("price", [1, NaN, 3, 5]);
    // z² = 4 / (8/3) = 3/2, so t = (1 ± √(3/5)) / 2.
    near(block.vectors.at(3, 1) ** 2, (1 + Math.sqrt(0.6)) / 2);
    near(block.vectors.at(0, 1) ** 2, (1 - Math.sqrt(0.6)) / 2);
    near(block.vectors.at(2, 0), Math.SQRT1_2);
    assert.equal(block.vectors.columnsOf(1).length, 0);
    near(alike(block, 0, 3), Math.sqrt(1 - 0.6));
  });

  it("rows have length 1, and the nearer two numbers are, the more alike", () => {
    const number = fc.double({ min: -1e300, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 3, maxLength: 12 }), (numbers) => {
        const sorted = Float64Array.from(numbers).sort();
        const block = numericBlock("x", sorted);
        for (let a = 0; a < sorted.length; a++) {
          near(alike(block, a, a), 1);
          assert.ok(block.vectors.valuesOf(a).every((value) => value >= 0 && value <= 1));
          for (let b = a + 1; b + 1 < sorted.length; b++) {
            assert.ok(alike(block, a, b) >= alike(block, a, b + 1) - 1e-12);
          }
        }
      }),
    );
  });

  it("does not depend on the unit, and a given scale measures new items as the old ones", () => {
    const metres = [0.2, 0.5, 1.9, 2.5];
    const block = numericBlock("height", metres);
    const centimetres = numericBlock(
      "height",
      metres.map((metre) => 100 * metre),
    );
    block.vectors.values.forEach((value, at) => near(centimetres.vectors.values[at]!, value));
    const later = numericBlock("height", [1.9], numericScale("height", metres));
    assert.deepEqual(later.vectors.valuesOf(0), block.vectors.valuesOf(2));
  });

  it("stands beside a category: of two lamps, the one at nearly the same price is more alike", () => {
    const prices = numericBlock("price", [10, 11, 95, 90]);
    const kinds = categoryBlock("kind", [0, 0, 0, 1], ["lamp", "cup"]);
    const profiles = joinBlocks([kinds, prices]);
    assert.deepEqual(profiles.features, ["kind:lamp", "kind:cup", "price:low", "price:high"]);
    assert.ok(alike(profiles, 0, 1) > alike(profiles, 0, 2));
    assert.ok(alike(profiles, 2, 3) > alike(profiles, 0, 3));
  });

  it("equal numbers lie in the middle, and beside them any other is extreme; no items give no rows", () => {
    near(numericBlock("x", [7, 7]).vectors.at(0, 0), Math.SQRT1_2);
    assert.deepEqual(
      Array.from(numericBlock("x", [8, 7, 6], { mean: 7, deviation: 0 }).vectors.values).map(Math.round),
      [0, 1, 1, 1, 1, 0],
    );
    assert.equal(numericBlock("x", []).vectors.rows, 0);
    assert.equal(numericBlock("x", [NaN]).vectors.stored, 0);
  });

  it("refuses infinite numbers and scales by name", () => {
    assert.throws(() => numericBlock("price", [1, Infinity]), /price of item 1 must be finite.*received Infinity/);
    assert.throws(() => numericBlock("price", [1], { mean: NaN, deviation: 1 }), /scale of price/);
    assert.throws(() => numericBlock("price", [1], { mean: 0, deviation: -1 }), ValueError);
  });
});
