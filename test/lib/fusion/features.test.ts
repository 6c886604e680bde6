import assert from "node:assert/strict";
import fc from "fast-check";
import { asUserIndex, ShapeError, type UserIndex, ValueError } from "cartwright/contracts";
import { ndcg, judge } from "cartwright/evaluation";
import {
  contextFeatures,
  itemFeatures,
  joinFeatures,
  judgeRows,
  type JudgedRows,
  learnWeights,
  type Lesson,
  ModelScorer,
  overUsers,
  pairFeature,
  rowsNdcg,
  scoreFeatures,
  shortlist,
  UserFusion,
  userLesson,
  weightedRows,
} from "cartwright/fusion";
import { type ItemSets, recommend } from "cartwright/ranking";
import { scorerOf } from "./support";

const setsOf = (rows: number[][], itemCount: number): ItemSets => ({
  userCount: rows.length,
  itemCount,
  itemsOf: (user) => Uint32Array.from(rows[user]!),
});
const ada = asUserIndex(0);

describe("joinFeatures", () => {
  const sources = joinFeatures<UserIndex>(
    scoreFeatures([{ name: "als", scorer: scorerOf([[0, 5, 10, -Infinity]]) }]),
    itemFeatures(["price", "age"], Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40)),
    contextFeatures(["history"], () => [7]),
    pairFeature("bought before", () => (item) => Number(item === 2)),
  );

  it("puts scaled scores, facts of the item, of the context and of the pair side by side", () => {
    const rows = new Float32Array(2 * 5);
    sources.featuresInto(ada, Uint32Array.of(1, 2), rows, 0, 5);
    assert.deepEqual(sources.names, ["als", "price", "age", "history", "bought before"]);
    assert.deepEqual([...rows], [0.5, 2, 20, 7, 0, 1, 3, 30, 7, 1]);
  });

  it("says NaN of what a model never shows, or what is asked for", () => {
    const rows = new Float32Array(5);
    sources.featuresInto(ada, Uint32Array.of(3), rows, 0, 5);
    assert.ok(Number.isNaN(rows[0]));
    const zero = scoreFeatures([{ name: "als", scorer: scorerOf([[1, -Infinity]]) }], { missing: 0 });
    zero.featuresInto(ada, Uint32Array.of(1), rows, 0, 1);
    assert.equal(rows[0], 0);
  });

  it("refuses two features of one name, and tables that do not fit", () => {
    const price = itemFeatures<UserIndex>(["price"], Float32Array.of(1));
    assert.throws(() => joinFeatures(price, price), /differ in name/);
    assert.throws(() => joinFeatures(), ValueError);
    assert.throws(() => itemFeatures(["a", "b"], Float32Array.of(1, 2, 3)), ShapeError);
    const one = { name: "one", scorer: scorerOf([[1]]) };
    assert.throws(() => scoreFeatures([one, { name: "two", scorer: scorerOf([[1, 2]]) }]), ShapeError);
  });
});

describe("shortlist", () => {
  it("joins the best of each scorer, without what is left out", () => {
    const scorers = [scorerOf([[4, 3, 2, 1]]), scorerOf([[1, 2, 3, 4]])];
    assert.deepEqual([...shortlist<UserIndex>(scorers, { depth: 1 })(ada)], [0, 3]);
    const without = shortlist<UserIndex>(scorers, { depth: 1, exclude: () => Uint32Array.of(0) });
    assert.deepEqual([...without(ada)], [1, 3]);
    assert.throws(() => shortlist([]), ValueError);
  });
});

describe("userLesson", () => {
  const features = scoreFeatures([{ name: "all", scorer: scorerOf([[3, 2, 1], [1, 2, 3]]) }]); // prettier-ignore
  const candidates = (): Uint32Array => Uint32Array.of(0, 1, 2);
  const lesson = { features, candidates, seen: setsOf([[0], [2]], 3) };

  it("refuses answers that the models were fitted on, naming the first", () => {
    const leaking = { ...lesson, relevant: setsOf([[0, 1], []], 3) };
    assert.throws(() => userLesson(leaking), /item 0 of user 0 was in training/);
    assert.equal(userLesson({ ...leaking, newItemsOnly: true }).gradesOf(ada).size, 1);
  });

  it("refuses the training itself as its own judge, even where repeats may be forgotten", () => {
    const itself = { ...lesson, relevant: lesson.seen, newItemsOnly: true };
    assert.throws(() => userLesson(itself), /all of its 2 pairs were in training/);
  });

  it("learns from whom it is told to", () => {
    const relevant = setsOf([[1], [1]], 3);
    assert.deepEqual(userLesson({ ...lesson, relevant }).contexts, [0, 1]);
    assert.deepEqual(userLesson({ ...lesson, relevant, users: [1] }).contexts, [1]);
    // A newcomer is nobody to learn from, unless asked for.
    const newcomer = { ...lesson, relevant, seen: setsOf([[0], []], 3) };
    assert.deepEqual(userLesson(newcomer).contexts, [0]);
    assert.deepEqual(userLesson({ ...newcomer, users: [0, 1] }).contexts, [0, 1]);
  });
});

