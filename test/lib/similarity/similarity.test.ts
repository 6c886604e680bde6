import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  cosine,
  dot,
  euclidean,
  euclideanSimilarity,
  jaccard,
  pearson,
  type SparseVector,
} from "cartwright/similarity";
import fc from "fast-check";

interface Case {
  a: number[];
  b: number[];
  cosine: number;
  pearson: number;
  jaccard: number;
  euclidean: number;
  dot: number;
}

// Provenance: test/reference/similarity/make.py (SciPy 1.17.1).
const recorded = JSON.parse(readFileSync(join(__dirname, "../../reference/similarity/scipy.json"), "utf8")) as {
  cases: Case[];
};

function sparseOf(dense: readonly number[]): SparseVector {
  const places = dense.flatMap((value, i) => (value === 0 ? [] : [i]));
  return { indices: Uint32Array.from(places), values: Float64Array.from(places, (i) => dense[i]!) };
}

function assertNear(actual: number, expected: number, relative = 1e-13): void {
  assert.ok(
    Math.abs(actual - expected) <= relative * Math.max(1e-300, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}

/** Two vectors of one length, about a third of the entries 0, of every size that float64 has. */
const pairOfVectors = fc.nat(12).chain((n) => {
  const entry = fc.oneof(
    fc.constant(0),
    fc.integer({ min: -5, max: 5 }),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  );
  const vector = fc.array(entry, { minLength: n, maxLength: n });
  return fc.tuple(vector, vector);
});

describe("worked numbers that popular tutorials print wrong", () => {
  it("cosine of (1,2,3) and (4,5,6) is 32/√(14·77) = 0.9746, not 0.943", () => {
    assertNear(cosine([1, 2, 3], [4, 5, 6]), 32 / Math.sqrt(14 * 77));
    assert.equal(cosine([1, 2, 3], [4, 5, 6]).toFixed(4), "0.9746");
  });

  it("Pearson of (3,4,5) and (1,2,3) is 1, not 0", () => {
    assert.equal(pearson([3, 4, 5], [1, 2, 3]), 1);
  });

  it("the dot product of (1,2,3) and (.5,.4,.3) is 2.2, not 3.7", () => {
    assertNear(dot([1, 2, 3], [0.5, 0.4, 0.3]), 2.2);
  });

  it("the mean of ratings 4, 5, 3 weighted by similarities .6, .7, .5 is 4.1111, not 4.375", () => {
    const similarities = [0.6, 0.7, 0.5];
    assert.equal((dot(similarities, [4, 5, 3]) / dot(similarities, [1, 1, 1])).toFixed(4), "4.1111");
  });

  it("Jaccard of {1,2,3,4} and {2,3,5,6} is 1/3, which they have right", () => {
    assert.equal(jaccard(new Set([1, 2, 3, 4]), new Set([2, 3, 5, 6])), 1 / 3);
  });
});

describe("agreement with SciPy", () => {
  recorded.cases.forEach((test, n) => {
    it(`case ${n}, ${test.a.length} entries, dense and sparse`, () => {
      const a = sparseOf(test.a);
      const b = sparseOf(test.b);
      assertNear(cosine(test.a, test.b), test.cosine);
      assertNear(cosine(a, b), test.cosine);
      assertNear(pearson(test.a, test.b), test.pearson);
      assertNear(jaccard(test.a, test.b), test.jaccard);
      assertNear(jaccard(a, b), test.jaccard);
      assertNear(euclidean(test.a, test.b), test.euclidean);
      assertNear(euclidean(a, b), test.euclidean);
      assertNear(dot(test.a, test.b), test.dot);
      assertNear(dot(a, b), test.dot);
    });
  });
});

describe("laws of similarity", () => {
  it("all are symmetric, and sparse vectors with their zeros left out give the dense answer", () => {
    fc.assert(
      fc.property(pairOfVectors, ([a, b]) => {
        for (const measure of [cosine, dot, jaccard, euclidean, euclideanSimilarity]) {
          const forth = measure(a, b);
          assertNear(measure(b, a), forth, 1e-12);
          const sparse = measure(sparseOf(a), sparseOf(b));
          assert.ok(
            Math.abs(sparse - forth) <= 1e-12 * Math.max(1, Math.abs(forth)),
            `${measure.name}: ${sparse} ${forth}`,
          );
        }
        assertNear(pearson(b, a), pearson(a, b), 1e-12);
      }),
    );
  });

  it("cosine and Pearson lie in [-1, 1], Jaccard and euclideanSimilarity in [0, 1], distances from 0", () => {
    fc.assert(
      fc.property(pairOfVectors, ([a, b]) => {
        assert.ok(Math.abs(cosine(a, b)) <= 1 && Math.abs(pearson(a, b)) <= 1);
        assert.ok(jaccard(a, b) >= 0 && jaccard(a, b) <= 1);
        assert.ok(euclidean(a, b) >= 0 && euclideanSimilarity(a, b) >= 0 && euclideanSimilarity(a, b) <= 1);
      }),
    );
  });

  it("cosine does not see lengths, not even those whose squares overflow or vanish", () => {
    for (const scale of [1e-300, 1e-160, 1, 1e160, 1e300]) {
      const a = [scale, 2 * scale, 3 * scale];
      assertNear(cosine(a, [4, 5, 6]), 32 / Math.sqrt(14 * 77));
      assertNear(cosine(sparseOf(a), sparseOf([4, 5, 6])), 32 / Math.sqrt(14 * 77));
      assertNear(euclidean(a, [0, 0, 0]), Math.sqrt(14) * scale);
    }
  });

  it("a vector is at 1 to itself and at -1 to its opposite; Pearson does not see shift and scale", () => {
    assert.equal(cosine([0.1, 0.2, 0.7], [0.1, 0.2, 0.7]), 1);
    assert.equal(cosine([1, 2], [-1, -2]), -1);
    assertNear(pearson([1, 5, 2, 8], [1, 3, 2, 9]), pearson([11, 51, 21, 81], [-1, -3, -2, -9]) * -1);
  });

  it("Euclidean distance obeys the triangle inequality", () => {
    fc.assert(
      fc.property(pairOfVectors, ([a, b]) => {
        const origin = a.map(() => 0);
        assert.ok(euclidean(a, b) <= (euclidean(a, origin) + euclidean(origin, b)) * (1 + 1e-12));
      }),
    );
  });
});

describe("where the textbook divides by 0", () => {
  const none: SparseVector = { indices: [], values: [] };

  it("a zero vector has cosine 0 with everything, itself too", () => {
    assert.equal(cosine([0, 0], [1, 2]), 0);
    assert.equal(cosine([0, 0], [0, 0]), 0);
    assert.equal(cosine([], []), 0);
    assert.equal(cosine(none, sparseOf([1, 2])), 0);
  });

  it("a constant vector has Pearson 0, also where rounding of its mean leaves crumbs", () => {
    assert.equal(pearson([2, 2, 2], [1, 2, 3]), 0);
    for (let n = 2; n <= 60; n++) {
      for (const value of [0.1, 0.7, 1 / 3]) {
        const constant = new Float64Array(n).fill(value);
        assert.equal(pearson(constant, constant), 0, `${n} times ${value}`);
      }
    }
    assert.equal(pearson([1], [1]), 0);
  });

  it("sparse vectors without a common place: dot, cosine, Pearson and Jaccard are 0, the distance is of both", () => {
    const a = sparseOf([3, 0, 0]);
    const b = sparseOf([0, 4, 0]);
    assert.deepEqual([dot(a, b), cosine(a, b), pearson(a, b), jaccard(a, b), euclidean(a, b)], [0, 0, 0, 0, 5]);
    assert.deepEqual([jaccard(none, none), jaccard(new Set(), new Set()), euclidean(none, none)], [0, 0, 0]);
  });

  it("Pearson of sparse ratings looks at co-rated items only", () => {
    const ann = { indices: [0, 1, 2, 7], values: [5, 3, 4, 1] };
    const bob = { indices: [1, 2, 3, 7], values: [2, 4, 5, 1] };
    // Co-rated: items 1, 2, 7 with (3, 4, 1) and (2, 4, 1).
    assertNear(pearson(ann, bob), pearson([3, 4, 1], [2, 4, 1]));
    assert.equal(pearson({ indices: [4], values: [1] }, { indices: [4], values: [2] }), 0);
  });

  it("Jaccard does not count a stored 0", () => {
    assert.equal(jaccard({ indices: [1, 2], values: [0, 1] }, { indices: [1, 2], values: [1, 1] }), 1 / 2);
  });

  it("NaN in gives NaN out", () => {
    for (const measure of [cosine, pearson, dot, euclidean])
      assert.ok(Number.isNaN(measure([1, NaN], [1, 2])), measure.name);
    assert.ok(Number.isNaN(cosine([1, Infinity], [1, 2])));
  });

  it("unequal lengths, mixed kinds and unsorted indices are refused", () => {
    assert.throws(() => cosine([1, 2], [1]), /b must have length 2, received length 1/);
    assert.throws(() => dot([1] as never, none as never), ShapeError);
    assert.throws(() => dot({ indices: [2, 1], values: [1, 1] }, none), /a.indices must ascend, received 1 after 2/);
    assert.throws(() => euclidean(none, { indices: [1, 1], values: [1, 1] }), ValueError);
    assert.throws(() => jaccard({ indices: [1], values: [] }, none), ShapeError);
  });
});
