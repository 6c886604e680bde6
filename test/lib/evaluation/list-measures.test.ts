import assert from "node:assert/strict";
import fc from "fast-check";
import { asUserIndex, ValueError } from "cartwright/contracts";
import {
  averagePopularity,
  evaluateRanking,
  fullAndSampled,
  intraListDiversity,
  popularityDeviation,
  popularityGroups,
  popularityLift,
  type RankingResult,
  recallWithin,
  segmentTable,
  serendipity,
} from "cartwright/evaluation";
import { scorerOf, sets } from "./support";

const user = asUserIndex(0);
const nothing = new Set<number>();
const list = (...items: number[]): Uint32Array => Uint32Array.from(items);
const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}, expected ${expected}`);

describe("intraListDiversity", () => {
  const vectors = { data: [1, 0, 0, 1, 2, 0, 0, 0, -1, 0], length: 2 };
  const measure = intraListDiversity(vectors);

  it("is the mean of 1 - cosine over pairs, worked by hand", () => {
    close(measure.valueOf(list(0, 1), user, nothing), 1); // at a right angle
    close(measure.valueOf(list(0, 2), user, nothing), 0); // one way
    close(measure.valueOf(list(0, 4), user, nothing), 2); // opposite
    close(measure.valueOf(list(0, 1, 2), user, nothing), (1 + 0 + 1) / 3);
    close(measure.valueOf(list(0, 3), user, nothing), 1); // zeros have no direction
  });

  it("has no meaning for one item, and does not mind the order", () => {
    assert.ok(Number.isNaN(measure.valueOf(list(0), user, nothing)));
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2 }), (items) => {
        const sorted = [...items].sort();
        close(measure.valueOf(list(...items), user, nothing), measure.valueOf(list(...sorted), user, nothing));
      }),
    );
  });
});

describe("serendipity", () => {
  it("counts what was taken and is not obvious, per place", () => {
    const measure = serendipity(() => [0, 1]);
    // 0 is taken but obvious, 2 is taken and not obvious, 3 is neither.
    close(measure.valueOf(list(0, 2, 3, 1), user, new Set([0, 2])), 1 / 4);
    close(measure.valueOf(list(0, 1), user, new Set([0, 1])), 0);
  });
});

describe("popularity of lists", () => {
  // Owners: item 0 has 4 of 4 users, item 1 has 2, item 2 has 1, item 3 none.
  const seen = sets(4, [[0, 1], [0, 1], [0, 2], [0]]);

  it("is the mean share of users, worked by hand", () => {
    close(averagePopularity(seen).valueOf(list(0, 1), user, nothing), 0.75);
    close(averagePopularity(seen).valueOf(list(3), user, nothing), 0);
  });

  it("is lifted by how much the list is more popular than the history", () => {
    // User 2 had items of popularity 1 and 1/4: 0.625.
    close(popularityLift(seen).valueOf(list(0), asUserIndex(2), nothing), (1 - 0.625) / 0.625);
    close(popularityLift(seen).valueOf(list(0, 2), asUserIndex(2), nothing), 0);
    assert.ok(Number.isNaN(popularityLift(sets(2, [[]])).valueOf(list(0), user, nothing)));
  });

  it("deviates by 0 bits when groups keep their shares, by 1 bit when none is kept", () => {
    const measure = popularityDeviation(seen, [0, 1, 1, 1]);
    close(measure.valueOf(list(0, 3), user, nothing), 0); // one head, one tail, as user 0 had
    close(measure.valueOf(list(1, 2), asUserIndex(3), nothing), 1); // user 3 had the head alone
    // Half head and half tail against head alone: ½ log2(½ / ¾) / 2 + ½ log2(½ / ¼) / 2 + log2(1 / ¾) / 2.
    const halves = 0.25 * Math.log2(2 / 3) + 0.25 * Math.log2(2) + 0.5 * Math.log2(4 / 3);
    close(measure.valueOf(list(0, 3), asUserIndex(3), nothing), halves);
    assert.ok(Number.isNaN(popularityDeviation(sets(2, [[]]), [0, 1]).valueOf(list(0), user, nothing)));
    assert.throws(() => popularityDeviation(seen, [0, 1]), /groupOf must have length 4/);
  });

  it("groups items so that each group holds about the same share of contacts, the tail last", () => {
    // 7 contacts: item 0 has 4 (the first half), then item 1 with 2 and item 2 with 1; item 3 has none.
    assert.deepEqual([...popularityGroups(seen, 2)], [0, 1, 1, 1]);
    assert.deepEqual([...popularityGroups(seen, 1)], [0, 0, 0, 0]);
    assert.deepEqual([...popularityGroups(sets(2, [[]]))], [2, 2]);
  });
});

describe("evaluateRanking with list measures", () => {
  const seen = sets(4, [[0], [0], [1], [2]]);
  const relevant = sets(4, [[1], [2, 3], [0], [3]]);
  const scorer = scorerOf([
    [4, 3, 2, 1],
    [4, 3, 2, 1],
    [4, 3, 2, 1],
    [4, 3, 2, 1],
  ]);
  const options = { scorer, seen, relevant, k: [1, 2], candidates: "all" } as const;

  it("adds each measure at each cut-off, per user and as a mean, with its definition in the protocol", async () => {
    const lists = [averagePopularity(seen), serendipity(() => [0])];
    const plain = await evaluateRanking(options);
    const result = await evaluateRanking({ ...options, lists });
    // First places: users 0 and 1 get item 1 (popularity 1/4), users 2 and 3 item 0 (1/2).
    close(result.metrics["popularity@1"]!, 0.375);
    // User 0 took item 1; users 2's item 0 is obvious.
    close(result.metrics["serendipity@1"]!, 1 / 4);
    assert.equal(result.perUser.values["popularity@2"]!.length, 4);
    assert.equal(result.metrics["ndcg@2"], plain.metrics["ndcg@2"]);
    assert.match(JSON.stringify(result.protocol), /obvious recommender/);
    assert.notEqual(result.protocolHash, plain.protocolHash);
  });

  it("leaves users out of a mean that has no meaning for them", async () => {
    const lists = [recallWithin(0, [0, 0, 1, 1]), recallWithin(1, [0, 0, 1, 1], "tail")];
    const { metrics, perUser } = await evaluateRanking({ ...options, lists });
    // Of segment 0: user 0 found item 1, user 2 found item 0. Of segment 1: user 1 found item 2 of two, user 3 nothing.
    close(metrics["recall of segment 0@2"]!, 1);
    close(metrics["tail@2"]!, (1 / 2 + 0) / 2);
    assert.deepEqual([...perUser.values["tail@2"]!], [NaN, 1 / 2, NaN, 0]);
  });
});

describe("segmentTable", () => {
  let result: RankingResult;
  before(async () => {
    const relevant = sets(
      2,
      Array.from({ length: 40 }, () => [0]),
    );
    // Users 0 to 19 get the right item first, of the others every second one.
    const rows = Array.from({ length: 40 }, (_, n) => (n < 20 || n % 2 === 0 ? [1, 0] : [0, 1]));
    const seen = sets(
      2,
      Array.from({ length: 40 }, () => []),
    );
    result = await evaluateRanking({
      scorer: scorerOf(rows),
      seen,
      relevant,
      k: [1],
      candidates: "all",
      newcomers: "measured",
    });
  });
  const segments = Array.from({ length: 40 }, (_, n) => (n < 20 ? 0 : 1));

  it("has the planted figures, how many users they rest on, and intervals that hold them", () => {
    const [well, badly, nobody] = segmentTable(result, segments, ["well", "badly", "nobody"], ["hr@1"]);
    assert.deepEqual(well, { segment: "well", users: 20, figures: [{ mean: 1, low: 1, high: 1, users: 20 }] });
    const { mean, low, high } = badly!.figures[0]!;
    assert.equal(mean, 0.5);
    assert.ok(low > 0.2 && low < 0.4 && high > 0.6 && high < 0.8, `${low} to ${high}`);
    assert.deepEqual([nobody!.users, nobody!.figures[0]!.users, nobody!.figures[0]!.mean], [0, 0, NaN]);
  });

  it("makes up the whole: means weighted by users", () => {
    const rows = segmentTable(result, segments, ["well", "badly"], ["ndcg@1"]);
    const sum = rows.reduce((total, { users, figures }) => total + users * figures[0]!.mean, 0);
    close(sum / 40, result.metrics["ndcg@1"]!);
  });

  it("refuses an unknown figure and a segment without a name", () => {
    assert.throws(() => segmentTable(result, segments, ["a", "b"], ["ndcg@7"]), ValueError);
    assert.throws(() => segmentTable(result, segments, ["a"], ["hr@1"]), /segment of user 20 must be an index below 1/);
  });
});

describe("fullAndSampled", () => {
  it("shows that sampled figures are higher, on the same users", async () => {
    const rows = Array.from({ length: 30 }, (_, u) => Array.from({ length: 50 }, (_, item) => (item * 7 + u) % 50));
    const relevant = sets(
      50,
      rows.map((_, u) => [(u * 3) % 50]),
    );
    const seen = sets(
      50,
      rows.map((_, u) => [u % 50, (u + 25) % 50].sort((a, b) => a - b)),
    );
    const { full, sampled, metrics } = await fullAndSampled(
      { scorer: scorerOf(rows), seen, relevant, k: [5] },
      { negatives: 5, seed: 1 },
    );
    assert.equal(full.users, sampled.users);
    const row = metrics.find(({ name }) => name === "recall@5")!;
    assert.ok(row.sampled > row.full + 0.2, `${row.full}, sampled ${row.sampled}`);
    assert.notEqual(full.protocolHash, sampled.protocolHash);
  });
});
