import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BundleContent, readBundle, writeBundle } from "cartwright/bundle";
import { asUserIndex, DataError, type UserIndex } from "cartwright/contracts";
import {
  addMargin,
  capPerGroup,
  Cascade,
  cascadeFromBundle,
  cascadeToBundle,
  diversify,
  type FitRows,
  fitStacking,
  keepBest,
  onlyAllowed,
  rankBy,
  stackingFromBundle,
  stackingToBundle,
} from "cartwright/fusion";
import { matrixFromEvents } from "cartwright/interactions";
import { fitItemKnn, ItemKnnModel, itemKnnFromBundle, itemKnnToBundle } from "cartwright/neighbours";
import { fitPopularity, PopularityModel, popularityFromBundle, popularityToBundle } from "cartwright/popularity";
import { Random } from "cartwright/random";
import type { Scorer } from "cartwright/ranking";
import { fitForest, TreeEnsemble, treesFromBundle, treesToBundle } from "cartwright/trees";
import { rowsOf } from "./reference";

const random = new Random(5);

/** What is read back from a disk, where nothing but plain data arrives. */
async function throughDisk(content: BundleContent): Promise<BundleContent> {
  const folder = mkdtempSync(join(tmpdir(), "fusion-bundle-"));
  try {
    await writeBundle(join(folder, "model"), content);
    return await readBundle(join(folder, "model"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("stackingToBundle", () => {
  const features = rowsOf(Array.from({ length: 120 }, () => [random.normal(), random.normal(), random.normal()]));
  const targets = Float64Array.from({ length: 120 }, (_, row) => features.data[3 * row]! + random.normal() / 5);
  const trees =
    (count: number): FitRows =>
    (rows, wanted) =>
      fitForest(rows, wanted, { trees: count, minRows: 5 });
  const fresh = rowsOf(Array.from({ length: 40 }, () => [random.normal(), random.normal(), random.normal()]));
  const modelToBundle = (_: string, model: unknown): BundleContent => treesToBundle(model as TreeEnsemble);

  for (const passThrough of [false, true]) {
    it(`predicts the same to the last bit when it is read back, ${passThrough ? "with" : "without"} the features`, async () => {
      const learners = [
        { name: "few trees", fit: trees(3) },
        { name: "more", fit: trees(9) },
      ];
      const model = await fitStacking(features, targets, { learners, meta: trees(5), passThrough, folds: 3 });
      const content = await throughDisk(stackingToBundle(model, modelToBundle));
      const again = stackingFromBundle(content, treesFromBundle);
      assert.deepEqual(again.predict(fresh), model.predict(fresh));
      assert.deepEqual(
        again.learners.map(({ name }) => name),
        ["few trees", "more"],
      );
    });
  }

  it("refuses another kind, and a bundle that lacks a model", async () => {
    const learners = [{ name: "trees", fit: trees(2) }];
    const content = stackingToBundle(await fitStacking(features, targets, { learners, meta: trees(2) }), modelToBundle);
    assert.throws(() => stackingFromBundle({ ...content, kind: "fusion" }, treesFromBundle), DataError);
    const [first] = content.settings["parts"] as readonly BundleContent["settings"][];
    const without = { ...content, settings: { ...content.settings, parts: [first!] } };
    assert.throws(() => stackingFromBundle(without, treesFromBundle), /one more for the second level/);
  });
});

describe("cascadeToBundle", () => {
  const [users, items] = [30, 24];
  const matrix = matrixFromEvents({
    users: Uint32Array.from({ length: 300 }, () => random.integer(users)),
    items: Uint32Array.from({ length: 300 }, () => random.integer(items)),
    userCount: users,
    itemCount: items,
    duplicates: "once",
  });
  const scorerToBundle = (_: string, scorer: Scorer<UserIndex>): BundleContent =>
    scorer instanceof ItemKnnModel ? itemKnnToBundle(scorer) : popularityToBundle(scorer as PopularityModel);
  const scorerFromBundle = (content: BundleContent): Scorer<UserIndex> =>
    content.kind === "popularity" ? popularityFromBundle(content) : itemKnnFromBundle(content);
  const similar = diversify<UserIndex>({ similarity: (a, b) => Number(a % 3 === b % 3), lambda: 0.6 });
  let cascade: Cascade<UserIndex>;

  before(async () => {
    cascade = new Cascade<UserIndex>({
      retrieve: fitPopularity(matrix),
      depth: 18,
      stages: [
        rankBy("neighbours", await fitItemKnn(matrix, { neighbours: 5 })),
        onlyAllowed(
          "stock",
          Uint8Array.from({ length: items }, (_, item) => Number(item % 5 > 0)),
        ),
        addMargin(
          Float64Array.from({ length: items }, () => random.next()),
          0.3,
        ),
        capPerGroup(
          "two of a brand",
          Int32Array.from({ length: items }, (_, item) => (item % 7) - 1),
          2,
        ),
        similar,
        keepBest(6),
      ],
    });
  });

  it("gives the same list after every stage when it is read back", async () => {
    const content = await throughDisk(cascadeToBundle(cascade, scorerToBundle));
    const again = cascadeFromBundle(content, {
      scorerFromBundle,
      stageOf: (name) => (name === "diversity" ? similar : undefined),
    });
    for (let user = 0; user < users; user++) {
      const exclude = matrix.itemsOf(asUserIndex(user));
      const traces = await cascade.trace(asUserIndex(user), { exclude });
      assert.deepEqual(await again.trace(asUserIndex(user), { exclude }), traces);
      assert.ok(traces.at(-1)!.list.items.length > 0);
    }
  });

  it("names a stage of code that nobody makes, and refuses another kind", () => {
    const content = cascadeToBundle(cascade, scorerToBundle);
    assert.throws(() => cascadeFromBundle(content, { scorerFromBundle }), /stage diversity .* stageOf must make it/);
    assert.throws(() => cascadeFromBundle({ ...content, kind: "als" }, { scorerFromBundle }), DataError);
    const { rule2: _, ...tensors } = content.tensors;
    assert.throws(
      () => cascadeFromBundle({ ...content, tensors }, { scorerFromBundle }),
      /must have the tensor rule2 of type Float64Array/,
    );
  });
});
