import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BundleContent, writeBundle } from "cartwright/bundle";
import { DataError, NotSupportedError, ShapeError, ValueError } from "cartwright/contracts";
import { loadRecommender, type ModelLoader, saveRecommender, UnknownIdError } from "cartwright/serving";
import { ableScorer, HISTORIES, ITEMS, plainScorer, toyRecommender, USERS } from "./toy-recommender";

describe("Recommender", () => {
  it("recommends what the user does not have, best first, and names the model as source", () => {
    assert.deepEqual(toyRecommender().recommend("ann", 10), {
      user: "ann",
      items: [
        { item: "jam", score: 0.5, source: "toy" },
        { item: "pot", score: 0.375, source: "toy" },
      ],
    });
  });

  it("gives an unknown user what most users have, and says so", () => {
    // cup stands in two histories, the others in one; ties stand in the order of the items.
    const { items } = toyRecommender().recommend("nobody", 3);
    assert.deepEqual(items, [
      { item: "cup", score: 2, source: "popularity" },
      { item: "tea", score: 1, source: "popularity" },
      { item: "pot", score: 1, source: "popularity" },
    ]);
  });

  it("answers many users as it answers each, in their order, strangers among them", async () => {
    const recommender = toyRecommender();
    const users = ["nobody", "ben", "ann", "nobody else", "ann", "客户", "somebody"];
    for (const k of [0, 1, 3, 10]) {
      const answers = [];
      for await (const answer of recommender.recommendMany(users, k)) answers.push(answer);
      assert.deepEqual(
        answers,
        users.map((user) => recommender.recommend(user, k)),
      );
    }
  });

  it("gives fewer than k where fewer are left, and none for k = 0", () => {
    assert.equal(toyRecommender().recommend("ann", 100).items.length, 2);
    assert.deepEqual(toyRecommender().recommend("ann", 0).items, []);
    assert.throws(() => toyRecommender().recommend("ann", -1), ValueError);
  });

  it("folds in what happened since training, for users known and unknown", () => {
    // The toy adds up the history: ann's two ones and the view make 3; pot is item 2.
    const recent = [{ item: "jam", type: "view" as const }];
    const ann = toyRecommender().recommend("ann", 10, recent).items;
    assert.deepEqual(ann.at(-1), { item: "pot", score: 5, source: "toy" });
    const stranger = toyRecommender().recommend("nobody", 1, recent).items;
    assert.deepEqual(stranger, [{ item: "jam", score: 4, source: "toy" }]);
  });

  it("does not take a click for a rating", () => {
    const recent = [{ item: "jam", type: "click" as const }];
    const recommender = toyRecommender({ feedback: "explicit" });
    assert.deepEqual(recommender.recommend("ann", 5, recent), recommender.recommend("ann", 5));
  });

  it("does not recommend what was bought since, even where the model cannot fold in", () => {
    const bought = [{ item: "jam", type: "buy" as const }];
    for (const recommender of [toyRecommender(), toyRecommender({ scorer: plainScorer })]) {
      assert.deepEqual(
        recommender.recommend("ann", 10, bought).items.map(({ item }) => item),
        ["pot"],
      );
    }
  });

  it("passes over events on items that the model does not know", () => {
    const recent = [{ item: "a new product", type: "buy" as const }];
    assert.deepEqual(toyRecommender().recommend("ann", 5, recent), toyRecommender().recommend("ann", 5));
    assert.equal(toyRecommender().recommend("nobody", 1, recent).items[0]!.source, "popularity");
  });

  it("lists similar items and explains a score in ids", () => {
    assert.deepEqual(toyRecommender().similar("jam", 5), { item: "jam", items: [{ item: "tea", score: 0.5 }] });
    const contributions = [{ item: "cup", amount: 0.25 }];
    assert.deepEqual(toyRecommender().explain("ben", "jam"), { user: "ben", item: "jam", score: 1.5, contributions });
  });

  it("says which id it does not know, and what a model cannot do", () => {
    assert.throws(() => toyRecommender().similar("gin", 1), new UnknownIdError("item", "gin"));
    assert.throws(() => toyRecommender().explain("nobody", "tea"), new UnknownIdError("user", "nobody"));
    assert.throws(() => toyRecommender().explain("ann", "gin"), /does not know the item "gin"/);
    assert.throws(() => toyRecommender({ scorer: plainScorer }).similar("tea", 1), NotSupportedError);
    assert.throws(() => toyRecommender({ scorer: plainScorer }).explain("ann", "tea"), NotSupportedError);
  });

  it("refuses parts that do not fit together", () => {
    assert.throws(() => toyRecommender({ users: ["ann"] }), ShapeError);
    assert.throws(() => toyRecommender({ items: [...ITEMS, "gin"] }), ShapeError);
    assert.throws(() => toyRecommender({ popularity: new Float32Array(1) }), ShapeError);
    assert.throws(() => toyRecommender({ users: ["ann", "ben", "ann"] }), /"ann" stands twice/);
  });
});

describe("saveRecommender and loadRecommender", () => {
  const content: BundleContent = {
    kind: "toy",
    settings: { eighth: 0.125 },
    tensors: { weights: { shape: [2], data: Float32Array.of(1, 2) } },
  };
  const loaders: Record<string, ModelLoader> = { toy: () => plainScorer };
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "cartwright-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const dir = (): string => join(folder, "model");

  it("give back a recommender with the same answers, for users known and unknown", async () => {
    const popularity = Float32Array.of(1, 2, 3, 4);
    const saved = toyRecommender({ scorer: plainScorer, popularity });
    await saveRecommender(dir(), saved, { model: content, columns: { user: "who" }, dataHash: "0123" });
    const { recommender, bundle } = await loadRecommender(dir(), loaders);
    for (const user of [...USERS, "nobody"]) assert.deepEqual(recommender.recommend(user, 3), saved.recommend(user, 3));
    assert.deepEqual([...recommender.seen.items], [...HISTORIES.items]);
    assert.deepEqual(bundle.columns, { user: "who" });
    assert.equal(bundle.dataHash, "0123");
    assert.match(recommender.name, /^toy@[0-9a-f]{8}$/);
  });

  it("remember that values are ratings", async () => {
    const model = { ...content, settings: { feedback: "explicit" } };
    await saveRecommender(dir(), toyRecommender(), { model });
    const { recommender } = await loadRecommender(dir(), { toy: () => ableScorer });
    const recent = [{ item: "jam", type: "click" as const }];
    assert.deepEqual(recommender.recommend("ann", 5, recent), recommender.recommend("ann", 5));
  });

  it("hand the model's own tensors and settings to its loader", async () => {
    await saveRecommender(dir(), toyRecommender(), { model: content });
    let handed: BundleContent | undefined;
    const look: ModelLoader = (it) => {
      handed = it;
      return plainScorer;
    };
    await loadRecommender(dir(), { toy: look });
    assert.deepEqual(handed!.settings, content.settings);
    assert.deepEqual(handed!.tensors["weights"], content.tensors["weights"]);
  });

  it("refuse a kind without loader, naming those there are", async () => {
    await saveRecommender(dir(), toyRecommender(), { model: content });
    await assert.rejects(loadRecommender(dir(), { als: () => plainScorer }), /kind toy; known are als/);
    await assert.rejects(loadRecommender(dir(), {}), NotSupportedError);
  });

  it("refuse a bundle that holds a bare model", async () => {
    await writeBundle(dir(), content);
    await assert.rejects(loadRecommender(dir(), loaders), (error: Error) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, /bare model/);
      return true;
    });
  });
});
