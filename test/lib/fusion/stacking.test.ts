import assert from "node:assert/strict";
import fc from "fast-check";
import { ValueError } from "cartwright/contracts";
import {
  type FeatureRows,
  type FitRows,
  fitStacking,
  outOfFold,
  probeForLeak,
  requireHonestPredictions,
} from "cartwright/fusion";
import { DenseMatrix } from "cartwright/linalg";
import { fitRidge } from "cartwright/linear";
import { Random } from "cartwright/random";
import { fitForest } from "cartwright/trees";
import { rowsOf } from "./reference";

const dense = ({ rows, columns, data }: FeatureRows): DenseMatrix =>
  new DenseMatrix(rows, columns, Float64Array.from(data));
const ridge: FitRows = async (features, targets) => {
  const model = await fitRidge(dense(features), targets, { alpha: 1e-3 });
  return { predict: (asked) => model.predict(dense(asked)) };
};
const forest: FitRows = (features, targets) => fitForest(features, targets, { trees: 12, minRows: 3, featureShare: 1 });
/** Remembers every row it was fitted on, and says the mean of all others. */
const memory: FitRows = (training, targets) => {
  const key = ({ data, columns }: FeatureRows, row: number): string =>
    data.subarray(row * columns, (row + 1) * columns).join();
  const known = new Map(Array.from(targets, (target, row) => [key(training, row), target]));
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  return {
    predict: (asked) => Array.from({ length: asked.rows }, (_, row) => known.get(key(asked, row)) ?? mean),
  };
};

const random = new Random(11);
const features = rowsOf(Array.from({ length: 400 }, () => [random.normal(), random.normal(), random.normal()]));
const noise = Float64Array.from({ length: 400 }, () => Number(random.next() < 0.5));
/** Half a line and half a step, so that neither a line nor trees alone have it all. */
const wanted = (row: number): number => {
  const [a, b, c] = [0, 1, 2].map((column) => features.data[3 * row + column]!);
  return 2 * a! + (b! > 0 && c! > 0 ? 3 : 0);
};
const targets = Float64Array.from({ length: 400 }, (_, row) => wanted(row) + 0.3 * random.normal());

describe("outOfFold", () => {
  it("asks each row of models that were fitted without it: who only remembers knows nothing", async () => {
    const { predictions, foldOf } = await outOfFold(features, targets, [{ name: "memory", fit: memory }], { folds: 4 });
    for (let fold = 0; fold < 4; fold++) {
      const others = targets.filter((_, row) => foldOf[row] !== fold);
      const mean = others.reduce((sum, value) => sum + value, 0) / others.length;
      foldOf.forEach((own, row) => {
        if (own === fold) assert.ok(Math.abs(predictions.data[row]! - mean) < 1e-12);
      });
    }
  });

  it("deals folds as even as can be, each row once", () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 5, max: 40 }), fc.integer({ min: 2, max: 5 }), async (rows, folds) => {
        const few = { rows, columns: 1, data: Float64Array.from({ length: rows }, (_, row) => row) };
        const { foldOf } = await outOfFold(few, few.data, [{ name: "memory", fit: memory }], { folds });
        const sizes = Array.from({ length: folds }, (_, fold) => foldOf.filter((own) => own === fold).length);
        assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
      }),
      { numRuns: 30 },
    ));

  it("refuses too few rows, no learner, and a learner that does not answer", async () => {
    await assert.rejects(outOfFold(rowsOf([[1], [2]]), [1, 2], [{ name: "m", fit: memory }], { folds: 3 }), ValueError);
    await assert.rejects(outOfFold(features, targets, []), /at least one/);
    const dumb: FitRows = () => ({ predict: ({ rows }) => new Array<number>(rows).fill(NaN) });
    await assert.rejects(outOfFold(features, targets, [{ name: "dumb", fit: dumb }]), /of dumb must be numbers/);
  });
});

