import assert from "node:assert/strict";
import fc from "fast-check";
import { asItemIndex, asUserIndex, DataError, ShapeError, ValueError } from "cartwright/contracts";
import {
  categoryBlock,
  contentFromBundle,
  contentToBundle,
  type ContentModel,
  fitContent,
  type ItemProfiles,
  joinBlocks,
  textBlock,
} from "cartwright/content";
import { matrixFromEvents, type UserItemMatrix } from "cartwright/interactions";
import { CsrMatrix, csrFromTriplets } from "cartwright/linalg";
import { recommend } from "cartwright/ranking";
import { createAnalyser, fitTfidf } from "cartwright/text";
import { describeModelContract, scoresOf } from "../../support/model-contract";

/** Lets the contract suite speak for content: what is known about an item is the list of the users who have it. */
function profilesFromOwners(matrix: UserItemMatrix): ItemProfiles {
  const rowIndices: number[] = [];
  const columnIndices: number[] = [];
  for (let user = 0; user < matrix.userCount; user++) {
    for (const item of matrix.itemsOf(asUserIndex(user))) {
      rowIndices.push(item);
      columnIndices.push(user);
    }
  }
  const values = new Float64Array(rowIndices.length).fill(1);
  const vectors = csrFromTriplets({
    rows: matrix.itemCount,
    columns: matrix.userCount,
    rowIndices,
    columnIndices,
    values,
  });
  return joinBlocks([{ name: "owner", vectors, features: Array.from({ length: matrix.userCount }, (_, u) => `${u}`) }]);
}

describeModelContract("ContentModel", {
  fit: (matrix) => fitContent(matrix, { profiles: profilesFromOwners(matrix) }),
  toBundle: contentToBundle,
  fromBundle: contentFromBundle,
  personal: true,
  refusesNegative: true,
  foldsIn: true,
  findsSimilar: true,
  explains: true,
  permutation: "scores",
});

describe("ContentModel", () => {
  const titles = ["red lamp", "red desk lamp", "blue cup", "blue tea cup", "green chair", "???"];
  const analyse = createAnalyser();
  const documents = titles.map(analyse);
  const profiles = joinBlocks([textBlock("title", documents, fitTfidf(documents))]);

  function shop(pairs: [user: number, item: number, value: number][]): ContentModel {
    const matrix = matrixFromEvents({
      users: Uint32Array.from(pairs, ([user]) => user),
      items: Uint32Array.from(pairs, ([, item]) => item),
      values: Float32Array.from(pairs, ([, , value]) => value),
      duplicates: "sum",
      userCount: 3,
      itemCount: titles.length,
    });
    return fitContent(matrix, { profiles });
  }

  it("recommends a product nobody has bought to the one who bought its like", () => {
    const model = shop([
      [0, 0, 1],
      [1, 2, 1],
    ]);
    const best = (user: number): number | undefined =>
      recommend(model, asUserIndex(user), { k: 1, seen: model.seen }).items[0];
    assert.deepEqual([best(0), best(1)], [1, 3]);
  });

  it("scores by the cosine between the mean of what the user had and the item", () => {
    const model = shop([
      [0, 0, 2],
      [0, 2, 1],
    ]);
    const x = profiles.vectors.toDense();
    const profile = Array.from({ length: x.columns }, (_, f) => 2 * x.row(0)[f]! + x.row(2)[f]!);
    const length = Math.hypot(...profile);
    scoresOf(model, 0).forEach((score, item) => {
      const expected = x.row(item).reduce((sum, value, f) => sum + value * profile[f]!, 0) / length;
      assert.ok(Math.abs(score - expected) < 1e-6, `item ${item}: ${score}, expected ${expected}`);
    });
  });

  it("gives 0 to all for a user without history, or with items of which nothing is known", () => {
    const model = shop([[1, 5, 1]]);
    assert.deepEqual([...scoresOf(model, 0)], new Array(6).fill(0));
    assert.deepEqual([...scoresOf(model, 1)], new Array(6).fill(0));
  });

  it("forgets one user before it scores the next, whatever it was asked between", () => {
    const model = shop([
      [0, 0, 1],
      [1, 2, 1],
    ]);
    const before = scoresOf(model, 1);
    model.explain(asUserIndex(0), asItemIndex(1));
    model.profileOf(asUserIndex(0), 2);
    scoresOf(model, 0);
    assert.deepEqual(scoresOf(model, 1), before);
  });

  it("lists only items that share something as similar", () => {
    assert.deepEqual([...shop([]).similarItems(asItemIndex(2), 6).items], [3]);
    assert.deepEqual([...shop([]).similarItems(asItemIndex(5), 6).items], []);
  });

  it("names the strongest features of a user", () => {
    // "tea" stands in one title, "blue" and "cup" in two: it weighs most.
    const model = shop([[0, 3, 3]]);
    const features = model.profileOf(asUserIndex(0), 3).map(({ feature }) => feature);
    assert.deepEqual(features, ["title:tea", "title:blue", "title:cup"]);
    assert.deepEqual(model.profileOf(asUserIndex(2), 3), []);
  });

  it("refuses profiles of other items and a bundle that is not whole", () => {
    const model = shop([]);
    const fewer = joinBlocks([categoryBlock("brand", [0], ["A"])]);
    assert.throws(() => fitContent(model.seen, { profiles: fewer }), ShapeError);
    const { vectors, features } = model.profiles;
    const values = vectors.values.map((value, n) => (n === 0 ? -value : value));
    const signed = new CsrMatrix(vectors.rows, vectors.columns, vectors.rowStarts, vectors.columnIndices, values);
    assert.throws(() => fitContent(model.seen, { profiles: { vectors: signed, features } }), /must be at least 0/);
    const bundle = contentToBundle(model);
    assert.throws(() => contentFromBundle({ ...bundle, ids: {} }), DataError);
  });
});

