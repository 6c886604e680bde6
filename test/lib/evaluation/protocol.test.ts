import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { ValueError } from "cartwright/contracts";
import {
  canonicalJson,
  compare,
  duel,
  evaluateRanking,
  protocolHash,
  type RankingResult,
  sha256,
} from "cartwright/evaluation";
import { emptySets, scorerOf, sets } from "./support";

describe("sha256", () => {
  it("gives the digests of the standard's examples", () => {
    assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert.equal(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("agrees with OpenSSL for every length and any bytes", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.equal(sha256(bytes), createHash("sha256").update(bytes).digest("hex"));
      }),
    ));
});

describe("canonicalJson", () => {
  it("does not depend on the order in which members were written", () => {
    assert.equal(canonicalJson({ b: [1, { d: 2, c: null }], a: "é" }), '{"a":"é","b":[1,{"c":null,"d":2}]}');
  });

  it("stays JSON: parsing gives the value back", () =>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = value as Parameters<typeof canonicalJson>[0];
        assert.deepEqual(JSON.parse(canonicalJson(json)), JSON.parse(JSON.stringify(value)));
      }),
    ));

  it("leaves out what is undefined and refuses what JSON cannot hold", () => {
    assert.equal(protocolHash({ a: 1, b: undefined }), protocolHash({ a: 1 }));
    assert.throws(() => protocolHash({ a: NaN }), ValueError);
  });
});

function measure(rows: number[][], k: number[]): Promise<RankingResult> {
  return evaluateRanking({
    candidates: "all",
    newcomers: "measured",
    scorer: scorerOf(rows),
    seen: emptySets(rows.length, 3),
    relevant: sets(
      3,
      rows.map(() => [0]),
    ),
    k,
  });
}

describe("compare", () => {
  let good: RankingResult;
  let bad: RankingResult;
  before(async () => {
    good = await measure([[3, 2, 1]], [1, 2]);
    bad = await measure([[1, 2, 3]], [1, 2]);
  });

  it("puts models in rows and figures in columns", () => {
    const table = compare({ good, bad });
    const column = table.metrics.indexOf("ndcg@1");
    assert.deepEqual(
      table.rows.map(({ name, values }) => [name, values[column]]),
      [
        ["good", 1],
        ["bad", 0],
      ],
    );
    assert.equal(table.protocolHash, good.protocolHash);
  });

  it("refuses results that were measured in two ways, and says what differs", async () => {
    const other = await measure([[3, 2, 1]], [3]);
    assert.throws(() => compare({ good, other }), /good .* and other .* differ in k/);
    assert.throws(() => compare({}), ValueError);
  });
});

describe("duel", () => {
  // 40 users; the better model is right for all, the worse for every second one.
  let better: RankingResult;
  let worse: RankingResult;
  before(async () => {
    better = await measure(
      Array.from({ length: 40 }, () => [3, 2, 1]),
      [1],
    );
    worse = await measure(
      Array.from({ length: 40 }, (_, user) => (user % 2 === 0 ? [3, 2, 1] : [1, 2, 3])),
      [1],
    );
  });

  it("finds a planted difference of one half, with an interval that holds it and hardly any chance of luck", () => {
    const { difference, low, high, pValue } = duel(better, worse, "hr@1", { resamples: 2000 });
    assert.equal(difference, 0.5);
    assert.ok(low > 0.3 && low < 0.5 && high > 0.5 && high < 0.7, `${low} to ${high}`);
    assert.ok(pValue < 0.01);
  });

  it("finds nothing between a model and itself", () => {
    assert.deepEqual(duel(worse, worse, "hr@1"), { difference: 0, low: 0, high: 0, pValue: 1 });
  });

  it("names the figures there are when another one is asked for", () => {
    assert.throws(() => duel(better, worse, "ndcg@7"), /metric must be one that challenger has per user .*ndcg@1/);
  });
});
