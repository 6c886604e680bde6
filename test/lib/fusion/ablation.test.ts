import assert from "node:assert/strict";
import fc from "fast-check";
import { asUserIndex, ShapeError, ValueError } from "cartwright/contracts";
import { pairedBootstrap } from "cartwright/evaluation";
import {
  ablation,
  bordaFusion,
  combMnz,
  combSum,
  ListFusion,
  reciprocalRankFusion,
  simplexGrid,
  UserFusion,
  voteFusion,
} from "cartwright/fusion";
import { Random } from "cartwright/random";
import { topK } from "cartwright/ranking";
import { scorerOf } from "./support";

const ada = asUserIndex(0);

describe("ablation", () => {
  // 300 users: "strong" and "twin" know the same half of the truth, "other" knows the rest, "noise" knows nothing.
  const random = new Random(5);
  const luck = Array.from({ length: 300 }, () => 0.1 * random.normal());
  const evaluate = (parts: readonly string[]): Float64Array => {
    const half = parts.includes("strong") || parts.includes("twin") ? 0.5 : 0;
    const rest = parts.includes("other") ? 0.3 : 0;
    return Float64Array.from(luck, (own, user) => half + rest + own + 0.001 * (user % 2));
  };
  const parts = ["strong", "twin", "other", "noise"];
  const compare = (a: Float64Array, b: Float64Array) => pairedBootstrap(a, b, { resamples: 200 });

  it("tells how good a part is from what it brings", async () => {
    const rows = await ablation({ parts, evaluate, compare });
    assert.deepEqual(
      rows.map(({ kind, part }) => `${kind} ${part}`.trim()),
      [...parts.map((part) => `alone ${part}`), "all", ...parts.map((part) => `without ${part}`)],
    );
    const find = (kind: string, part: string) => rows.find((row) => row.kind === kind && row.part === part)!;
    assert.ok(find("alone", "strong").mean > find("alone", "other").mean);
    // The twin is there, so nobody misses the strong one; the other is missed.
    assert.ok(Math.abs(find("without", "strong").againstAll!.difference) < 1e-12);
    const other = find("without", "other").againstAll!;
    assert.ok(other.high < 0 && Math.abs(other.difference + 0.3) < 1e-9);
    assert.equal(find("all", "").againstAll, undefined);
  });

  it("measures every set once, and says how far it is", async () => {
    const asked: string[] = [];
    const done: number[] = [];
    await ablation({
      parts: ["a", "b"],
      evaluate: (chosen) => (asked.push(chosen.join("+")), Float64Array.of(1, 2)),
      compare,
      onProgress: (progress) => done.push(progress.done / progress.total!),
    });
    assert.deepEqual(asked, ["a+b", "a", "b"]);
    assert.equal(done.at(-1), 1);
  });

  it("refuses fewer than two parts, two of one name, values that differ in number, and stops when told to", async () => {
    await assert.rejects(ablation({ parts: ["a"], evaluate, compare }), ValueError);
    await assert.rejects(ablation({ parts: ["a", "a"], evaluate, compare }), /parts must differ/);
    const uneven = (chosen: readonly string[]): Float64Array => new Float64Array(chosen.length);
    await assert.rejects(ablation({ parts, evaluate: uneven, compare }), /must give 4 values/);
    await assert.rejects(ablation({ parts, evaluate, compare, signal: AbortSignal.abort() }), { name: "AbortError" });
  });
});

describe("simplexGrid", () => {
  it("holds all multiples of one step that sum to 1, each once", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }), (count, steps) => {
        const points = simplexGrid(count, steps);
        let number = 1;
        for (let n = 1; n < count; n++) number = (number * (steps + n)) / n;
        assert.equal(points.length, number);
        assert.equal(new Set(points.map((point) => point.join())).size, number);
        for (const point of points) {
          assert.ok(Math.abs(point.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-12);
          assert.ok(point.every((weight) => weight >= 0));
        }
      }),
    ));
});

const METHODS = { reciprocalRankFusion, bordaFusion, combSum, combMnz, voteFusion };
const scores = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 10 });

