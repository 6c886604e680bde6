import assert from "node:assert/strict";
import fc from "fast-check";
import { ShapeError, ValueError } from "cartwright/contracts";
import { bordaFusion, combMnz, combSum, reciprocalRankFusion, voteFusion } from "cartwright/fusion";
import { rankedList, type RankedList } from "cartwright/ranking";

/** A list whose scores fall by one from place to place. */
const list = (...items: number[]): RankedList =>
  rankedList(
    Uint32Array.from(items),
    Float32Array.from(items, (_, place) => items.length - place),
  );
const close = (actual: ArrayLike<number>, expected: number[]): void => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, n) => assert.ok(Math.abs(actual[n]! - value) < 1e-6, `${n}: ${actual[n]}, not ${value}`));
};
const lists = fc.array(fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 8 }), { minLength: 1, maxLength: 4 });
const METHODS = { reciprocalRankFusion, bordaFusion, combSum, combMnz, voteFusion };

describe("reciprocalRankFusion", () => {
  it("adds 1 / (60 + rank): by hand for two lists", () => {
    const fused = reciprocalRankFusion([list(7, 3), list(3, 5)]);
    assert.deepEqual([...fused.items], [3, 7, 5]);
    close(fused.scores, [1 / 62 + 1 / 61, 1 / 61, 1 / 62]);
  });

  it("counts a list by its weight and the first places by its constant", () => {
    assert.deepEqual([...reciprocalRankFusion([list(1), list(2)], { weights: [1, 2] }).items], [2, 1]);
    // Third in both lists beats first in one, unless the first place stands out enough.
    const pair = [list(1, 8, 2), list(3, 9, 2)];
    assert.equal(reciprocalRankFusion(pair).items[0], 2);
    assert.equal(reciprocalRankFusion(pair, { constant: 1e-6 }).items[0], 1);
  });
});

describe("bordaFusion", () => {
  it("shares what a list has left among the items it does not hold: by hand for four candidates", () => {
    // Candidates 1, 2, 3, 4. First list: 4, 3, 2, and 1 for item 4. Second: 4 for item 4, then (3 + 2 + 1) / 3 each.
    const fused = bordaFusion([list(1, 2, 3), list(4)]);
    assert.deepEqual([...fused.items], [1, 2, 4, 3]);
    close(fused.scores, [6, 5, 5, 4]);
  });

  it("gives away the same number of points whatever the lists are", () =>
    fc.assert(
      fc.property(lists, (rows) => {
        const { scores } = bordaFusion(rows.map((row) => list(...row)));
        const candidates = new Set(rows.flat()).size;
        const given = scores.reduce((sum, score) => sum + score, 0);
        assert.ok(Math.abs(given - (rows.length * candidates * (candidates + 1)) / 2) < 1e-3);
      }),
    ));
});

describe("combSum and combMnz", () => {
  const first = rankedList(Uint32Array.of(1, 2, 3), Float32Array.of(10, 5, 0));
  const second = rankedList(Uint32Array.of(2, 4), Float32Array.of(0.3, 0.1));

  it("sum scores between 0 and 1", () => {
    const fused = combSum([first, second]);
    assert.deepEqual([...fused.items], [2, 1, 3, 4]);
    close(fused.scores, [1.5, 1, 0, 0]);
  });

  it("multiply by the number of lists that agree", () => close(combMnz([first, second]).scores, [3, 1, 0, 0]));
});

describe("voteFusion", () => {
  it("counts lists", () => {
    const fused = voteFusion([list(5, 2), list(2), list(9, 2)]);
    assert.deepEqual([...fused.items], [2, 5, 9]);
    assert.deepEqual([...fused.scores], [3, 1, 1]);
  });
});

describe("every way of joining lists", () => {
  for (const [name, fuse] of Object.entries(METHODS)) {
    it(`does not care in which order the lists come (${name})`, () =>
      fc.assert(
        fc.property(lists, (rows) => {
          const forth = fuse(rows.map((row) => list(...row)));
          const back = fuse([...rows].reverse().map((row) => list(...row)));
          assert.deepEqual([...forth.items].sort(), [...back.items].sort());
          forth.items.forEach((item, n) => {
            assert.ok(Math.abs(forth.scores[n]! - back.scores[back.items.indexOf(item)]!) < 1e-5);
          });
        }),
      ));

    it(`holds every item once, best first, ties in item order (${name})`, () =>
      fc.assert(
        fc.property(lists, fc.nat({ max: 12 }), (rows, k) => {
          const { items, scores } = fuse(
            rows.map((row) => list(...row)),
            { k },
          );
          assert.equal(items.length, Math.min(k, new Set(rows.flat()).size));
          for (let n = 1; n < items.length; n++) {
            assert.ok(scores[n]! < scores[n - 1]! || (scores[n] === scores[n - 1] && items[n]! > items[n - 1]!));
          }
        }),
      ));

    it(`lets one list alone keep its order (${name})`, () => {
      if (name !== "voteFusion") assert.deepEqual([...fuse([list(4, 1, 3)]).items], [4, 1, 3]);
    });

    it(`gives nothing for nothing and refuses weights that do not fit (${name})`, () => {
      assert.equal(fuse([]).items.length, 0);
      assert.equal(fuse([list()]).items.length, 0);
      assert.throws(() => fuse([list(1)], { weights: [] }), ShapeError);
      assert.throws(() => fuse([list(1)], { weights: [-1] }), ValueError);
    });
  }
});
