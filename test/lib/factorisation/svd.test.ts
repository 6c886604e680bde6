import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { asItemIndex, asUserIndex, NotSupportedError, type Progress, ValueError } from "cartwright/contracts";
import { mae, rmse } from "cartwright/evaluation";
import {
  fitSvd,
  fitSvdpp,
  type KernelName,
  ratingModelFromBundle,
  ratingModelToBundle,
  type RatingModel,
  type RatingParameters,
  startRatingParameters,
  type StepSettings,
  type SvdOptions,
  svdPass,
  svdppPass,
} from "cartwright/factorisation";
import { matrixFromEvents, UserItemMatrix } from "cartwright/interactions";
import { Random } from "cartwright/random";
import { describeModelContract } from "../../support/model-contract";

const kinds = { SVD: fitSvd, "SVD++": fitSvdpp };

const kernels = ["wasm", "plain"] as const;

for (const [name, fit] of Object.entries(kinds)) {
  for (const kernel of kernels) describeContract(name, fit, kernel);
}

function describeContract(name: string, fit: typeof fitSvd, kernel: KernelName): void {
  const settings: SvdOptions = { factors: 2, epochs: 300, learningRate: 0.05, regularization: 0.1, kernel };
  describeModelContract(`${name} on ratings (${kernel})`, {
    // Made for ratings: who has what is no part of its loss, so the planted purchases are not its to find.
    fit: (matrix, seed) => fit(matrix, { ...settings, seed }),
    toBundle: ratingModelToBundle,
    fromBundle: ratingModelFromBundle,
    personal: false,
    refusesNegative: false,
    foldsIn: true,
    foldsInItems: true,
    update: (from, grown) => fit(grown, { from, epochs: 50 }),
    findsSimilar: true,
    explains: false,
    permutation: "best item",
  });
}

describe("steps of SVD and SVD++", () => {
  const settings: StepSettings = { learningRate: 0.05, regularization: 0.3 };
  const matrix = new UserItemMatrix(
    2,
    4,
    Uint32Array.of(0, 3, 5),
    Uint32Array.of(0, 2, 3, 1, 2),
    Float32Array.of(4, 1, 5, 2, 3),
  );

  for (const implicit of [false, true]) {
    it(`${implicit ? "SVD++" : "SVD"}: each goes downhill as the numeric gradient of the regularised loss says`, () => {
      const start = startRatingParameters(matrix, { factors: 3, initialSpread: 0.8, seed: 3 }, implicit);
      const expected = flatten(start);
      for (let user = 0; user < matrix.userCount; user++) {
        for (const item of matrix.itemsOf(asUserIndex(user)))
          numericStep(expected, start, matrix, user, item, settings);
      }
      const before = flatten(start);
      if (start.implicitFactors === undefined) svdPass(start, matrix, 0, 2, settings);
      else svdppPass(start, start.implicitFactors, matrix, 0, 2, settings);
      const after = flatten(start);
      after.forEach((value, n) => assert.ok(Math.abs(value - expected[n]!) < 2e-6, `${n}: ${value}, ${expected[n]}`));
      assert.ok(after.some((value, n) => Math.abs(value - before[n]!) > 0.05));
    });

    for (const kernel of kernels) {
      it(`an epoch of ${implicit ? "SVD++" : "SVD"} (${kernel}) goes downhill likewise`, async () => {
        const fitting = { ...settings, factors: 3, initialSpread: 0.8, seed: 3, epochs: 1, kernel };
        const expected = flatten(startRatingParameters(matrix, fitting, implicit));
        for (let user = 0; user < matrix.userCount; user++) {
          for (const item of matrix.itemsOf(asUserIndex(user)))
            numericStep(expected, startRatingParameters(matrix, fitting, implicit), matrix, user, item, settings);
        }
        const model = await (implicit ? fitSvdpp : fitSvd)(matrix, fitting);
        assert.equal(model.settings.kernel, kernel);
        flatten(model.parameters).forEach((value, n) =>
          assert.ok(Math.abs(value - expected[n]!) < 2e-6, `${n}: ${value}, ${expected[n]}`),
        );
      });
    }
  }

  for (const [name, fit] of Object.entries(kinds)) {
    it(`${name}: WebAssembly and TypeScript agree at any number of factors, over several epochs`, async () => {
      const { train } = plantedRatings({ users: 40, items: 30, share: 0.4, noise: 0.1 });
      for (const factors of [1, 4, 7, 8, 9, 33]) {
        const [wasm, plain] = await Promise.all(
          kernels.map((kernel) => fit(train, { factors, epochs: 5, learningRate: 0.01, kernel })),
        );
        const [a, b] = [flatten(wasm!.parameters), flatten(plain!.parameters)];
        a.forEach((value, n) => assert.ok(Math.abs(value - b[n]!) < 1e-5, `${factors}, ${n}: ${value}, ${b[n]}`));
      }
    });
  }
});

