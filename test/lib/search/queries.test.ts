import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle, writeBundle } from "cartwright/bundle";
import { editDistance, SearchAnalyser, searchFromBundle, SearchIndex, searchToBundle } from "cartwright/search";
import { normaliseText, segmentWords } from "cartwright/text";
import * as fc from "fast-check";
import { documents, plainIndex, query, TWO_FIELDS } from "./shop";

const shoes = new SearchIndex({ fields: { title: { weight: 2 }, body: {} }, facets: ["brand"], numbers: ["price"] });
shoes.add({ id: "red", fields: { title: "Red running shoes" }, facets: { brand: "Aster" }, numbers: { price: 50 } });
shoes.add({ id: "blue", fields: { title: "Blue shoe, running" }, facets: { brand: "Birk" }, numbers: { price: 80 } });
shoes.add({ id: "book", fields: { title: "A book", body: "on running" }, facets: { brand: "Aster" } });
shoes.add({ id: "跑鞋", fields: { title: "红色跑步鞋 Größe 42" } });

const found = (text: string, options = {}): string[] =>
  shoes
    .search(text, options)
    .items.map(({ id }) => id)
    .sort();

describe("queries", () => {
  it("find English words by their stems and Chinese words", () => {
    assert.deepEqual(found("SHOES"), ["blue", "red"]);
    assert.deepEqual(found("红色"), ["跑鞋"]);
    assert.deepEqual(found("GRÖSSE"), ["跑鞋"]);
    assert.deepEqual([found(""), found("?!")], [[], []]);
  });

  it("find a phrase only where it stands as it is", () => {
    assert.deepEqual(found('"running shoe"'), ["red"]);
    assert.deepEqual(found('"shoe running"'), ["blue"]);
    assert.deepEqual(found('"running nowhere"'), []);
    assert.deepEqual(found('red "on running"'), ["book"]);
  });

  it("find what a prefix begins", () => {
    assert.deepEqual(found("boo*"), ["book"]);
    assert.deepEqual(found("r*"), ["blue", "book", "red"]);
    assert.deepEqual(found("zz*"), []);
  });

  it("find misspelt words unless told not to", () => {
    assert.deepEqual(found("runing"), ["blue", "book", "red"]);
    assert.deepEqual(found("runing", { typos: false }), []);
    assert.deepEqual(shoes.search("bok").corrections, [{ word: "bok", instead: ["book"] }]);
    assert.equal(shoes.suggest("red runnign shoes"), "red running shoes");
    assert.equal(shoes.suggest("red shoes"), undefined);
  });

  it("complete what is being typed by the most frequent words first", () => {
    assert.deepEqual(shoes.complete("red ru"), ["red running"]);
    assert.deepEqual(plainIndex(["bat bag", "bag"]).complete("ba"), ["bag", "bat"]);
    assert.deepEqual(shoes.complete(""), []);
  });

  it("mark the words that were asked for", () => {
    assert.deepEqual(shoes.highlight("shoe", "Red  SHOES!"), [
      { text: "Red ", hit: false },
      { text: "SHOES", hit: true },
      { text: "!", hit: false },
    ]);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const fragments = shoes.highlight("a red", text);
        assert.equal(fragments.map((one) => one.text).join(""), normaliseText(text, { foldCase: false }));
      }),
    );
  });
});

describe("filters and facets", () => {
  it("let through what has one of the values and lies in the range", () => {
    assert.deepEqual(found("running", { facets: { brand: ["Aster"] } }), ["book", "red"]);
    assert.deepEqual(found("running", { ranges: { price: [50, Infinity] } }), ["blue", "red"]);
    assert.deepEqual(found("running", { facets: { brand: ["Aster"] }, ranges: { price: [0, 60] } }), ["red"]);
    assert.deepEqual(found("running", { facets: { brand: [] } }), []);
    assert.throws(() => found("red", { facets: { colour: ["red"] } }), /no facet "colour"; it has brand/);
    assert.throws(() => found("red", { ranges: { price: [2, 1] } }), /ranges.price/);
  });

  it("count all matches by value", () => {
    const brand = [
      { value: "Aster", count: 2 },
      { value: "Birk", count: 1 },
    ];
    assert.deepEqual(shoes.count("running"), { total: 3, facets: { brand } });
  });

  it("keep the scores, and keep the order of those that are left", () => {
    fc.assert(
      fc.property(documents, query, (all, words) => {
        const index = new SearchIndex(TWO_FIELDS);
        for (const one of all) index.add(one);
        const kept = new Set(all.filter((one) => one.facets?.["brand"] === "x").map(({ id }) => id));
        const everything = index.search(words.join(" "), { k: 100 }).items;
        const filtered = index.search(words.join(" "), { k: 3, facets: { brand: ["x"] } }).items;
        assert.deepEqual(filtered, everything.filter(({ id }) => kept.has(id)).slice(0, 3));
      }),
    );
  });
});

