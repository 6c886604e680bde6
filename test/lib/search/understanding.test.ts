import assert from "node:assert/strict";
import {
  categoryIntent,
  correctSpelling,
  expandByFeedback,
  FacetLexicon,
  priceMention,
  QueryReader,
  SearchIndex,
  sizeMentions,
  Synonyms,
  writingOf,
} from "cartwright/search";
import * as fc from "fast-check";
import { documents, query, TWO_FIELDS } from "./shop";

/** A catalogue in which "orange" is mostly a fruit, "apple" mostly a brand. */
function catalogue(): SearchIndex {
  const index = new SearchIndex({ fields: { title: {} }, facets: ["brand", "colour", "category"], numbers: ["price"] });
  const add = (title: string, facets: Record<string, string>): void =>
    index.add({ id: String(index.size), fields: { title }, facets });
  for (let n = 0; n < 6; n++) {
    add(`Apple phone ${n}`, { brand: "Apple", colour: "red", category: "Electronics > Phones" });
    add(`Orange juice ${n} litres`, { brand: "Valley Farm", category: "Food > Juice" });
    add(`Valley Farm apple-free muesli`, { brand: "Valley Farm", category: "Food > Cereal" });
  }
  add("red phone case", { brand: "Birk", colour: "red", category: "Electronics > Cases" });
  add("orange phone case", { brand: "Birk", colour: "orange", category: "Electronics > Cases" });
  add("wireless mouse", { brand: "Birk", category: "Electronics > Mice" });
  add("headphones", { brand: "Birk", category: "Electronics > Sound" });
  add("sofa", { category: "Home > Seats" });
  add("couch", { category: "Home > Seats" });
  return index;
}
const shop = catalogue();

describe("the writing of a query", () => {
  it("is that of most of its letters", () => {
    const cases: [string, string][] = [
      ["red shoes", "latin"],
      ["Größe 42", "latin"],
      ["红色跑鞋", "chinese"],
      ["赤いスニーカー", "japanese"],
      ["빨간 신발", "korean"],
      ["красные туфли", "cyrillic"],
      ["אדום", "other"],
      ["耐克air", "mixed"],
      ["42 / 7.5", "none"],
      ["", "none"],
    ];
    for (const [text, writing] of cases) assert.equal(writingOf(text), writing, text);
  });
});

describe("a price limit", () => {
  it("is read from the words around it", () => {
    const cases: [string, [number, number] | undefined][] = [
      ["shoes under $50", [-Infinity, 50]],
      ["shoes under 50", [-Infinity, 50]],
      ["laptop less than 1,299.50 dollars", [-Infinity, 1299.5]],
      ["laptop up to 1.299,50 €", [-Infinity, 1299.5]],
      ["watch over £200", [200, Infinity]],
      ["watch $200 and up", [200, Infinity]],
      ["toys $20-$30", [20, 30]],
      ["toys between 30 and 20 dollars", [20, 30]],
      ["手机 100到200元", [100, 200]],
      ["手机 3000元以下", [-Infinity, 3000]],
      ["tv under 50 inches", undefined],
      ["boots over 12 inch", undefined],
      ["iphone 15", undefined],
      ["books for over 12 year olds", undefined],
      ["", undefined],
    ];
    for (const [text, range] of cases) assert.deepEqual(priceMention(text)?.range, range, text);
  });

  it("holds for any amounts", () => {
    const amount = fc.integer({ min: 1, max: 99_999 });
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const found = priceMention(`lamp between $${a.toLocaleString("en-US")} and $${b} for desks`);
        assert.deepEqual(found?.range, [Math.min(a, b), Math.max(a, b)]);
        assert.equal(found?.text.startsWith("between $"), true);
      }),
    );
  });
});

describe("sizes", () => {
  it("are read with their units, each part of the query once", () => {
    const sizes = (text: string): unknown[] => sizeMentions(text).map(({ value, unit }) => [value, unit]);
    assert.deepEqual(sizes("10 inch skillet"), [[10, "inch"]]);
    assert.deepEqual(sizes("usb stick 32GB pack of 6"), [
      [32, "GB"],
      [6, "pack"],
    ]);
    assert.deepEqual(sizes("shoes size 9.5"), [[9.5, "size"]]);
    assert.deepEqual(sizes("t-shirt XL"), [["xl", "size"]]);
    assert.deepEqual(sizes("queen size sheets"), [["queen", "size"]]);
    assert.deepEqual(sizes("跑鞋 42码"), [[42, "size"]]);
    assert.deepEqual(sizes("1/2 inch pipe, 6-pack"), [
      [0.5, "inch"],
      [6, "pack"],
    ]);
    assert.deepEqual(sizes("iphone 15 under $50"), []);
  });
});

describe("facets in a query", () => {
  it("count where the catalogue uses the words so", () => {
    const lexicon = new FacetLexicon(shop);
    const named = (text: string): string[] => lexicon.mentions(text).map(({ facet, value }) => `${facet}=${value}`);
    assert.deepEqual(named("APPLE phone"), ["brand=Apple"]);
    assert.deepEqual(named("valley farm"), ["brand=Valley Farm"]);
    assert.deepEqual(named("orange juice"), []);
    assert.deepEqual(
      lexicon.mentions("orange case", 0.1).map(({ value }) => value),
      ["orange"],
    );
    const [apple] = lexicon.mentions("apple");
    assert.equal(apple?.confidence, 6 / 12);
  });
});

