import assert from "node:assert/strict";
import { asUserIndex, type UserIndex, ValueError } from "cartwright/contracts";
import { allowedMask, excludeItems, type ItemSets, recommend, type Scorer } from "cartwright/ranking";

/** User u scores item i with (u + 1)·i, so later items are better. */
const rising: Scorer = {
  itemCount: 5,
  scoreInto(user: UserIndex, scores: Float32Array): void {
    for (let item = 0; item < scores.length; item++) scores[item] = (user + 1) * item;
  },
};

const seen: ItemSets = {
  userCount: 2,
  itemCount: 5,
  itemsOf: (user) => (user === 0 ? Uint32Array.of(3, 4) : new Uint32Array(0)),
};

describe("recommend", () => {
  it("gives the best items that the user has not seen, with their scores", () => {
    assert.deepEqual(recommend(rising, asUserIndex(0), { k: 2, seen }), {
      items: Uint32Array.of(2, 1),
      scores: Float32Array.of(2, 1),
    });
    assert.deepEqual(recommend(rising, asUserIndex(1), { k: 2, seen }).scores, Float32Array.of(8, 6));
  });

  it("keeps to the allowed items, and can run out of them", () => {
    const allowed = allowedMask(5, [1, 4]);
    assert.deepEqual(recommend(rising, asUserIndex(0), { k: 3, seen, allowed }).items, Uint32Array.of(1));
    assert.deepEqual(recommend(rising, asUserIndex(1), { k: 3, allowed }).items, Uint32Array.of(4, 1));
  });
});

describe("filters", () => {
  it("allowedMask marks the listed items and no others", () => {
    assert.deepEqual(allowedMask(4, new Set([2, 0])), Uint8Array.of(1, 0, 1, 0));
    assert.deepEqual(allowedMask(0, []), new Uint8Array(0));
  });

  it("excludeItems sets scores to -Infinity in place", () => {
    const scores = Float32Array.of(1, 2, 3);
    excludeItems(scores, [1]);
    assert.deepEqual(scores, Float32Array.of(1, -Infinity, 3));
  });

  it("both refuse an index that no item has", () => {
    for (const item of [-1, 3, 0.5, NaN]) {
      assert.throws(() => allowedMask(3, [item]), ValueError);
      assert.throws(() => excludeItems(new Float32Array(3), [item]), ValueError);
    }
  });
});
