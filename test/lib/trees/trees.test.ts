import assert from "node:assert/strict";
import { Random } from "cartwright/random";
import {
  type BoostingOptions,
  type FeatureRows,
  fitAdaBoost,
  fitBins,
  fitBoosting,
  fitForest,
  fitLambdaMart,
  meanNdcg,
  MISSING_BIN,
  type Tree,
  type TreeEnsemble,
  treesFromBundle,
  treesToBundle,
} from "cartwright/trees";
import * as fc from "fast-check";
import reference from "../../reference/trees/reference.json";

function table(rows: readonly (readonly (number | null)[])[]): FeatureRows {
  const columns = rows[0]?.length ?? 1;
  return { rows: rows.length, columns, data: Float64Array.from(rows.flat(), (value) => value ?? NaN) };
}

/** Random features, some missing, and a target that depends on them. */
function made(
  rows: number,
  columns: number,
  seed: number,
): { features: FeatureRows & { data: Float64Array }; targets: Float64Array } {
  const random = new Random(seed);
  const data = Float64Array.from({ length: rows * columns }, () => (random.next() < 0.1 ? NaN : random.normal()));
  const targets = Float64Array.from({ length: rows }, (_, row) => {
    const [a = 0, b = 0] = data.subarray(row * columns, row * columns + 2);
    return (Number.isNaN(a) ? 1 : a) + (b > 0 ? 1 : 0) + 0.2 * random.normal();
  });
  return { features: { rows, columns, data }, targets };
}

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}

const KERNELS = ["wasm", "plain"] as const;
const ONE_SPLIT: BoostingOptions = { trees: 1, learningRate: 1, leaves: 2, minRows: 1 };

describe("binned features", () => {
  it("keep the order of values, and give each of few values a bin of its own", () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: -50, max: 50 })), { minLength: 1 }),
        fc.integer({ min: 2, max: 255 }),
        (values, most) => {
          const features = table(values.map((value) => [value]));
          const bins = fitBins(features, most);
          const codes = bins.encode(features);
          const distinct = new Set(values.filter((value) => value !== null)).size;
          assert.ok(bins.counts[0]! <= most);
          if (distinct > 0 && distinct <= most) assert.equal(bins.counts[0], distinct);
          values.forEach((a, i) => {
            assert.equal(codes[i] === MISSING_BIN, a === null);
            values.forEach((b, j) => {
              if (a !== null && b !== null && a <= b) assert.ok(codes[i]! <= codes[j]!);
            });
          });
        },
      ),
    );
  });

  it("hold about equally many rows each where values are many", () => {
    const random = new Random(3);
    const features = { rows: 20_000, columns: 1, data: Float64Array.from({ length: 20_000 }, () => random.normal()) };
    const codes = fitBins(features, 100).encode(features);
    const sizes = new Uint32Array(100);
    for (const code of codes) sizes[code]!++;
    assert.ok(
      sizes.every((size) => size >= 195 && size <= 205),
      sizes.join(" "),
    );
  });
});

