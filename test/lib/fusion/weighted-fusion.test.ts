import assert from "node:assert/strict";
import type { BundleContent } from "cartwright/bundle";
import { asUserIndex, DataError, ShapeError, ValueError } from "cartwright/contracts";
import {
  fusionFromBundle,
  fusionToBundle,
  rememberingScorer,
  RoutedScorer,
  scaledScorer,
  UserFusion,
  WeightedFusion,
} from "cartwright/fusion";
import type { FoldsIn, ItemSets, Scorer, UserScorer } from "cartwright/ranking";
import { scorerOf } from "./support";

const scoresOf = (scorer: UserScorer, user = 0): number[] => {
  const scores = new Float32Array(scorer.itemCount).fill(NaN);
  scorer.scoreInto(asUserIndex(user), scores);
  return [...scores];
};

describe("WeightedFusion", () => {
  const loud = { name: "loud", scorer: scorerOf([[0, 500, 1000]]), weight: 0.25 };
  const quiet = { name: "quiet", scorer: scorerOf([[0.2, 0.1, 0]]), weight: 0.75 };

  it("adds scaled scores by weight, so that the loud voice does not win by its unit", () => {
    assert.deepEqual(scoresOf(new UserFusion([loud, quiet])), [0.75, 0.5, 0.25]);
    assert.ok(scoresOf(new UserFusion([loud, quiet], { scaling: "none" }))[2]! > 200);
  });

  it("never shows what one asked part never shows; a part of weight 0 is not asked", () => {
    const barred = { name: "stock", scorer: scorerOf([[1, -Infinity, 1]]), weight: 1 };
    assert.equal(scoresOf(new UserFusion([loud, barred]))[1], -Infinity);
    assert.deepEqual(scoresOf(new UserFusion([quiet, { ...barred, weight: 0 }])), [0.75, 0.375, 0]);
  });

  it("is not moved by a part that says the same of everything", () => {
    const dumb = { name: "dumb", scorer: scorerOf([[7, 7, 7]]), weight: 5 };
    assert.deepEqual(scoresOf(new UserFusion([quiet, dumb])), scoresOf(new UserFusion([quiet])));
  });

  it("fuses searches as it fuses recommenders: the context is anything", () => {
    const words: Scorer<string> = { itemCount: 2, scoreInto: (query, scores) => scores.set([query.length, 1]) };
    const taste: Scorer<string> = { itemCount: 2, scoreInto: (_, scores) => scores.set([0, 1]) };
    const both = new WeightedFusion<string>([
      { name: "words", scorer: words, weight: 2 },
      { name: "taste", scorer: taste, weight: 1 },
    ]);
    const scores = new Float32Array(2);
    both.scoreInto("lamp", scores);
    assert.deepEqual([...scores], [2, 1]);
  });

  it("takes other weights without touching the parts", () => {
    const fusion = new UserFusion([loud, quiet]);
    assert.deepEqual(scoresOf(fusion.withWeights([1, 0])), [0, 0.5, 1]);
    assert.deepEqual(scoresOf(fusion), [0.75, 0.5, 0.25]);
    assert.throws(() => fusion.withWeights([1]), ShapeError);
  });

  it("folds strangers in where all its parts do", () => {
    const folding = (rows: number[][], answer: number[]): UserScorer & FoldsIn => ({
      ...scorerOf(rows),
      scoreHistoryInto: (_, scores) => scores.set(answer),
    });
    const a = { name: "a", scorer: folding([[0, 0]], [1, 3]), weight: 1 };
    const b = { name: "b", scorer: folding([[0, 0]], [5, 4]), weight: 2 };
    const stranger = new UserFusion([a, b]).foldingIn()!;
    const scores = new Float32Array(2);
    stranger.scoreHistoryInto({ items: new Uint32Array(0), values: new Float32Array(0) }, scores);
    assert.deepEqual([...scores], [2, 1]);
    const cannot = { name: "cannot", scorer: scorerOf([[0, 0]]), weight: 1 };
    assert.equal(new UserFusion([a, cannot]).foldingIn(), undefined);
    assert.notEqual(new UserFusion([a, { ...cannot, weight: 0 }]).foldingIn(), undefined);
  });

  it("refuses parts that do not fit together, by name", () => {
    const other = { name: "other", scorer: scorerOf([[1, 2]]), weight: 1 };
    assert.throws(() => new UserFusion([]), ValueError);
    assert.throws(() => new UserFusion([loud, other]), /other must know 3 items as loud, it knows 2/);
    const two = { name: "two", scorer: scorerOf([[1, 2, 3], [1, 2, 3]]), weight: 1 }; // prettier-ignore
    assert.throws(() => new UserFusion([loud, two]), /two must know 1 users as loud, it knows 2/);
    assert.throws(() => new UserFusion([loud, loud]), /differ in name/);
    assert.throws(() => new UserFusion([{ ...loud, weight: -1 }]), /weight of loud/);
    assert.throws(() => new UserFusion([{ ...loud, weight: 0 }]), /weight above 0/);
    assert.throws(() => new UserFusion([{ ...loud, name: "a.b" }]), /letters, digits and dashes/);
    assert.throws(() => new UserFusion([loud], { scaling: "loud" as "rank" }), /scaling must be one of/);
  });
});