describe("judgeRows and rowsNdcg", () => {
  const lessonOf = (grades: Record<string, [number, number][]>): Lesson<string> => ({
    contexts: Object.keys(grades),
    features: scoreFeatures<string>([
      { name: "a", scorer: { itemCount: 3, scoreInto: (_, scores) => scores.set([0, 1, 2]) } },
      { name: "b", scorer: { itemCount: 3, scoreInto: (_, scores) => scores.set([2, 1, 0]) } },
    ]),
    candidates: () => Uint32Array.of(0, 1),
    gradesOf: (query) => new Map(grades[query]),
  });

  it("lays lessons under each other, without contexts that have no answer", () => {
    const rows = judgeRows(lessonOf({ lamp: [[1, 1]], nothing: [] }), lessonOf({ tea: [[0, 0.1], [2, 1]] })); // prettier-ignore
    assert.deepEqual([...rows.starts], [0, 2, 4]);
    assert.deepEqual([...rows.items], [0, 1, 0, 1]);
    assert.deepEqual([...rows.grades], [0, 1, 0.1, 0]);
    assert.deepEqual(rows.wanted.map((own) => [...own]), [[1], [1, 0.1]]); // prettier-ignore
    // tea: the best item is in no list; the other one comes first by b.
    const [, tea] = rowsNdcg(rows, weightedRows(rows, [0, 1]), 10);
    assert.ok(Math.abs(tea! - 0.1 / (1 + 0.1 / Math.log2(3))) < 1e-12);
    assert.throws(() => judgeRows(lessonOf({ nothing: [] })), /none has one/);
    assert.throws(() => judgeRows(lessonOf({ lamp: [[1, -1]] })), /grades must be above 0/);
  });

  it("agrees with the room evaluation, ties included", () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ score: fc.nat({ max: 4 }), right: fc.boolean() }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 8 }),
        (shown, k) => {
          const right = shown.flatMap(({ right: is }, item) => (is ? [item] : []));
          fc.pre(right.length > 0);
          const rows: JudgedRows = {
            names: ["score"],
            features: { rows: shown.length, columns: 1, data: Float32Array.from(shown, ({ score }) => score) },
            items: Uint32Array.from(shown, (_, item) => item),
            grades: Float64Array.from(shown, ({ right: is }) => Number(is)),
            starts: Uint32Array.of(0, shown.length),
            wanted: [new Float64Array(right.length).fill(1)],
          };
          const [own] = rowsNdcg(rows, weightedRows(rows, [1]), k);
          const { items } = recommend(scorerOf([shown.map(({ score }) => score)]), ada, { k });
          const theirs = ndcg.valueOf(judge(items, Uint32Array.from(right)), k);
          assert.ok(Math.abs(own! - theirs) < 1e-12, `${own}, evaluation ${theirs}`);
        },
      ),
    ));
});

describe("learnWeights", () => {
  it("finds the part that is right, and never does worse than the best part alone", async () => {
    // Alike they tie, and then the lower item comes first, which is the wrong one.
    const right = scorerOf([[0, 0, 0, 1], [0, 0, 1, 0]]); // prettier-ignore
    const wrong = scorerOf([[1, 0, 0, 0], [0, 1, 0, 0]]); // prettier-ignore
    const features = scoreFeatures([
      { name: "wrong", scorer: wrong },
      { name: "right", scorer: right },
    ]);
    const rows = judgeRows(
      userLesson({
        features,
        candidates: () => Uint32Array.of(0, 1, 2, 3),
        seen: setsOf([[], []], 4),
        users: [0, 1],
        relevant: setsOf([[3], [2]], 4),
      }),
    );
    const { weights, value, trials } = await learnWeights(rows);
    assert.equal(value, 1);
    assert.ok(weights[1]! > weights[0]!);
    for (const trial of trials) {
      assert.ok(Math.abs(trial.weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-12);
      assert.ok(trial.value <= value);
    }
  });

  it("weighs rows as the fusion weighs scores", async () => {
    const parts = [scorerOf([[3, 9, 1, 4]]), scorerOf([[0.2, 0.1, 0.9, 0.4]])];
    const named = parts.map((scorer, n) => ({ name: `p${n}`, scorer }));
    const rows = judgeRows(
      userLesson({
        features: scoreFeatures(named),
        candidates: () => Uint32Array.of(0, 1, 2, 3),
        seen: setsOf([[]], 4),
        users: [0],
        relevant: setsOf([[2]], 4),
      }),
    );
    const { weights } = await learnWeights(rows);
    const fused = new Float32Array(4);
    new UserFusion(named.map((part, n) => ({ ...part, weight: weights[n]! }))).scoreInto(ada, fused);
    weightedRows(rows, weights).forEach((score, n) => assert.ok(Math.abs(score - fused[n]!) < 1e-6));
  });
});

describe("ModelScorer", () => {
  const features = itemFeatures<UserIndex>(["price"], Float32Array.of(5, 1, 3));
  const cheap = { predict: ({ data }: { data: ArrayLike<number> }) => Array.from(data, (price) => -price) };

  it("scores the shortlist by the model and shows nothing else", () => {
    const scores = new Float32Array(3);
    const candidates = (): Uint32Array => Uint32Array.of(0, 2);
    new ModelScorer({ itemCount: 3, features, candidates, model: cheap }).scoreInto(ada, scores);
    assert.deepEqual([...scores], [-5, -Infinity, -3]);
    const users = overUsers(new ModelScorer({ itemCount: 3, features, model: cheap }), 1);
    assert.deepEqual([...recommend(users, ada, { k: 3 }).items], [1, 2, 0]);
    assert.throws(() => users.scoreInto(asUserIndex(1), scores), /user must be an index below 1/);
  });

  it("refuses a model that gives NaN or too few numbers", () => {
    const scores = new Float32Array(3);
    const asked = (predict: () => number[]): void =>
      new ModelScorer({ itemCount: 3, features, model: { predict } }).scoreInto(ada, scores);
    assert.throws(() => asked(() => [1, NaN, 2]), /received NaN for row 1/);
    assert.throws(() => asked(() => [1]), ShapeError);
  });
});