describe("SVD of ratings", () => {
  const planted = plantedRatings({ users: 150, items: 100, share: 0.5, noise: 0.1 });
  const options: SvdOptions = { factors: 2, epochs: 120, learningRate: 0.02, regularization: 0.005 };

  for (const [name, fit] of Object.entries(kinds)) {
    it(`${name} finds planted tastes: its error on unseen ratings is near the noise, biases alone are far off`, async () => {
      const model = await fit(planted.train, options);
      const error = errorOn(model, planted.test);
      assert.ok(error > 0.09 && error < 0.13, `${error}`);
      const biasesAlone = await fit(planted.train, { ...options, initialSpread: 0 });
      assert.ok(errorOn(biasesAlone, planted.test) > 0.5);
    });

    it(`${name} gives the same numbers for one seed, and others for another`, async () => {
      const short = { ...options, epochs: 2 };
      const [one, same, other] = await Promise.all([1, 1, 2].map((seed) => fit(planted.train, { ...short, seed })));
      assert.deepEqual(one!.parameters, same!.parameters);
      assert.notDeepEqual(one!.parameters.itemFactors, other!.parameters.itemFactors);
    });

    it(`${name} foretells for a stranger what it foretells for the known user of the same ratings`, async () => {
      const model = await fit(planted.train, options);
      for (const user of [0, 1, 2].map(asUserIndex)) {
        const known = new Float32Array(model.itemCount);
        const folded = new Float32Array(model.itemCount);
        model.scoreInto(user, known);
        const history = { items: planted.train.itemsOf(user), values: planted.train.valuesOf(user) };
        model.scoreHistoryInto(history, folded);
        assert.ok(rmse(folded, known) < 0.1, `${rmse(folded, known)}`);
      }
    });
  }

  it("keeps the best epoch on the validation ratings and ends when it gets no better", async () => {
    const seen: number[] = [];
    const noisy = plantedRatings({ users: 60, items: 40, share: 0.3, noise: 1.5 });
    const model = await fitSvd(noisy.train, {
      ...options,
      factors: 8,
      epochs: 100,
      regularization: 0,
      validation: noisy.test,
      patience: 2,
      onProgress: ({ metrics }) => seen.push(metrics!["validationRmse"]!),
    });
    assert.ok(seen.length < 100);
    assert.equal(model.epochs, seen.length - 2);
    assert.equal(model.epochs - 1, seen.indexOf(Math.min(...seen)));
    assert.ok(Math.abs(errorOn(model, noisy.test) - Math.min(...seen)) < 1e-9);
  });

  it("returns the best epoch so far when it is interrupted with validation ratings", async () => {
    const noisy = plantedRatings({ users: 60, items: 40, share: 0.3, noise: 1.5 });
    const stop = new AbortController();
    const seen: number[] = [];
    const model = await fitSvd(noisy.train, {
      ...options,
      factors: 8,
      regularization: 0,
      validation: noisy.test,
      patience: 120,
      signal: stop.signal,
      onProgress: ({ metrics }) => {
        if (seen.push(metrics!["validationRmse"]!) === 60) stop.abort();
      },
    });
    assert.equal(seen.length, 60);
    assert.ok(model.epochs < 60);
    assert.ok(Math.abs(errorOn(model, noisy.test) - Math.min(...seen)) < 1e-9);
  });

  it("takes shorter and shorter steps when the learning rate decays, by the factor of each epoch", async () => {
    const one = { ...options, epochs: 1, learningRate: 0.02, factors: 3 };
    const whole = await fitSvd(planted.train, one);
    const sameFirst = await fitSvd(planted.train, { ...one, learningRateDecay: 0.5 });
    assert.deepEqual(sameFirst.parameters, whole.parameters, "the first epoch has the whole rate");
    const all = { ...one, epochs: 40, learningRateDecay: 0.5 };
    const [settled, soon] = [await fitSvd(planted.train, all), await fitSvd(planted.train, { ...all, epochs: 30 })];
    settled.parameters.itemFactors.forEach((value, n) =>
      assert.ok(Math.abs(value - soon.parameters.itemFactors[n]!) < 1e-6, "2^-30 of a step moves nothing"),
    );
    assert.notDeepEqual(settled.parameters.itemFactors, whole.parameters.itemFactors);
  });

  it("falls in error from epoch to epoch, and stops when asked, with what it has", async () => {
    const stop = new AbortController();
    const heard: Progress[] = [];
    const onProgress = (progress: Progress): void => {
      heard.push(progress);
      if (progress.done === 3) stop.abort();
    };
    const model = await fitSvd(planted.train, { ...options, onProgress, signal: stop.signal });
    assert.equal(model.epochs, 3);
    assert.equal(heard.length, 3);
    assert.ok(heard[2]!.metrics!["rmse"]! < heard[0]!.metrics!["rmse"]!);
    await assert.rejects(fitSvd(planted.train, { signal: stop.signal }), /aborted/);
  });

  it("clips predictions to the range of the ratings unless told not to, and never its scores", async () => {
    const ends = matrixFromEvents({
      users: Uint32Array.of(0, 0, 1, 2),
      items: Uint32Array.of(0, 1, 0, 1),
      values: Float32Array.of(5, 5, 5, 1),
      duplicates: "last",
    });
    const free = await fitSvd(ends, {
      epochs: 400,
      learningRate: 0.05,
      regularization: 0,
      initialSpread: 0,
      clip: false,
    });
    const clipped = await fitSvd(ends, { epochs: 400, learningRate: 0.05, regularization: 0, initialSpread: 0 });
    const [user, item] = [asUserIndex(2), asItemIndex(1)];
    const scores = new Float32Array(2);
    let beyond = 0;
    for (let u = 0; u < 3; u++) {
      free.scoreInto(asUserIndex(u), scores);
      scores.forEach((score, i) => {
        const [freely, within] = [free, clipped].map((model) => model.predict(asUserIndex(u), asItemIndex(i)));
        assert.ok(Math.abs(score - freely!) < 1e-5);
        assert.equal(within, Math.min(5, Math.max(1, freely!)));
        if (freely !== within) beyond++;
      });
    }
    assert.ok(beyond > 0, "some rating lies beyond the range");
    assert.ok(clipped.predict(user, item) >= 1);
    assert.throws(() => clipped.predict(asUserIndex(3), item), /user must be an index below 3/);
    assert.throws(() => clipped.predict(user, asItemIndex(2)), /item must be an index below 2/);
  });

  it("foretells an unrated item for an unrated user as the mean of all ratings", async () => {
    const { rowStarts, items, values, userCount, itemCount, pairCount } = planted.train;
    const starts = Uint32Array.of(...rowStarts, pairCount);
    const wider = new UserItemMatrix(userCount + 1, itemCount + 1, starts, items, values);
    for (const fit of Object.values(kinds)) {
      const model = await fit(wider, { ...options, epochs: 2 });
      const mean = values.reduce((sum, value) => sum + value, 0) / pairCount;
      assert.ok(Math.abs(model.predict(asUserIndex(userCount), asItemIndex(itemCount)) - mean) < 1e-5);
    }
  });

  it("refuses steps that make the numbers leave all bounds, wrong settings, and strangers without regularisation", async () => {
    await assert.rejects(fitSvd(planted.train, { learningRate: 10 }), /learningRate must be small enough/);
    for (const wrong of [
      { factors: 0 },
      { epochs: 0.5 },
      { learningRate: NaN },
      { regularization: -1 },
      { initialSpread: Infinity },
      { seed: 0.5 },
      { kernel: "fast" as never },
      { learningRateDecay: 0 },
      { learningRateDecay: 1.1 },
      { validation: planted.test, patience: 0 },
    ] satisfies SvdOptions[]) {
      await assert.rejects(
        async () => fitSvd(planted.train, wrong),
        (error) => error instanceof ValueError,
      );
    }
    const loose = await fitSvd(planted.train, { epochs: 1, regularization: 0 });
    const history = { items: Uint32Array.of(1), values: Float32Array.of(2) };
    assert.throws(() => loose.scoreHistoryInto(history, new Float32Array(loose.itemCount)), NotSupportedError);
  });
});

