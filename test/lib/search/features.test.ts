import assert from "node:assert/strict";
import { readBundle, writeBundle } from "cartwright/bundle";
import {
  DocumentVectors,
  ExactIndex,
  featureSchema,
  featureSkew,
  FeatureStore,
  requireSameFeatures,
  searchFromBundle,
  SearchIndex,
  searchToBundle,
} from "cartwright/search";
import * as fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { documents, query, TWO_FIELDS } from "./shop";

/** A small shop with every kind of feature. */
function shop(): { index: SearchIndex; vectors: DocumentVectors } {
  const index = new SearchIndex({
    fields: { title: { weight: 2 }, body: {} },
    facets: ["brand", "colour"],
    numbers: ["price", "popularity"],
  });
  const vectors = new DocumentVectors(new ExactIndex({ dimension: 2, metric: "cosine" }));
  const add = (id: string, title: string, body: string, more: object, vector?: [number, number]): void => {
    index.add({ id, fields: { title, body }, ...more });
    if (vector !== undefined) vectors.set(id, Float32Array.from(vector));
  };
  add(
    "1",
    "red running shoes size 10",
    "light shoes for runners",
    {
      facets: { brand: "Aster", colour: "Red" },
      numbers: { price: 40, popularity: 3 },
    },
    [1, 0],
  );
  add(
    "2",
    "Birk running jacket",
    "shoes not included",
    {
      facets: { brand: "Birk", colour: "Blue" },
      numbers: { price: 80 },
    },
    [0, 2],
  );
  add("3", "shoes that keep running", "red", { facets: { brand: "Birk" } });
  add("4", "kettle", "boils", { facets: { colour: "Red" } });
  return { index, vectors };
}

/** Features of one product by name. */
function named(store: FeatureStore, query: string, id: string, vector?: Float32Array): Record<string, number> {
  const { data } = store.rowsFor(query, [id], vector);
  return Object.fromEntries(store.schema.names.map((name, n) => [name, data[n]!]));
}

describe("features of queries and products", () => {
  it("are those of the schema, in its order", () => {
    const { index, vectors } = shop();
    const store = new FeatureStore(index, { vectors });
    const { rows, columns, data } = store.rowsFor("red shoes", ["1", "2"], Float32Array.of(1, 0));
    assert.deepEqual([rows, columns, data.length], [2, store.schema.names.length, 2 * columns]);
    assert.deepEqual(store.schema, featureSchema(index, true));
    assert.equal(new Set(store.schema.names).size, columns);
  });

  it("bm25f is the score of the search, to the last bit of float32", () => {
    fc.assert(
      fc.property(documents, query, (all, words) => {
        const index = new SearchIndex(TWO_FIELDS);
        all.forEach((one) => index.add(one));
        const text = words.join(" ");
        const { items } = index.search(text, { k: 30 });
        const matcher = index.matcher(text);
        for (const { id, score } of items) assert.equal(matcher.match(id)!.bm25f, score);
        const found = new Set(items.map(({ id }) => id));
        for (const { id } of all) if (!found.has(id)) assert.equal(matcher.match(id)!.bm25f, 0);
      }),
      { numRuns: 60 },
    );
  });

  it("tell the fields apart: their BM25, coverage, the longest run as it stands", () => {
    const { index } = shop();
    const store = new FeatureStore(index);
    const of = named(store, "running shoes", "1");
    assert.equal(of["coverage"], 1);
    assert.equal(of["coverage.title"], 1);
    assert.equal(of["phrase.title"], 1);
    assert.equal(of["phrase.body"], 0.5);
    assert.equal(of["length.title"], 5);
    assert.ok(of["coverage.body"]! > 0 && of["coverage.body"]! < 1);
    const third = named(store, "running shoes", "3");
    assert.equal(third["phrase.title"], 0.5, "the words stand apart");
    assert.equal(third["coverage.title"], 1);
    assert.equal(third["bm25.body"], 0);
  });

  it("correct what is misspelt before words are matched", () => {
    const store = new FeatureStore(shop().index);
    const [right, wrong] = ["running jacket", "runing jacket"].map((text) => named(store, text, "2"));
    assert.equal(wrong!["phrase.title"], right!["phrase.title"]);
    assert.ok(wrong!["bm25f"]! > 0);
  });

  it("know whether brand, colour, size and price are those that the query names, and nothing where it names none", () => {
    const store = new FeatureStore(shop().index);
    const asked = "red shoes size 10 under $50";
    const first = named(store, asked, "1");
    assert.deepEqual([first["named.colour"], first["fits.size"], first["fits.price"]], [1, 1, 1]);
    const second = named(store, asked, "2");
    assert.deepEqual([second["named.colour"], second["fits.size"], second["fits.price"]], [0, 0, 0]);
    assert.equal(named(store, "birk jacket", "2")["named.brand"], 1);
    assert.equal(named(store, "birk jacket", "1")["named.brand"], 0);
    assert.equal(
      named(store, "birk jacket", "4")["named.brand"],
      0,
      "a product without a brand has not the one asked for",
    );
    const plain = named(store, "kettle", "1");
    for (const name of ["named.brand", "fits.size", "fits.price"]) assert.ok(Number.isNaN(plain[name]), name);
  });

  it("leave out what is not known: a price, a vector, a product", () => {
    const { index, vectors } = shop();
    const store = new FeatureStore(index, { vectors });
    const vector = Float32Array.of(3, 4);
    const known = named(store, "shoes", "1", vector);
    assert.deepEqual([known["number.price"], known["number.popularity"]], [40, 3]);
    assert.equal(known["similarity"], Math.fround(0.6));
    assert.equal(known["query.best_similarity"], Math.fround(0.8));
    const third = named(store, "shoes", "3", vector);
    for (const name of ["number.price", "similarity"]) assert.ok(Number.isNaN(third[name]), name);
    const absent = named(store, "shoes", "nobody", vector);
    for (const name of ["bm25f", "length.title", "coverage", "similarity"]) assert.ok(Number.isNaN(absent[name]), name);
    assert.ok(Number.isNaN(named(store, "shoes", "1")["similarity"]), "no query vector");
    assert.ok(Number.isNaN(named(store, "shoes", "1")["query.best_similarity"]));
  });

  it("do not depend on which other products are asked about", () => {
    const { index, vectors } = shop();
    const store = new FeatureStore(index, { vectors });
    const vector = Float32Array.of(1, 1);
    const all = store.rowsFor("red shoes", ["1", "2", "3", "4"], vector);
    ["1", "2", "3", "4"].forEach((id, row) => {
      const alone = store.rowsFor("red shoes", [id], vector);
      assert.deepEqual(alone.data, all.data.slice(row * all.columns, (row + 1) * all.columns));
    });
  });

  it("of an empty query and of an empty index are numbers or missing, never infinite", () => {
    const empty = new FeatureStore(new SearchIndex({ fields: { title: {} } }));
    for (const [store, ids] of [
      [new FeatureStore(shop().index), ["1", "2"]],
      [empty, ["1"]],
    ] as const) {
      for (const text of ["", "   ", "qqqqqqqq"]) {
        assert.ok(store.rowsFor(text, ids).data.every((value) => Math.abs(value) !== Infinity));
      }
    }
    assert.equal(empty.rowsFor("x", []).rows, 0);
  });
});