describe("the intent of a query", () => {
  it("is a share of each category that the best documents have", () => {
    assert.deepEqual(categoryIntent(shop, "juice", "category"), [{ value: "Food > Juice", share: 1 }]);
    const [first] = categoryIntent(shop, "phone", "category", { levels: 1 });
    assert.deepEqual(first, { value: "Electronics", share: 1 });
    assert.equal(categoryIntent(shop, "phone", "category")[0]!.value, "Electronics > Phones");
    assert.deepEqual(categoryIntent(shop, "nothing-like-it", "category"), []);
    assert.throws(() => categoryIntent(shop, "x", "colours"), /no facet "colours"/);
  });

  it("sums to 1 over the categories of what is found", () => {
    fc.assert(
      fc.property(documents, query, (all, words) => {
        const index = new SearchIndex(TWO_FIELDS);
        for (const one of all) index.add(one);
        const shares = categoryIntent(index, words.join(" "), "brand");
        const sum = shares.reduce((total, { share }) => total + share, 0);
        assert.ok(shares.length === 0 || Math.abs(sum - 1) < 1e-12, `${sum}`);
      }),
    );
  });
});

describe("spelling", () => {
  it("is corrected to what fits the other words", () => {
    const index = new SearchIndex({ fields: { title: {} }, analysis: { stem: false } });
    const titles = ["cart", "cart", "cart", "cart", "birthday card", "card holder", "go kart"];
    titles.forEach((title, n) => index.add({ id: String(n), fields: { title } }));
    assert.equal(correctSpelling(index, "caryt"), "cart");
    assert.equal(correctSpelling(index, "birthday carx"), "birthday card");
    assert.equal(correctSpelling(index, "birthday card"), undefined);
    assert.equal(correctSpelling(index, "zzzzzzzz"), undefined);
  });

  it("puts a missing space in and takes a surplus one out", () => {
    assert.equal(correctSpelling(shop, "wirelessmouse"), "wireless mouse");
    assert.equal(correctSpelling(shop, "head phones"), "headphones");
  });
});

describe("expansion", () => {
  it("adds the other names of a word, so that they are found", () => {
    const synonyms = new Synonyms(shop.analyser, [["sofa", "couch", "settee"]], 0.5);
    assert.deepEqual(synonyms.expand("Sofas"), { couch: 0.5, settee: 0.5 });
    assert.deepEqual(synonyms.expand("phone"), {});
    const { items } = shop.search("sofa", { also: synonyms.expand("sofa") });
    assert.deepEqual(
      items.map(({ fields }) => fields["title"]),
      ["sofa", "couch"],
    );
    assert.throws(() => new Synonyms(shop.analyser, [["one"]]), /at least 2 members/);
    assert.throws(() => new Synonyms(shop.analyser, [["one", "?!"]]), /must hold a word/);
    assert.throws(() => shop.search("sofa", { also: { couch: 0 } }), /also/);
  });

  it("of weight 1 is as if the word were typed", () => {
    fc.assert(
      fc.property(documents, query, fc.constantFrom("a", "b", "c"), (all, words, more) => {
        const index = new SearchIndex(TWO_FIELDS);
        for (const one of all) index.add(one);
        const expanded = index.search(words.join(" "), { also: { [more]: 1 }, typos: false }).items;
        assert.deepEqual(expanded, index.search([...words, more].join(" "), { typos: false }).items);
      }),
    );
  });

  it("by feedback finds the words that go with those typed, and gives out its weight", () => {
    const also = expandByFeedback(shop, "apple", { weight: 2, words: 3 });
    assert.ok(Object.keys(also).includes("phone"), JSON.stringify(also));
    assert.ok(!("apple" in also));
    const sum = Object.values(also).reduce((total, weight) => total + weight, 0);
    assert.ok(Math.abs(sum - 2) < 1e-12);
    assert.deepEqual(expandByFeedback(shop, "nothing-like-it"), {});
  });
});

describe("a query reader", () => {
  it("tells all of it at once, and gives filters that a search takes", () => {
    const reader = new QueryReader(shop, {
      categoryFacet: "category",
      priceNumber: "price",
      synonyms: [["phone", "mobile"]],
    });
    const read = reader.read("  APPLE phne 64GB under $500 ");
    assert.equal(read.normalised, "apple phne 64gb under $500");
    assert.equal(read.words, "apple phone 64gb");
    assert.equal(read.correction, "apple phone 64gb");
    assert.deepEqual(read.filters, { facets: { brand: ["Apple"] }, ranges: { price: [-Infinity, 500] } });
    assert.deepEqual([read.sizes[0]?.value, read.sizes[0]?.unit], [64, "GB"]);
    assert.equal(read.categories[0]?.value, "Electronics > Phones");
    assert.deepEqual(read.also, { mobile: 0.5 });
    assert.deepEqual(shop.search(read.words, read.filters).items, []);
    assert.equal(shop.search(read.words, { facets: read.filters.facets }).items.length, 6);
    assert.deepEqual(reader.read("").categories, []);
  });
});