describe("a split", () => {
  it("is the best of all thresholds and both ways for missing values", async () => {
    const cell = fc.option(fc.integer({ min: 0, max: 6 }), { freq: 4 });
    const row = fc.record({
      cells: fc.array(cell, { minLength: 3, maxLength: 3 }),
      target: fc.integer({ min: -5, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 2, maxLength: 25 }),
        fc.constantFrom(...KERNELS),
        async (rows, kernel) => {
          const targets = rows.map(({ target }) => target);
          const model = await fitBoosting(table(rows.map(({ cells }) => cells)), targets, { ...ONE_SPLIT, kernel });
          const mean = targets.reduce((sum, one) => sum + one, 0) / targets.length;
          const gainOf = (goesLeft: (cells: readonly (number | null)[]) => boolean): number => {
            const sides = [true, false].map((left) => rows.filter(({ cells }) => goesLeft(cells) === left));
            if (sides.some(({ length }) => length === 0)) return 0;
            return sides.reduce(
              (sum, side) => sum + side.reduce((s, { target }) => s + target - mean, 0) ** 2 / side.length,
              0,
            );
          };
          let best = 0;
          for (const feature of [0, 1, 2]) {
            for (let threshold = 0; threshold <= 6; threshold++) {
              for (const missingLeft of [true, false]) {
                best = Math.max(
                  best,
                  gainOf((cells) => (cells[feature] === null ? missingLeft : cells[feature]! <= threshold)),
                );
              }
            }
          }
          near(model.trees[0]!.gains[0] ?? 0, best, 1e-6);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("leaves each side its least rows", async () => {
    const { features, targets } = made(500, 4, 1);
    const { trees } = await fitBoosting(features, targets, { trees: 5, minRows: 37 });
    for (const { leafRows } of trees) assert.ok(leafRows.every((rows) => rows >= 37));
  });

  it("is none where all targets are equal, all features missing, or there is one row", async () => {
    const none = async (rows: FeatureRows, targets: number[]): Promise<void> => {
      const model = await fitBoosting(rows, targets, { minRows: 1 });
      assert.ok(model.trees.every(({ features }) => features.length === 0));
      assert.deepEqual(
        [...model.predict(rows)],
        targets.map(() => targets.reduce((a, b) => a + b) / targets.length),
      );
    };
    await none(table([[1], [2], [3]]), [4, 4, 4]);
    await none(table([[null], [null]]), [1, 3]);
    await none(table([[7]]), [5]);
  });
});

describe("boosted trees", () => {
  it("are the same in WebAssembly and plain TypeScript, and for the same seed", async () => {
    const { features, targets } = made(400, 7, 2);
    const classes = Array.from(targets, (target) => Math.min(2, Math.max(0, Math.floor(target))));
    const starts = [0, 100, 101, 250, 400];
    const share = { rowShare: 0.6, featureShare: 0.5, trees: 6, leaves: 9, minRows: 5 };
    const fits: ((options: BoostingOptions) => Promise<TreeEnsemble>)[] = [
      (options) => fitBoosting(features, targets, { trees: 10, bins: 30, ...options }),
      (options) => fitBoosting(features, classes, { ...share, objective: "softmax", ...options }),
      ({ kernel, seed }) => fitLambdaMart(features, classes, starts, { ...share, kernel, seed }),
    ];
    for (const fit of fits) {
      const wasm = await fit({ kernel: "wasm" });
      assert.deepEqual(treesToBundle(await fit({ kernel: "plain" })), treesToBundle(wasm));
    }
    const other = await fits[1]!({ seed: 2 });
    assert.notDeepEqual(treesToBundle(other), treesToBundle(await fits[1]!({ seed: 1 })));
  });

  it("fit the training rows exactly when they may, missing values among them", async () => {
    const features = table([
      [1, null],
      [null, 2],
      [1, 5],
      [null, null],
      [3, 2],
      [4, null],
    ]);
    const targets = [3, -1, 4, 1, 5, 9];
    const model = await fitBoosting(features, targets, { ...ONE_SPLIT, leaves: 6 });
    model.predict(features).forEach((value, row) => near(value, targets[row]!, 1e-6));
  });

  it("send missing values where they went in training, and to the larger side where there were none", async () => {
    const rows = Array.from({ length: 60 }, (_, n) => [n % 3 === 0 ? null : n % 3, n % 2]);
    const targets = rows.map(([a]) => (a === null || a === 1 ? 1 : 0));
    const model = await fitBoosting(table(rows), targets, ONE_SPLIT);
    const answers = model.predict({ rows: 3, columns: 2, data: Float64Array.of(NaN, 0, 1, 1, 2, NaN) });
    answers.forEach((value, n) => near(value, [1, 1, 0][n]!, 1e-6));
    const skewed = Array.from({ length: 40 }, (_, n) => [n < 30 ? 0 : 1]);
    const unseen = await fitBoosting(
      table(skewed),
      skewed.map(([a]) => a!),
      ONE_SPLIT,
    );
    near(unseen.predict(table([[null]]))[0]!, 0, 1e-6);
  });

  const features = table(reference.features);
  const settings = { leaves: 8, learningRate: 0.2, minRows: 1, minCurvature: 1, l2: 0.5 };
  const agree = (model: TreeEnsemble, expected: readonly number[], tolerance: number): void => {
    const scores = model.scores(features);
    assert.equal(scores.length, expected.length);
    scores.forEach((score, n) => near(score, expected[n]!, tolerance));
  };

  it("score as LightGBM's do (squared error, logistic, softmax)", async () => {
    agree(await fitBoosting(features, reference.number, { ...settings, trees: 20 }), reference.squared, 1e-4);
    const logistic = { ...settings, trees: 10, objective: "logistic" as const };
    agree(await fitBoosting(features, reference.binary, logistic), reference.logistic, 1e-4);
    const softmax = { ...settings, trees: 10, objective: "softmax" as const };
    agree(await fitBoosting(features, reference.three, softmax), reference.softmax, 1e-4);
  });

  it("rank as LightGBM's do", async () => {
    const starts = Array.from({ length: 21 }, (_, query) => 20 * query);
    const model = await fitLambdaMart(features, reference.label, starts, { ...settings, trees: 10 });
    agree(model, reference.lambdarank, 1e-4);
  });

  it("are explained by the Shapley values of the definition, whose sum is the score", async () => {
    const { features: all, targets } = made(200, 4, 8);
    const model = await fitBoosting(all, targets, { trees: 3, leaves: 6 });
    for (let row = 0; row < 10; row++) {
      const one = all.data.slice(4 * row, 4 * row + 4);
      const { base, amounts } = model.contributions(one);
      near(
        amounts.reduce((sum, amount) => sum + amount, base),
        model.scores(all)[row]!,
        1e-9,
      );
      amounts.forEach((amount, feature) => near(amount, shapley(model.trees, one, feature), 1e-9));
    }
  });

  it("stop early and keep the best rounds", async () => {
    const { features: train, targets } = made(300, 5, 4);
    const validation = made(300, 5, 5);
    const figures: number[] = [];
    const model = await fitBoosting(train, targets, {
      trees: 300,
      minRows: 2,
      learningRate: 0.3,
      patience: 10,
      validation,
      onProgress: ({ metrics }) => figures.push(metrics!["rmse"]!),
    });
    assert.ok(figures.length < 300);
    assert.equal(model.rounds, 1 + figures.indexOf(Math.min(...figures)));
    assert.equal(figures.length, model.rounds + 10);
    const errors = model.predict(validation.features).map((value, n) => (value - validation.targets[n]!) ** 2);
    near(Math.sqrt(errors.reduce((sum, error) => sum + error, 0) / 300), Math.min(...figures), 1e-9);
  });

  it("name the features that matter", async () => {
    const { features: train, targets } = made(600, 6, 6);
    const model = await fitBoosting(train, targets);
    const gains = model.importance("gain");
    assert.ok(
      gains.every((gain, feature) => feature < 2 || gain < gains[1]! / 2),
      gains.join(" "),
    );
    const splits = model.importance("split").reduce((sum, count) => sum + count, 0);
    assert.equal(
      splits,
      model.trees.reduce((sum, tree) => sum + tree.features.length, 0),
    );
  });

  it("answer the same after being saved and loaded", async () => {
    const { features: train, targets } = made(200, 3, 7);
    const model = await fitBoosting(train, targets, { trees: 8 });
    const content = treesToBundle(model);
    const loaded = treesFromBundle(content);
    assert.deepEqual(loaded, model);
    assert.deepEqual(loaded.scores(train), model.scores(train));
    assert.throws(() => treesFromBundle({ ...content, kind: "als" }), /received als/);
    const data = Int32Array.from(content.tensors["children"]!.data, () => 0);
    const looped = { ...content.tensors, children: { shape: [data.length], data } };
    assert.throws(() => treesFromBundle({ ...content, tensors: looped }), /two children for each node/);
  });

  it("refuse what does not fit", async () => {
    const one = table([[1], [2]]);
    await assert.rejects(fitBoosting(one, [1]), /targets must have length 2, received length 1/);
    await assert.rejects(fitBoosting(one, [1, NaN]), /targets must be finite numbers, received NaN in row 1/);
    await assert.rejects(fitBoosting(table([[1], [Infinity]]), [1, 2]), /received Infinity in row 1, column 0/);
    await assert.rejects(fitBoosting(one, [0, 2], { objective: "logistic" }), /targets must be 0 or 1, received 2/);
    await assert.rejects(fitBoosting(one, [0, 1], { bins: 256 }), /bins must be at most 255/);
    await assert.rejects(fitBoosting(one, [0, 1], { rowShare: 0 }), /rowShare must be a finite number above 0/);
    await assert.rejects(fitBoosting(one, [0, 1], { weights: [1, -1] }), /weights must be .* received -1 in row 1/);
    await assert.rejects(fitLambdaMart(one, [0, 1.5], [0, 2]), /labels must be whole numbers/);
    await assert.rejects(fitLambdaMart(one, [0, 1], [0, 1]), /starts must rise from 0 to the 2 rows/);
    await assert.rejects(fitBoosting(one, [0, 1], { signal: AbortSignal.abort(new Error("enough")) }), /enough/);
    const model = await fitBoosting(one, [0, 1]);
    assert.throws(() => model.scores(table([[1, 2]])), /columns of features must have length 1/);
  });
});

describe("LambdaMART", () => {
  it("finds a planted order that chance does not", async () => {
    const random = new Random(1);
    const rows = 2000;
    const data = Float64Array.from({ length: 4 * rows }, () => random.normal());
    const labels = Uint8Array.from({ length: rows }, (_, n) =>
      Math.max(0, Math.min(3, Math.round(1 + data[4 * n]! - data[4 * n + 1]!))),
    );
    const starts = Array.from({ length: 101 }, (_, query) => 20 * query);
    const features = { rows, columns: 4, data };
    const model = await fitLambdaMart(features, labels, starts, { trees: 30 });
    const ndcg = meanNdcg(labels, starts, model.scores(features), 10);
    assert.ok(ndcg > 0.97, `ndcg ${ndcg}`);
    assert.ok(meanNdcg(labels, starts, new Float64Array(rows), 10) < 0.7);
  });

  it("learns nothing from queries of one document or of equal labels", async () => {
    const features = table([[1], [2], [3], [4]]);
    const model = await fitLambdaMart(features, [2, 1, 1, 1], [0, 1, 4], { minRows: 1 });
    assert.deepEqual([...model.scores(features)], [0, 0, 0, 0]);
  });
});

describe("many trees side by side", () => {
  it("are surer together: a forest errs less than its kind of tree alone", async () => {
    const train = made(600, 6, 11);
    const test = made(600, 6, 12);
    const errorOf = (model: TreeEnsemble): number =>
      model.predict(test.features).reduce((sum, value, n) => sum + (value - test.targets[n]!) ** 2, 0) / 600;
    const options = { featureShare: 0.7, seed: 3 };
    const forest = await fitForest(train.features, train.targets, { ...options, trees: 60 });
    const alone = await fitForest(train.features, train.targets, { ...options, trees: 1 });
    assert.ok(errorOf(forest) < 0.6 * errorOf(alone), `${errorOf(forest)} and ${errorOf(alone)}`);
    assert.deepEqual(
      treesToBundle(await fitForest(train.features, train.targets, { ...options, trees: 60, kernel: "plain" })),
      treesToBundle(forest),
    );
  });

  it("vote in AdaBoost, where stumps together tell an interval that none tells alone", async () => {
    const rows = Array.from({ length: 90 }, (_, n) => [n]);
    const inside = rows.map(([n]) => Number(n! >= 30 && n! < 60));
    const model = await fitAdaBoost(table(rows), inside, { trees: 30 });
    model.predict(table(rows)).forEach((p, n) => assert.equal(Number(p > 0.5), inside[n]));
    // The first stump gets a third wrong, so its voice is ln 2.
    near(Math.abs(model.trees[0]!.values[0]!), Math.LN2, 1e-9);
    await assert.rejects(
      fitAdaBoost(
        table(rows),
        rows.map(() => 2),
      ),
      /targets must be 0 or 1, received 2 in row 0/,
    );
  });
});

/** By the definition: the mean over all orders of what the feature adds when it becomes known. */
function shapley(trees: readonly Tree[], row: Float64Array, feature: number): number {
  const others = [0, 1, 2, 3].filter((one) => one !== feature);
  let sum = 0;
  for (let mask = 0; mask < 8; mask++) {
    const known = new Set(others.filter((_, n) => (mask >> n) & 1));
    const weight = [1 / 4, 1 / 12, 1 / 12, 1 / 4][known.size]!;
    const more = new Set([...known, feature]);
    for (const tree of trees) sum += weight * (expected(tree, row, more, 0) - expected(tree, row, known, 0));
  }
  return sum;
}

function expected(tree: Tree, row: Float64Array, known: ReadonlySet<number>, node: number): number {
  if (tree.features.length === 0) return tree.values[0]!;
  if (node < 0) return tree.values[~node]!;
  const [left, right] = [tree.children[2 * node]!, tree.children[2 * node + 1]!];
  const feature = tree.features[node]!;
  if (known.has(feature)) {
    const value = row[feature]!;
    const goesLeft = Number.isNaN(value) ? tree.missingLeft[node] === 1 : value <= tree.thresholds[node]!;
    return expected(tree, row, known, goesLeft ? left : right);
  }
  const rowsOf = (child: number): number => (child < 0 ? tree.leafRows[~child]! : tree.nodeRows[child]!);
  const share = rowsOf(left) / tree.nodeRows[node]!;
  return share * expected(tree, row, known, left) + (1 - share) * expected(tree, row, known, right);
}