describe("fusionToBundle", () => {
  /** A part that is saved as one tensor and one list of ids. */
  const toBundle = (name: string, scorer: UserScorer): BundleContent => ({
    kind: "table",
    settings: { name },
    tensors: { "scores.all": { shape: [3], data: Float32Array.from(scoresOf(scorer)) } },
    ids: { items: ["x", "y", "z"] },
  });
  const fromBundle = ({ kind, tensors, ids }: BundleContent): UserScorer => {
    assert.equal(kind, "table");
    assert.deepEqual(ids, { items: ["x", "y", "z"] });
    return scorerOf([[...(tensors["scores.all"]!.data as Float32Array)]]);
  };
  const fusion = new UserFusion(
    [
      { name: "a", scorer: scorerOf([[1, 2, 4]]), weight: 0.5 },
      { name: "a-b", scorer: scorerOf([[9, 0, 3]]), weight: 2 },
    ],
    { scaling: "rank" },
  );

  it("keeps parts, weights and scaling: the same scores come back", () => {
    const content = fusionToBundle(fusion, toBundle);
    const manifest = JSON.parse(JSON.stringify(content.settings)) as BundleContent["settings"];
    const again = fusionFromBundle({ ...content, settings: manifest }, fromBundle);
    assert.deepEqual(scoresOf(again), scoresOf(fusion));
    assert.deepEqual(
      again.parts.map(({ name, weight }) => [name, weight]),
      [
        ["a", 0.5],
        ["a-b", 2],
      ],
    );
  });

  it("refuses parts whose lists of ids would fall together", () => {
    const lists: Record<string, string> = { a: "b-items", "a-b": "items" };
    const colliding = (name: string, scorer: UserScorer): BundleContent => ({
      ...toBundle(name, scorer),
      ids: { [lists[name]!]: ["x"] },
    });
    assert.throws(() => fusionToBundle(fusion, colliding), /two parts have a list of ids a-b-items/);
  });

  it("refuses a bundle of another kind or without parts", () => {
    const content = fusionToBundle(fusion, toBundle);
    assert.throws(() => fusionFromBundle({ ...content, kind: "als" }, fromBundle), DataError);
    assert.throws(() => fusionFromBundle({ ...content, settings: { scaling: "rank" } }, fromBundle), DataError);
  });
});

describe("RoutedScorer", () => {
  const histories: ItemSets = {
    userCount: 3,
    itemCount: 4,
    itemsOf: (user) => Uint32Array.from({ length: [0, 1, 3][user]! }, (_, item) => item),
  };
  const saying = (value: number): UserScorer => scorerOf([0, 1, 2].map(() => [value, value, value, value]));
  const routed = new RoutedScorer(histories, [
    { name: "warm", atLeast: 2, scorer: saying(2) },
    { name: "cold", atLeast: 0, scorer: saying(0) },
    { name: "one", atLeast: 1, scorer: saying(1) },
  ]);

  it("sends each user where the history reaches, and says where", () => {
    for (const [user, name] of ["cold", "one", "warm"].entries()) {
      assert.equal(scoresOf(routed, user)[0], user);
      assert.equal(routed.routeOf(asUserIndex(user)).name, name);
    }
  });

  it("refuses routes that leave somebody without an answer, or know other items", () => {
    assert.throws(() => new RoutedScorer(histories, [{ name: "warm", atLeast: 2, scorer: saying(1) }]), /begins at 0/);
    const twice = { name: "cold", atLeast: 0, scorer: saying(1) };
    assert.throws(() => new RoutedScorer(histories, [twice, { ...twice, name: "again" }]), ValueError);
    assert.throws(() => new RoutedScorer(histories, [{ ...twice, scorer: scorerOf([[1]]) }]), ShapeError);
    assert.throws(() => routed.routeOf(asUserIndex(3)), /user must be an index below 3/);
  });
});

describe("scaledScorer and rememberingScorer", () => {
  it("ask the model once per user and give the same scores ever after", () => {
    let asked = 0;
    const model = scorerOf([
      [1, 2, 5],
      [3, 3, 4],
    ]);
    const counting: UserScorer = { ...model, scoreInto: (user, scores) => (asked++, model.scoreInto(user, scores)) };
    const remembered = rememberingScorer(scaledScorer(counting, "min-max"));
    for (let round = 0; round < 3; round++) assert.deepEqual(scoresOf(remembered, 0), [0, 0.25, 1]);
    assert.deepEqual(scoresOf(remembered, 1), [0, 0, 1]);
    assert.equal(asked, 2);
  });

  it("remember no more than they may", () => {
    let asked = 0;
    const counting: UserScorer = { ...scorerOf([[1], [2]]), scoreInto: () => void asked++ };
    const remembered = rememberingScorer(counting, 4);
    for (let round = 0; round < 3; round++) for (const user of [0, 1]) scoresOf(remembered, user);
    assert.equal(asked, 1 + 3);
  });
});
