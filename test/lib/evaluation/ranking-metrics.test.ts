import assert from "node:assert/strict";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  averagePrecision,
  averagePrecisionOverRelevant,
  dcg,
  gainOf,
  gini,
  judge,
  ndcg,
  RankingTally,
  recall,
  reciprocalRank,
  selfInformation,
} from "cartwright/evaluation";

const close = (actual: number, expected: number, tolerance = 1e-9): void =>
  assert.ok(Math.abs(actual - expected) < tolerance, `${actual}, expected ${expected}`);

describe("nDCG", () => {
  // The six-document example of the encyclopaedia article "Discounted cumulative gain": grades 3, 2, 3, 0, 1, 2 in this
  // order; documents 7 and 8 (grades 3 and 2) were judged and not retrieved.
  const items = Uint32Array.of(0, 1, 2, 3, 4, 5);
  const judged = Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7);
  const grades = [3, 2, 3, 0, 1, 2, 3, 2];

  it("is 0.785 in the six-document example: linear gains, the ideal drawn from all eight judged documents", () => {
    const list = judge(items, judged, grades, "linear");
    close(dcg(list.gains, 6), 6.861, 5e-4);
    close(dcg(list.ideal, 6), 8.74, 5e-4);
    close(ndcg.valueOf(list, 6), 0.785, 5e-4);
  });

  it("is 0.961 for the same list when only the six retrieved documents are known", () => {
    close(ndcg.valueOf(judge(items, judged.slice(0, 6), grades.slice(0, 6), "linear"), 6), 0.961, 5e-4);
  });

  it("is another number with exponential gains: 0.949 over the six documents", () => {
    close(ndcg.valueOf(judge(items, judged.slice(0, 6), grades.slice(0, 6), "exponential"), 6), 0.949, 5e-4);
  });

  it("can reach 1 with more than k relevant items, because the ideal holds k of them", () => {
    close(ndcg.valueOf(judge(Uint32Array.of(4, 2), Uint32Array.of(1, 2, 4)), 2), 1);
  });
});

describe("average precision", () => {
  // Relevant at places 1, 3 and 6 of a list of 10: (1 + 2/3 + 3/6) / 3.
  const list = judge(Uint32Array.of(10, 1, 20, 2, 3, 30, 4, 5, 6, 7), Uint32Array.of(10, 20, 30));

  it("is 0.7222 for relevant items at places 1, 3 and 6", () => close(averagePrecision.valueOf(list, 10), 13 / 18));

  it("divides by min(k, relevant) under one name and by all relevant items under another", () => {
    close(averagePrecision.valueOf(list, 2), 1 / 2);
    close(averagePrecisionOverRelevant.valueOf(list, 2), 1 / 3);
    assert.notEqual(averagePrecision.name, averagePrecisionOverRelevant.name);
  });
});

describe("reciprocal rank and recall", () => {
  const list = judge(Uint32Array.of(5, 6, 7), Uint32Array.of(7, 9));

  it("is one third for a first hit at place 3, and nothing when the cut comes before", () => {
    close(reciprocalRank.valueOf(list, 3), 1 / 3);
    assert.equal(reciprocalRank.valueOf(list, 2), 0);
  });

  it("divides recall by all relevant items", () => assert.equal(recall.valueOf(list, 3), 0.5));
});

describe("judge", () => {
  it("does not count an item of grade 0 as relevant", () => {
    const { gains, ideal } = judge(Uint32Array.of(2, 1), Uint32Array.of(1, 2), [0, 2], "linear");
    assert.deepEqual([...gains], [2, 0]);
    assert.deepEqual([...ideal], [2]);
  });

  it("refuses relevant items out of order, negative grades and a missing grade", () => {
    assert.throws(() => judge(Uint32Array.of(1), Uint32Array.of(2, 1)), ValueError);
    assert.throws(() => judge(Uint32Array.of(1), Uint32Array.of(1), [-1], "linear"), ValueError);
    assert.throws(() => judge(Uint32Array.of(1), Uint32Array.of(1, 2), [1]), ShapeError);
  });

  it("turns grade 3 into gain 1, 3 or 7 by definition", () => {
    assert.deepEqual([gainOf(3, "binary"), gainOf(3, "linear"), gainOf(3, "exponential")], [1, 3, 7]);
  });
});

describe("RankingTally", () => {
  it("refuses a list with nothing relevant, which has no nDCG", () => {
    const tally = new RankingTally({ itemCount: 3, k: [1] });
    const items = Uint32Array.of(0);
    assert.throws(() => tally.add(items, judge(items, new Uint32Array(0))), ValueError);
    assert.throws(() => tally.means(), ValueError);
  });
});

describe("gini", () => {
  it("is 0 for equal shares, (n - 1)/n when one has all, 0 when there is nothing", () => {
    assert.equal(gini([5, 5, 5, 5]), 0);
    assert.equal(gini([0, 0, 0, 9]), 0.75);
    assert.equal(gini([0, 0]), 0);
    assert.equal(gini([]), 0);
  });

  it("does not care about order or unit", () => {
    close(gini([1, 2, 3]), gini([30, 10, 20]));
    close(gini([1, 2, 3]), 2 / 9);
  });

  it("refuses a negative amount", () => assert.throws(() => gini([1, -1]), ValueError));
});

describe("selfInformation", () => {
  it("is 0 bits for what everybody has and finite for what nobody has", () => {
    assert.equal(Object.is(selfInformation(7, 7), 0), true);
    assert.equal(selfInformation(0, 7), 3);
  });
});