describe("the parts of a search", () => {
  it("cut ASCII text as the segmenter of all languages does", () => {
    const analyser = new SearchAnalyser();
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."aB19_'.,:;- \"/&\t"), maxLength: 14 }), (text) => {
        assert.deepEqual(analyser.words(text), segmentWords(normaliseText(text)));
      }),
      { numRuns: 2000 },
    );
  });

  it("measure edits as the whole table would, up to the limit", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    fc.assert(
      fc.property(word, word, fc.nat(3), (a, b, limit) => {
        assert.equal(editDistance(a, b, limit), Math.min(wholeTable(a, b), limit + 1));
      }),
      { numRuns: 2000 },
    );
    assert.deepEqual([editDistance("ca", "abc", 3), editDistance("shose", "shoes", 2)], [3, 1]);
  });

  it("come back from disk with the same answers", async () => {
    const folder = mkdtempSync(join(tmpdir(), "search-"));
    try {
      shoes.delete("nothing");
      await writeBundle(join(folder, "index"), searchToBundle(shoes));
      const loaded = searchFromBundle(await readBundle(join(folder, "index")));
      for (const text of ["running shoe", "红色", '"on running"', "runing"]) {
        assert.deepEqual(loaded.search(text), shoes.search(text));
        assert.deepEqual(loaded.count(text), shoes.count(text));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    const content = searchToBundle(shoes);
    assert.throws(() => searchFromBundle({ ...content, kind: "als" }), /kind bm25, received als/);
    assert.throws(() => searchFromBundle({ ...content, ids: {} }), /tensor lengths of type Uint32Array with 0 values/);
    const stream = { shape: [1], data: Uint32Array.of(999) };
    assert.throws(() => searchFromBundle({ ...content, tensors: { ...content.tensors, stream } }), /disagree/);
    const ends = { shape: [8], data: new Uint32Array(8) };
    const cut = { ...content.tensors, "texts.ends": ends };
    assert.throws(() => searchFromBundle({ ...content, tensors: cut }), /texts and their ends disagree/);
  });

  it("come back with any texts, facets and numbers, and what was deleted stays away", () => {
    const text = fc.string({ unit: "binary", maxLength: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, fc.boolean()), { maxLength: 20 }), query, (rows, words) => {
        const index = new SearchIndex(TWO_FIELDS);
        rows.forEach(([title, body, isOdd], n) => {
          const fields = { title: `a ${title}`, body };
          index.add({
            id: String(n),
            fields,
            facets: isOdd ? { brand: title } : {},
            numbers: isOdd ? { price: n } : {},
          });
          if (n % 3 === 2) index.delete(String(n - 1));
        });
        const loaded = searchFromBundle(searchToBundle(index));
        assert.deepEqual([...loaded.all()], [...index.all()]);
        assert.deepEqual(loaded.search(words.join(" ")), index.search(words.join(" ")));
        assert.deepEqual(loaded.count("a"), index.count("a"));
        loaded.add({ id: "new", fields: { title: words.join(" ") } });
        assert.ok(loaded.search(words.join(" "), { k: 30 }).items.some(({ id }) => id === "new"));
      }),
    );
  });
});

/** Optimal string alignment by its recurrence. */
function wholeTable(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i + j));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const replaced = d[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      d[i]![j] = Math.min(replaced, d[i - 1]![j]! + 1, d[i]![j - 1]! + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) d[i]![j] = Math.min(d[i]![j]!, d[i - 2]![j - 2]! + 1);
    }
  }
  return d[a.length]![b.length]!;
}