describe("SVD beside scikit-surprise on the same split", function () {
  interface Errors {
    readonly rmse: number;
    readonly mae: number;
  }
  const folder = join(__dirname, "../../reference/factorisation");
  const recorded = JSON.parse(readFileSync(join(folder, "surprise_svd.json"), "utf8")) as Record<
    "svd" | "svdpp",
    Errors[]
  >;
  const rows = gunzipSync(readFileSync(join(folder, "ratings-100k.csv.gz")))
    .toString()
    .trim()
    .split("\n")
    .slice(1);
  const part = (isTest: boolean): UserItemMatrix => {
    const kept = rows.filter((_, n) => (n % 5 === 0) === isTest).map((row) => row.split(",").map(Number));
    const users = Uint32Array.from(kept, ([user]) => user!);
    const items = Uint32Array.from(kept, ([, item]) => item!);
    const values = Float32Array.from(kept, ([, , rating]) => rating!);
    return matrixFromEvents({ users, items, values, duplicates: "last", userCount: 943, itemCount: 1682 });
  };

  for (const [name, fit] of [["svd", fitSvd] as const, ["svdpp", fitSvdpp] as const]) {
    it(`${name}: the errors of its default settings lie within the spread over seeds`, async () => {
      const model = await fit(part(false));
      const { foretold, given } = answers(model, part(true));
      for (const [figure, measure] of Object.entries({ rmse, mae })) {
        const theirs = recorded[name].map((run) => run[figure as keyof Errors]);
        const [least, most] = [Math.min(...theirs), Math.max(...theirs)];
        const ours = measure(foretold, given);
        // Our order of steps is another too, so half the spread is allowed on either side, and 0.001 for few seeds.
        const slack = (most - least) / 2 + 0.001;
        assert.ok(ours > least - slack && ours < most + slack, `${figure} ${ours}, theirs ${least} to ${most}`);
      }
    }).timeout(30_000);
  }
});