describe("training-serving skew", () => {
  const asked = ["red shoes", "birk jacket under $90", "runing shoes size 10", "kettle", ""];

  it("there is none between the index that was trained on and the one that was saved and loaded", async () => {
    const { index, vectors } = shop();
    const trained = new FeatureStore(index, { vectors });
    const samples = asked.map((text, n) => {
      const ids = ["1", "2", "3", "4"];
      const vector = n === 3 ? undefined : Float32Array.of(n, 1);
      return { query: text, ids, vector, features: trained.rowsFor(text, ids, vector) };
    });
    const folder = mkdtempSync(join(tmpdir(), "cartwright-skew-"));
    try {
      await writeBundle(join(folder, "index"), searchToBundle(index));
      const loaded = searchFromBundle(await readBundle(join(folder, "index")));
      const served = new FeatureStore(loaded, { vectors: DocumentVectors.fromBundle(vectors.toBundle(), "plain") });
      assert.deepEqual(featureSkew(samples, served), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is seen, by feature, when serving computes from something else", () => {
    const { index, vectors } = shop();
    const trained = new FeatureStore(index, { vectors });
    const ids = ["1", "2"];
    const vector = Float32Array.of(1, 0);
    const features = trained.rowsFor("shoes", ids, vector);
    const lost = featureSkew([{ query: "shoes", ids, features }], trained);
    assert.deepEqual(lost.map(({ name }) => name).sort(), [
      "query.best_similarity",
      "similarity",
      "similarity.below_best",
    ]);
    assert.deepEqual(lost[0], { name: "query.best_similarity", values: 2, differing: 2, largest: Infinity });
    index.update({
      id: "1",
      fields: { title: "red running shoes size 10", body: "light shoes for runners" },
      numbers: { price: 45 },
    });
    const moved = featureSkew([{ query: "shoes", ids, vector, features }], trained);
    assert.deepEqual(
      moved.find(({ name }) => name === "number.price"),
      {
        name: "number.price",
        values: 2,
        differing: 1,
        largest: 5,
      },
    );
  });

  it("other features are refused, and the message says which", () => {
    const { index } = shop();
    const [plain, withVectors] = [featureSchema(index, false), featureSchema(index, true)];
    requireSameFeatures(plain, featureSchema(index, false));
    assert.throws(() => requireSameFeatures(withVectors, plain), /does not give query\.best_similarity, similarity/);
    assert.throws(() => requireSameFeatures(plain, withVectors), /does not know query\.best_similarity/);
    assert.throws(() => requireSameFeatures({ ...plain, version: 0 }, plain), /version 0 of the features.*version 1/);
    const turned = { ...plain, names: [...plain.names].reverse() };
    assert.throws(() => requireSameFeatures(turned, plain), /their order differs/);
  });
});
