import assert from "node:assert/strict";
import { SearchIndex } from "cartwright/search";
import * as fc from "fast-check";
import reference from "../../reference/search/reference.json";
import { bruteForce, document, documents, plainIndex, query, TWO_FIELDS } from "./shop";

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, expected), `${actual} is not ${expected}`);
}

describe("the scores of a search", () => {
  for (const { k1, b, scores } of reference.cases) {
    it(`are those of bm25s with k1 ${k1} and b ${b}`, () => {
      const index = plainIndex(reference.documents, { k1, fields: { title: { b } } });
      reference.queries.forEach((text, q) => {
        const { items } = index.search(text, { k: 80, typos: false });
        assert.equal(items.length, scores[q]!.filter((score) => score > 0).length);
        for (const { id, score } of items) near(score, scores[q]![Number(id)]!);
      });
    });
  }

  it("are those of the formula, and the best k are the best of all", () => {
    fc.assert(
      fc.property(documents, query, fc.integer({ min: 1, max: 6 }), (all, words, k) => {
        const index = new SearchIndex(TWO_FIELDS);
        for (const one of all) index.add(one);
        const { items } = index.search(words.join(" "), { k });
        const expected = bruteForce(all, words);
        assert.equal(items.length, Math.min(k, expected.length));
        items.forEach(({ id, score }, n) => {
          near(score, expected[n]!.score);
          near(expected.find((one) => one.id === id)!.score, score);
        });
        assert.equal(index.count(words.join(" ")).total, expected.length);
      }),
      { numRuns: 300 },
    );
  });

  it("keep the exact order of the full list, to the last bit, however few are asked for", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 20 }), (seed, k) => {
        const texts = manyTexts(seed);
        const index = plainIndex(texts);
        const words = texts[0]!.split(" ").slice(0, 3).join(" ");
        const full = index.search(words, { k: texts.length }).items;
        assert.deepEqual(index.search(words, { k }).items, full.slice(0, k));
      }),
      { numRuns: 30 },
    );
  });

  it("keep it also among what filters and deletions leave, in several segments", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 12 }), (seed, k) => {
        const texts = manyTexts(seed);
        const index = new SearchIndex({ fields: { title: {} }, facets: ["half"], analysis: { stem: false } });
        texts.forEach((title, n) => {
          index.add({ id: String(n), fields: { title }, facets: { half: String(n % 2) } });
          if (n % 100 === 99) index.search(title);
          if (n % 10 === 9) index.delete(String(n - 5));
        });
        const words = texts[7]!.split(" ").slice(0, 4).join(" ");
        for (const options of [{}, { facets: { half: ["1"] } }]) {
          const full = index.search(words, { k: texts.length, ...options }).items;
          assert.deepEqual(index.search(words, { k, ...options }).items, full.slice(0, k));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("are explained: the terms' parts sum to the score", () => {
    fc.assert(
      fc.property(documents, query, (all, words) => {
        const index = new SearchIndex(TWO_FIELDS);
        for (const one of all) index.add(one);
        for (const { id, score } of index.search(words.join(" ")).items) {
          assert.equal(index.explain(words.join(" "), id).score, score);
        }
      }),
    );
  });
});

describe("an index that changes", () => {
  it("answers as one that holds what is left and never held more", () => {
    const step = fc.oneof(document, fc.nat(30).map(String));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), query, (steps, words) => {
        const changed = new SearchIndex(TWO_FIELDS);
        steps.forEach((one, n) => {
          if (typeof one === "string") changed.delete(one);
          else if (changed.has(one.id)) changed.update(one);
          else changed.add(one);
          if (n % 7 === 0) changed.search(words.join(" "));
        });
        const fresh = new SearchIndex(TWO_FIELDS);
        for (const one of changed.all()) fresh.add(one);
        const text = words.join(" ");
        assert.deepEqual(changed.search(text), fresh.search(text));
        assert.deepEqual(changed.count(text), fresh.count(text));
        assert.deepEqual(changed.complete("a"), fresh.complete("a"));
        changed.compact();
        assert.deepEqual(changed.search(text), fresh.search(text));
      }),
    );
  });

  it("gives the same scores in whatever order documents came", () => {
    fc.assert(
      fc.property(documents, query, (all, words) => {
        const scores = (order: typeof all): Record<string, number> => {
          const index = new SearchIndex(TWO_FIELDS);
          for (const one of order) index.add(one);
          const { items } = index.search(words.join(" "), { k: 100 });
          return Object.fromEntries(items.map(({ id, score }) => [id, score]));
        };
        assert.deepEqual(scores(all), scores([...all].reverse()));
      }),
    );
  });

  it("refuses an id that is taken, one that is not there, and what it does not know; and stays as it was", () => {
    const index = plainIndex(["a b"]);
    assert.throws(() => index.add({ id: "0", fields: {} }), /"0" is in the index/);
    assert.throws(() => index.update({ id: "1", fields: {} }), /"1" is not in the index/);
    assert.throws(() => index.update({ id: "0", fields: { body: "a" } }), /no field "body"; it has title/);
    assert.throws(() => index.add({ id: "1", fields: {}, facets: { brand: "x" } }), /no facet "brand"; it has none/);
    assert.throws(() => index.add({ id: "1", fields: { title: "a ".repeat(65_536) } }), /at most 65535 words/);
    assert.deepEqual([index.size, index.search("a").items[0]!.id], [1, "0"]);
  });
});

/** 300 texts over 60 words, frequent and rare ones, so that bounds leave most documents out. */
function manyTexts(seed: number): string[] {
  let state = seed + 1;
  const next = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  return Array.from({ length: 300 }, () =>
    Array.from({ length: 2 + Math.floor(next() * 8) }, () => `w${Math.floor(60 * next() ** 3)}`).join(" "),
  );
}
