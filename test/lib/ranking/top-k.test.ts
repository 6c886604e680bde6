import assert from "node:assert/strict";
import { ShapeError, ValueError } from "cartwright/contracts";
import { rankedList, topK } from "cartwright/ranking";
import fc from "fast-check";

interface Task {
  scores: Float32Array;
  k: number;
  exclude: Uint32Array;
  allowed: Uint8Array;
}

/** Few different values, so that ties are the rule; infinities of both signs among them. */
const score = fc.oneof(fc.constantFrom(0, -0, 1, 2, -1, Infinity, -Infinity), fc.float({ noNaN: true }));

const task: fc.Arbitrary<Task> = fc.nat(40).chain((n) =>
  fc.record({
    scores: fc.array(score, { minLength: n, maxLength: n }).map((list) => Float32Array.from(list)),
    k: fc.nat(50),
    exclude: fc.array(fc.nat(45), { maxLength: 20 }).map((list) => Uint32Array.from(list)),
    allowed: fc.array(fc.constantFrom(0, 1, 255), { minLength: n, maxLength: n }).map((list) => Uint8Array.from(list)),
  }),
);

/** The definition: sort all candidates by falling score and rising index, and cut. */
function topBySorting({ scores, k, exclude, allowed }: Task): number[] {
  return Array.from(scores.keys())
    .filter((item) => scores[item] !== -Infinity && !exclude.includes(item) && allowed[item] !== 0)
    .sort((a, b) => (scores[a] === scores[b] ? a - b : scores[b]! > scores[a]! ? 1 : -1))
    .slice(0, k);
}

describe("topK", () => {
  it("is the head of a full sort, under ties, infinities, masks, exclusions and any k", () => {
    fc.assert(
      fc.property(task, (given) => {
        const { items, scores } = topK(given.scores, given.k, given);
        assert.deepEqual(Array.from(items), topBySorting(given));
        assert.deepEqual(
          scores,
          Float32Array.from(items, (item) => given.scores[item]!),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("does not change when what is left out changes its score", () => {
    fc.assert(
      fc.property(task, (given) => {
        const other = given.scores.map((value, item) => (given.exclude.includes(item) ? 7 : value));
        assert.deepEqual(topK(other, given.k, given), topK(given.scores, given.k, given));
      }),
    );
  });

  it("breaks ties by the lower index, whatever stands between them", () => {
    assert.deepEqual(topK(Float32Array.of(1, 3, 1, 3, 2, 3), 4).items, Uint32Array.of(1, 3, 5, 4));
    assert.deepEqual(topK(new Float32Array(5), 2).items, Uint32Array.of(0, 1));
  });

  it("gives fewer than k where fewer are left, and none for k = 0 or no items", () => {
    assert.deepEqual(topK(Float32Array.of(1, -Infinity, 2), 9).items, Uint32Array.of(2, 0));
    assert.equal(topK(Float32Array.of(1, 2), 0).items.length, 0);
    assert.equal(topK(new Float32Array(0), 3).items.length, 0);
    assert.equal(topK(Float32Array.of(-Infinity), 1).items.length, 0);
    assert.equal(topK(Float32Array.of(1, 2), 1, { allowed: new Uint8Array(2) }).items.length, 0);
  });

  it("names the item whose score is NaN, wherever it stands and whether or not it is left out", () => {
    for (const place of [0, 3, 5]) {
      const scores = Float32Array.of(5, 4, 3, 2, 1, 0);
      scores[place] = NaN;
      for (const k of [0, 1, 6]) {
        assert.throws(() => topK(scores, k), new RegExp(`the score of item ${place} must be a number`));
        assert.throws(() => topK(scores, k, { exclude: Uint32Array.of(place) }), ValueError);
      }
    }
  });

  it("refuses a k that is no whole number and a mask of another length", () => {
    for (const k of [-1, 1.5, NaN, Infinity]) assert.throws(() => topK(new Float32Array(3), k), ValueError);
    assert.throws(() => topK(new Float32Array(3), 1, { allowed: new Uint8Array(2) }), ShapeError);
  });

  it("leaves its arguments as they were", () => {
    const scores = Float32Array.of(2, 1, 3);
    const exclude = Uint32Array.of(2, 0);
    topK(scores, 2, { exclude });
    assert.deepEqual([scores, exclude], [Float32Array.of(2, 1, 3), Uint32Array.of(2, 0)]);
  });
});

describe("rankedList", () => {
  it("pairs items with scores of the same number", () => {
    const list = rankedList(Uint32Array.of(4), Float32Array.of(0.5));
    assert.deepEqual([list.items[0], list.scores[0]], [4, 0.5]);
    assert.throws(() => rankedList(Uint32Array.of(4), new Float32Array(2)), ShapeError);
  });
});
