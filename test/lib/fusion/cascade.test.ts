import assert from "node:assert/strict";
import fc from "fast-check";
import { asUserIndex, NotSupportedError, ShapeError, ValueError, type UserIndex } from "cartwright/contracts";
import {
  addMargin,
  capPerGroup,
  Cascade,
  ColdItemScorer,
  diversify,
  keepBest,
  maximalMarginalRelevance,
  onlyAllowed,
  rankBy,
  rerankBy,
} from "cartwright/fusion";
import { rankedList, type RankedList, topK } from "cartwright/ranking";
import { scorerOf } from "./support";

const ada = asUserIndex(0);
/** Items 0, 1, ... with these scores, best first. */
const listOf = (scores: number[]): RankedList => topK(Float32Array.from(scores), scores.length);
const scoreLists = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 14 }).map(listOf);
const alike = (a: number, b: number): number => Number(a % 3 === b % 3);

describe("maximalMarginalRelevance", () => {
  it("is the plain order where lambda is 1", () =>
    fc.assert(
      fc.property(scoreLists, (list) => {
        const plain = maximalMarginalRelevance(list, { similarity: alike, lambda: 1 });
        assert.deepEqual([...plain.items], [...list.items]);
      }),
    ));

  it("takes each item once, its values never rise, and it is the best choice at every step", () =>
    fc.assert(
      fc.property(scoreLists, fc.constantFrom(0, 0.3, 0.7), fc.nat({ max: 16 }), (list, lambda, k) => {
        const { items, scores } = maximalMarginalRelevance(list, { similarity: alike, lambda, k });
        assert.equal(items.length, Math.min(k, list.items.length));
        assert.equal(new Set(items).size, items.length);
        const [high, low] = [list.scores[0] ?? 0, list.scores.at(-1) ?? 0];
        items.forEach((_, n) => {
          if (n > 0) assert.ok(scores[n]! <= scores[n - 1]! + 1e-6);
          const values = Array.from(list.items, (item, place) => {
            const relevance = high === low ? 1 : (list.scores[place]! - low) / (high - low);
            const near = Math.max(0, ...Array.from(items.subarray(0, n), (taken) => alike(item, taken)));
            return items.subarray(0, n).includes(item) ? -Infinity : lambda * relevance - (1 - lambda) * near;
          });
          assert.ok(Math.abs(scores[n]! - Math.max(...values)) < 1e-6);
        });
      }),
    ));

  it("shows the other kind second: by hand", () => {
    // Items 0 and 3 are of one kind. Values after 0: item 3 0.7 · 0.9 - 0.3 = 0.33, item 1 0.7 · 0.6 = 0.42.
    const list = rankedList(Uint32Array.of(0, 3, 1, 2), Float32Array.of(10, 9, 6, 0));
    const { items, scores } = maximalMarginalRelevance(list, { similarity: alike, k: 2 });
    assert.deepEqual([...items], [0, 1]);
    assert.ok(Math.abs(scores[1]! - 0.42) < 1e-6);
    assert.throws(() => maximalMarginalRelevance(list, { similarity: () => NaN }), /similarity must be a number/);
    assert.throws(() => maximalMarginalRelevance(list, { similarity: alike, lambda: 2 }), ValueError);
  });
});

describe("the stages of a cascade", () => {
  const run = (
    stage: { run: (user: UserIndex, list: RankedList) => RankedList | Promise<RankedList> },
    list: RankedList,
  ) =>
    // prettier-ignore
    stage.run(ada, list) as RankedList;

  it("keep every cap, whatever the list", () =>
    fc.assert(
      fc.property(scoreLists, fc.integer({ min: 1, max: 3 }), (list, cap) => {
        const brandOf = Int32Array.from({ length: 14 }, (_, item) => (item % 5 === 4 ? -1 : item % 4));
        const { items } = run(capPerGroup("brand", brandOf, cap), list);
        for (let brand = 0; brand < 4; brand++) {
          const all = Array.from(list.items).filter((item) => brandOf[item] === brand);
          const left = Array.from(items).filter((item) => brandOf[item] === brand);
          assert.deepEqual(left, all.slice(0, cap), "the best of each brand stay, in order");
        }
        const free = (items: Uint32Array): number[] => Array.from(items).filter((item) => brandOf[item] === -1);
        assert.deepEqual(free(items), free(list.items), "items of no brand all stay");
      }),
    ));

  it("leave out what is not in stock, read anew each time", () => {
    const stock = Uint8Array.of(1, 0, 1);
    const stage = onlyAllowed<UserIndex>("stock", stock);
    assert.deepEqual([...run(stage, listOf([3, 2, 1])).items], [0, 2]);
    stock[0] = 0;
    assert.deepEqual([...run(stage, listOf([3, 2, 1])).items], [2]);
  });

  it("trade relevance for margin at a stated price", () => {
    const margins = [0, 0, 5];
    assert.deepEqual([...run(addMargin(margins, 0.3), listOf([3, 2, 1])).items], [0, 2, 1]);
    assert.deepEqual([...run(addMargin(margins, 1), listOf([3, 2, 1])).items], [2, 0, 1]);
    assert.throws(() => run(addMargin([1], 1), listOf([3, 2])), /finite number for item 1/);
  });

  it("rank by another scorer only what is there, and rerank only the head", () => {
    assert.deepEqual([...run(rankBy("other", scorerOf([[1, 2, 3, 4]])), listOf([9, 8, 7])).items], [2, 1, 0]);
    const reversed = rerankBy<UserIndex>("reverse", 2, (_, items) => Array.from(items, (_item, n) => n));
    const { items, scores } = run(reversed, listOf([9, 8, 7, 6]));
    assert.deepEqual([...items], [1, 0, 2, 3]);
    scores.forEach((score, n) => assert.ok(n === 0 || score <= scores[n - 1]!));
    assert.throws(
      () =>
        run(
          rerankBy("short", 2, () => [1]),
          listOf([2, 1]),
        ),
      ShapeError,
    );
    assert.throws(
      () =>
        run(
          rerankBy("dumb", 2, () => [1, NaN]),
          listOf([2, 1]),
        ),
      /received NaN/,
    );
  });
});

