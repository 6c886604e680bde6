import assert from "node:assert/strict";
import { asUserIndex } from "cartwright/contracts";
import { eventsFromColumns, matrixFromEvents } from "cartwright/interactions";
import { fitPopularity, fitRecentPopularity, popularityFromBundle, popularityToBundle } from "cartwright/popularity";

const events = eventsFromColumns({
  user: ["a", "a", "b", "c", "c", "c"],
  item: ["x", "y", "x", "x", "z", "z"],
  value: [1, 5, 1, 1, 2, 2],
  time: [0, 0, 0, 0, 1, 2].map((day) => day * 86_400_000),
});

describe("fitPopularity", () => {
  const matrix = matrixFromEvents({ ...events, duplicates: "sum" });

  it("counts users, or sums their values", () => {
    assert.deepEqual([...fitPopularity(matrix).scores], [3, 1, 1]);
    assert.deepEqual([...fitPopularity(matrix, { by: "values" }).scores], [3, 5, 4]);
  });

  it("shrinks the shares of a segment to those of the shop", () => {
    const model = fitPopularity(matrix, { segmentOfUser: Uint32Array.of(0, 0, 1), priorStrength: 5 });
    const scores = new Float32Array(3);
    model.scoreInto(asUserIndex(2), scores);
    // Segment 1 has x once and z once of 2 contacts; the shop's shares are 3/5, 1/5, 1/5: (1 + 5·3/5) / 7 and so on.
    scores.forEach((score, item) => assert.ok(Math.abs(score - [4 / 7, 1 / 7, 2 / 7][item]!) < 1e-6));
    model.scoreHistoryInto({ items: new Uint32Array(0), values: new Float32Array(0) }, scores);
    assert.deepEqual([...scores], [3, 1, 1]);
    const loaded = popularityFromBundle(popularityToBundle(model));
    assert.deepEqual(loaded, model);
    loaded.scoreSegmentInto(1, scores);
    scores.forEach((score, item) => assert.ok(Math.abs(score - [4 / 7, 1 / 7, 2 / 7][item]!) < 1e-6));
    assert.throws(() => loaded.scoreSegmentInto(2, scores), /segment must be an index below 2, received 2/);
    assert.throws(() => fitPopularity(matrix).scoreSegmentInto(0, scores), /segment must be an index below 0/);
  });

  it("lets a segment speak for itself when the prior has no strength, and the shop for an empty one", () => {
    const own = fitPopularity(matrix, { segmentOfUser: Uint32Array.of(0, 0, 2), priorStrength: 0 });
    assert.deepEqual([...own.segments!.scores.subarray(3)], [0, 0, 0, 0.5, 0, 0.5]);
    const shared = fitPopularity(matrix, { segmentOfUser: Uint32Array.of(0, 0, 2), priorStrength: 10 });
    assert.deepEqual([...shared.segments!.scores.subarray(3, 6)], [0.6, 0.2, 0.2].map(Math.fround));
  });

  it("refuses segments for another number of users and a word it does not know", () => {
    assert.throws(
      () => fitPopularity(matrix, { segmentOfUser: new Uint32Array(2) }),
      /segmentOfUser must have length 3/,
    );
    assert.throws(() => fitPopularity(matrix, { by: "money" as never }), /by must be one of users, values/);
  });
});

describe("fitRecentPopularity", () => {
  it("lets each user count once per item, halved with every half-life since the latest contact", () => {
    const model = fitRecentPopularity(events, { halfLifeDays: 1 });
    assert.deepEqual([...model.scores], [3 / 4, 1 / 4, 1]);
  });

  it("comes to all-time popularity as the half-life grows", () => {
    const scores = fitRecentPopularity(events, { halfLifeDays: 1e9 }).scores;
    scores.forEach((score, item) => assert.ok(Math.abs(score - [3, 1, 1][item]!) < 1e-6));
  });

  it("refuses events without times", () => {
    assert.throws(() => fitRecentPopularity({ ...events, times: undefined }), /must know their times/);
  });
});