describe("joinBlocks", () => {
  const brand = categoryBlock("brand", [0, 0, 1, -1], ["Acme", "Bolt"]);
  const colour = categoryBlock("colour", [0, 1, 0, -1], ["red", "blue"]);

  it("makes likeness the weighted mean of the blocks' cosines", () =>
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 50, noNaN: true }), (weight) => {
        const x = joinBlocks([{ ...brand, weight }, colour]).vectors.toDense();
        const alike = (a: number, b: number): number =>
          x.row(a).reduce((sum, value, f) => sum + value * x.row(b)[f]!, 0);
        // Items 0 and 1 share the brand alone, 0 and 2 the colour alone.
        assert.ok(Math.abs(alike(0, 1) - weight / (weight + 1)) < 1e-9);
        assert.ok(Math.abs(alike(0, 2) - 1 / (weight + 1)) < 1e-9);
        assert.ok(Math.abs(alike(0, 0) - 1) < 1e-9);
      }),
    ));

  it("leaves an item of which nothing is known without entries, and does not punish one with a block missing", () => {
    const { vectors, features } = joinBlocks([brand, categoryBlock("size", [-1, 0, -1, -1], ["L"])]);
    assert.deepEqual(features, ["brand:Acme", "brand:Bolt", "size:L"]);
    assert.equal(vectors.valuesOf(3).length, 0);
    assert.deepEqual([...vectors.valuesOf(0)], [1]);
  });

  it("refuses no blocks, blocks about other items, one name twice, weights and values out of range", () => {
    assert.throws(() => joinBlocks([]), ValueError);
    assert.throws(() => joinBlocks([brand, categoryBlock("size", [0], ["L"])]), /size must have 4 items as brand/);
    assert.throws(() => joinBlocks([brand, brand]), /differ in name/);
    assert.throws(() => joinBlocks([{ ...brand, weight: 0 }]), /weight of brand/);
    const one = new CsrMatrix(1, 1, Uint32Array.of(0, 1), Uint32Array.of(0), Float64Array.of(-1));
    assert.throws(() => joinBlocks([{ name: "price", vectors: one, features: ["price"] }]), /at least 0, received -1/);
    assert.throws(() => categoryBlock("brand", [2], ["Acme"]), /brand of item 0 must be -1 or below 1, received 2/);
  });
});