describe("Cascade", () => {
  const retrieve = scorerOf([[9, 8, 7, 6, 5, 4]]);
  const brandOf = Int32Array.of(0, 0, 0, 1, 1, 2);
  const stages = [
    rankBy<UserIndex>("rank", scorerOf([[1, 2, 3, 4, 5, 6]])),
    capPerGroup<UserIndex>("brand", brandOf, 1),
    keepBest<UserIndex>(2),
  ];
  const cascade = new Cascade({ retrieve, depth: 5, stages });

  it("hands fewer items to each stage, and tells what each left", async () => {
    const traces = await cascade.trace(ada);
    assert.deepEqual(
      traces.map(({ stage, list }) => [stage, [...list.items]]),
      [
        ["retrieve", [0, 1, 2, 3, 4]],
        ["rank", [4, 3, 2, 1, 0]],
        ["brand", [4, 2]],
        ["best 2", [4, 2]],
      ],
    );
    assert.deepEqual([...(await cascade.list(ada, { exclude: Uint32Array.of(4) })).items], [5, 3]);
  });

  it("is a scorer whose best items are its list, in order", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 9 }), async (scores) => {
        const own = new Cascade({ retrieve: scorerOf([scores]), stages: [diversify<UserIndex>({ similarity: alike, lambda: 0.4 })] }); // prettier-ignore
        const out = new Float32Array(scores.length);
        own.scoreInto(ada, out);
        assert.deepEqual([...topK(out, 9).items], [...(await own.list(ada)).items]);
      }),
    ));

  it("awaits a reranker that answers later, and refuses to score at once with one", async () => {
    const later = rerankBy<UserIndex>("cross-encoder", 3, (_, items) => Promise.resolve(Array.from(items)));
    const slow = new Cascade({ retrieve, depth: 3, stages: [later] });
    assert.deepEqual([...(await slow.list(ada)).items], [2, 1, 0]);
    assert.throws(() => slow.scoreInto(ada, new Float32Array(6)), NotSupportedError);
  });
});

describe("ColdItemScorer", () => {
  // Items 0 to 3 are warm; 4 and 5 are new, and the warm model knows nothing of them.
  const warm = scorerOf([[40, 30, 20, 10, 0, 0]]);
  const cold = scorerOf([[0.1, 0.2, 0.3, 0.4, 0.35, 0.05]]);
  const scorer = new ColdItemScorer({ warm, cold, audience: [9, 9, 9, 9, 0, 1], atLeast: 2 });

  it("gives a new item the score of the warm item of its standing, and warm ones their own", () => {
    const out = new Float32Array(6);
    scorer.scoreInto(ada, out);
    // Content puts item 4 above three of four warm items, and item 5 below all of them.
    assert.deepEqual([...out], [40, 30, 20, 10, 40, 10]);
  });

  it("is the warm model where all items are, and the cold one where none is", () => {
    const out = new Float32Array(6);
    new ColdItemScorer({ warm, cold, audience: [9, 9, 9, 9, 0, 1], atLeast: 0 }).scoreInto(ada, out);
    assert.deepEqual([...out], [40, 30, 20, 10, 0, 0]);
    new ColdItemScorer({ warm, cold, audience: [0, 0, 0, 0, 0, 0], atLeast: 1 }).scoreInto(ada, out);
    assert.deepEqual([...out], [...Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.35, 0.05)]);
  });

  it("takes no measure from warm items that are never shown", () => {
    const barred = scorerOf([[-Infinity, 30, 20, -Infinity, 0, 0]]);
    const out = new Float32Array(6);
    new ColdItemScorer({ warm: barred, cold, audience: [9, 9, 9, 9, 0, 1], atLeast: 2 }).scoreInto(ada, out);
    assert.deepEqual([...out], [-Infinity, 30, 20, -Infinity, 30, 20]);
  });

  it("keeps the order of new items among themselves as content has it, up to ties", () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), fc.nat({ max: 2 })), { minLength: 1, maxLength: 12 }), // prettier-ignore
        (items) => {
          const [high, low] = [scorerOf([items.map(([score]) => score)]), scorerOf([items.map(([, score]) => score)])];
          const audience = items.map(([, , count]) => count);
          const out = new Float32Array(items.length);
          new ColdItemScorer({ warm: high, cold: low, audience, atLeast: 1 }).scoreInto(ada, out);
          items.forEach(([, own, count], n) => {
            if (count > 0) assert.equal(out[n], items[n]![0]);
            items.forEach(([, other, theirs], m) => {
              if (count === 0 && theirs === 0 && own > other) assert.ok(out[n]! >= out[m]!);
            });
          });
        },
      ),
    ));

  it("refuses parts over other items", () => {
    const parts = { warm, cold: scorerOf([[1]]), audience: [1], atLeast: 1 };
    assert.throws(() => new ColdItemScorer(parts), ShapeError);
    assert.throws(() => new ColdItemScorer({ ...parts, cold, audience: [1] }), ShapeError);
  });
});