describe("fusion of lists", () => {
  for (const [name, join] of Object.entries(METHODS)) {
    it(`of identical lists is that list (${name})`, () =>
      fc.assert(
        fc.property(scores, fc.integer({ min: 1, max: 4 }), (own, copies) => {
          const list = topK(Float32Array.from(own), own.length);
          const { items } = join(new Array<typeof list>(copies).fill(list));
          // A vote counts lists, and min-max makes equal scores of a list of one score: then the items' order stands.
          const told = name !== "voteFusion";
          assert.deepEqual([...items], told ? [...list.items] : [...list.items].sort((a, b) => a - b));
        }),
      ));
  }

  for (const join of [reciprocalRankFusion, bordaFusion, voteFusion]) {
    it(`does not look at scores: any rising change of them changes nothing (${join.name})`, () =>
      fc.assert(
        fc.property(scores, scores, (a, b) => {
          const lists = [a, b].map((own) => topK(Float32Array.from(own), own.length));
          const bent = lists.map((list) => ({ ...list, scores: list.scores.map((score) => score ** 3 + 100) }));
          assert.deepEqual(join(bent), join(lists));
        }),
      ));
  }
});

describe("ListFusion", () => {
  const scorers = [scorerOf([[9, 8, 1, 0]]), scorerOf([[0, 9, 1, 8]])];

  it("is a scorer: items of no list are never shown", () => {
    const fusion = new ListFusion({ scorers, join: reciprocalRankFusion, depth: 2 });
    const out = new Float32Array(4);
    fusion.scoreInto(ada, out);
    assert.deepEqual([...topK(out, 4).items], [1, 0, 3]);
    assert.equal(out[2], -Infinity);
  });

  it("cuts lists after what is left out, so that they stay full", () => {
    const fusion = new ListFusion({ scorers, join: voteFusion, depth: 1, exclude: () => Uint32Array.of(1) });
    const out = new Float32Array(4);
    fusion.scoreInto(ada, out);
    assert.deepEqual([...topK(out, 4).items], [0, 3]);
    assert.throws(() => new ListFusion({ scorers: [], join: voteFusion }), ValueError);
    assert.throws(() => new ListFusion({ scorers: [scorers[0]!, scorerOf([[1]])], join: voteFusion }), ShapeError);
  });
});

describe("contributions of a weighted fusion", () => {
  it("add up to the fused scores, part by part", () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 })), { minLength: 1, maxLength: 8 }),
        fc.nat({ max: 4 }),
        (rows, weight) => {
          const fusion = new UserFusion([
            { name: "a", scorer: scorerOf([rows.map(([a]) => a)]), weight: 1 },
            { name: "b", scorer: scorerOf([rows.map(([, b]) => b)]), weight },
          ]);
          const items = rows.map((_, item) => item);
          const fused = new Float32Array(items.length);
          fusion.scoreInto(ada, fused);
          const amounts = fusion.contributions(ada, items);
          items.forEach((item) => {
            assert.ok(Math.abs(amounts[2 * item]! + amounts[2 * item + 1]! - fused[item]!) < 1e-5);
          });
          assert.throws(() => fusion.contributions(ada, [rows.length]), /items must be an index/);
        },
      ),
    ));
});

describe("scaling over shared items", () => {
  it("compares taste among the items that the query found, not with the whole shop", () => {
    const words = { name: "words", scorer: scorerOf([[2, 1, -Infinity]]), weight: 1 };
    // Next to item 2, which the query does not find, items 0 and 1 look alike to taste.
    const taste = { name: "taste", scorer: scorerOf([[0, 1, 1000]]), weight: 2 };
    const out = new Float32Array(3);
    new UserFusion([words, taste]).scoreInto(ada, out);
    assert.deepEqual([...topK(out, 3).items], [0, 1]);
    new UserFusion([words, taste], { scaledOver: "shared" }).scoreInto(ada, out);
    assert.deepEqual([...out], [1, 2, -Infinity]);
  });
});