/** Ratings μ + b_u + b_i + p · q + noise of which a share is known; the rest tests. */
function plantedRatings({
  users,
  items,
  share,
  noise,
}: {
  users: number;
  items: number;
  share: number;
  noise: number;
}): {
  train: UserItemMatrix;
  test: UserItemMatrix;
} {
  const random = new Random(11);
  const normals = (count: number): number[] => Array.from({ length: count }, () => random.normal());
  const [userBias, itemBias, p, q] = [normals(users), normals(items), normals(users * 2), normals(items * 2)];
  const cells: { user: number; item: number; value: number; isTest: boolean }[] = [];
  for (let user = 0; user < users; user++) {
    for (let item = 0; item < items; item++) {
      const taste = p[2 * user]! * q[2 * item]! + p[2 * user + 1]! * q[2 * item + 1]!;
      const value = 3 + 0.5 * userBias[user]! + 0.5 * itemBias[item]! + taste + noise * random.normal();
      cells.push({ user, item, value, isTest: random.next() >= share });
    }
  }
  const part = (isTest: boolean): UserItemMatrix => {
    const kept = cells.filter((cell) => cell.isTest === isTest);
    return matrixFromEvents({
      users: Uint32Array.from(kept, ({ user }) => user),
      items: Uint32Array.from(kept, ({ item }) => item),
      values: Float32Array.from(kept, ({ value }) => value),
      duplicates: "last",
      userCount: users,
      itemCount: items,
    });
  };
  return { train: part(false), test: part(true) };
}

function answers(model: RatingModel, test: UserItemMatrix): { foretold: number[]; given: Float32Array } {
  const foretold: number[] = [];
  for (let user = 0; user < test.userCount; user++) {
    foretold.push(...model.predictMany(asUserIndex(user), test.itemsOf(asUserIndex(user))));
  }
  return { foretold, given: test.values };
}

function errorOn(model: RatingModel, test: UserItemMatrix): number {
  const { foretold, given } = answers(model, test);
  return rmse(foretold, given);
}

/** All parameters that are learned, one after the other. */
function flatten(parameters: RatingParameters): Float64Array {
  const { userBiases, itemBiases, userFactors, itemFactors, implicitFactors = [] } = parameters;
  return Float64Array.of(...userBiases, ...itemBiases, ...userFactors, ...itemFactors, ...implicitFactors);
}

/** Moves `flat` by one step against the central differences of the regularised loss of one rating, written out. */
function numericStep(
  flat: Float64Array,
  { mean, implicitFactors }: RatingParameters,
  matrix: UserItemMatrix,
  user: number,
  item: number,
  { learningRate, regularization }: StepSettings,
): void {
  const { userCount, itemCount } = matrix;
  const factors = 3;
  const itemBias = userCount + item;
  const p = userCount + itemCount + user * factors;
  const q = userCount + itemCount + (userCount + item) * factors;
  const y = userCount + itemCount + (userCount + itemCount) * factors;
  const rated = implicitFactors === undefined ? [] : [...matrix.itemsOf(asUserIndex(user))];
  const rating = matrix.valueOf(asUserIndex(user), asItemIndex(item));
  const loss = (at: Float64Array): number => {
    let foretold = mean + at[user]! + at[itemBias]!;
    let squares = at[user]! ** 2 + at[itemBias]! ** 2;
    for (let d = 0; d < factors; d++) {
      const implicit = rated.reduce((sum, j) => sum + at[y + j * factors + d]!, 0) / Math.sqrt(rated.length || 1);
      foretold += at[q + d]! * (at[p + d]! + implicit);
      squares += at[q + d]! ** 2 + at[p + d]! ** 2;
      for (const j of rated) squares += at[y + j * factors + d]! ** 2;
    }
    return ((rating - foretold) ** 2 + regularization * squares) / 2;
  };
  const h = 1e-5;
  const gradient = flat.map((value, n) => {
    const shifted = flat.slice();
    shifted[n] = value + h;
    const above = loss(shifted);
    shifted[n] = value - h;
    return (above - loss(shifted)) / (2 * h);
  });
  gradient.forEach((slope, n) => (flat[n]! -= learningRate * slope));
}