describe("fitStacking", () => {
  const learners = [
    { name: "ridge", fit: ridge },
    { name: "forest", fit: forest },
    { name: "memory", fit: memory },
  ];
  const others = rowsOf(Array.from({ length: 400 }, () => [random.normal(), random.normal(), random.normal()]));
  const truth = Array.from({ length: 400 }, (_, row) => {
    const [a, b, c] = [0, 1, 2].map((column) => others.data[3 * row + column]!);
    return 2 * a! + (b! > 0 && c! > 0 ? 3 : 0);
  });
  const errorOf = (said: ArrayLike<number>): number =>
    Array.from(said).reduce((sum, value, n) => sum + (value - truth[n]!) ** 2, 0) / truth.length;

  it("beats each of its learners on rows that none has seen, where each has one half of the truth", async () => {
    const stacked = await fitStacking(features, targets, { learners, meta: ridge });
    const error = errorOf(stacked.predict(others));
    for (const { name, model } of stacked.learners) {
      const own = errorOf(model.predict(others));
      assert.ok(error < own, `stacked ${error}, ${name} ${own}`);
    }
  });

  it("does not believe who only remembers; a second level fitted on the first one's own rows does", async () => {
    const honest = await fitStacking(features, targets, { learners, meta: ridge });
    const said = await Promise.all(learners.map(async ({ fit }) => (await fit(features, targets)).predict(features)));
    const table = rowsOf(Array.from({ length: 400 }, (_, row) => said.map((own) => own[row]!)));
    const leaking = await ridge(table, targets);
    const asked = await Promise.all(honest.learners.map(({ model }) => model.predict(others)));
    const there = rowsOf(Array.from({ length: 400 }, (_, row) => asked.map((own) => own[row]!)));
    assert.ok(errorOf(leaking.predict(there)) > 5 * errorOf(honest.predict(others)));
  });

  it("shows the second level the features too, where asked", async () => {
    const lonely = [{ name: "memory", fit: memory }];
    const without = await fitStacking(features, targets, { learners: lonely, meta: forest });
    const passing = await fitStacking(features, targets, { learners: lonely, meta: forest, passThrough: true });
    assert.ok(errorOf(passing.predict(others)) < 0.5 * errorOf(without.predict(others)));
  });
});

describe("probeForLeak", () => {
  const inFold = async (labels: Float64Array): Promise<ArrayLike<number>> =>
    (await forest(features, labels)).predict(features);
  const honest = async (labels: Float64Array): Promise<ArrayLike<number>> =>
    (await outOfFold(features, labels, [{ name: "forest", fit: forest }])).predictions.data;

  it("finds in-fold predictions on pure noise, which look good; out of fold they do not", async () => {
    const right = (said: ArrayLike<number>): number =>
      noise.filter((label, row) => said[row]! > 0.5 === (label === 1)).length / noise.length;
    assert.ok(right(await inFold(noise)) > 0.8, "in-fold predictions look good on noise");
    assert.ok(right(await honest(noise)) < 0.6, "out-of-fold predictions do not");
    assert.ok((await probeForLeak(noise, inFold)).leaks);
    assert.ok(!(await probeForLeak(noise, honest)).leaks);
  });

  it("is not misled by what can be foretold: honest predictions of a real truth pass", async () => {
    const probe = await probeForLeak(targets, honest);
    assert.ok(!probe.leaks, `z ${probe.z}`);
    await requireHonestPredictions(targets, honest);
    await assert.rejects(requireHonestPredictions(targets, inFold), /made without their own labels/);
  });

  it("passes predictions that have nothing to do with the labels, for every seed", () =>
    fc.assert(
      // z lies above 5 once in three million.
      fc.asyncProperty(fc.integer(), async (seed) => {
        const chance = new Random(seed).split("said");
        const said = Float64Array.from({ length: 60 }, () => chance.next());
        const probe = await probeForLeak(noise.subarray(0, 60), () => said, { seed });
        assert.ok(!probe.leaks, `z ${probe.z}`);
      }),
    ));

  it("refuses labels that are all alike, and a wrong number of predictions", async () => {
    await assert.rejects(
      probeForLeak([1, 1, 1], () => [1, 2, 3]),
      /labels must differ/,
    );
    await assert.rejects(
      probeForLeak([1, 0, 1], () => [1, 2]),
      /length 3/,
    );
  });
});
