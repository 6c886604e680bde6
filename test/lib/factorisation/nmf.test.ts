import assert from "node:assert/strict";
import fc from "fast-check";
import { asItemIndex, asUserIndex, ValueError } from "cartwright/contracts";
import {
  fitNmf,
  nmfFromBundle,
  type NmfOptions,
  nmfPass,
  type NmfVectors,
  nmfToBundle,
  nonNegativeLeastSquares,
  sidesOf,
} from "cartwright/factorisation";
import { matrixFromEvents, UserItemMatrix } from "cartwright/interactions";
import { Random } from "cartwright/random";
import { describeModelContract } from "../../support/model-contract";
import { errorOn, plantedRatings, readRecorded, recordedSplit, within } from "./rating-support";

for (const biased of [false, true]) {
  describeModelContract(`NMF of ratings (${biased ? "biased" : "plain"})`, {
    // Made for ratings: who has what is no part of its loss, so the planted purchases are not its to find.
    fit: (matrix, seed) => fitNmf(matrix, { factors: 2, epochs: 400, biased, seed }),
    update: (from, matrix) => fitNmf(matrix, { from, epochs: 20 }),
    toBundle: nmfToBundle,
    fromBundle: nmfFromBundle,
    personal: false,
    refusesNegative: !biased,
    foldsIn: true,
    foldsInItems: true,
    findsSimilar: true,
    explains: false,
    permutation: "best item",
  });
}

const FACTORS = 3;
const numbers = (length: number, min: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.double({ min, max: 3, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float64Array.from(values));
const problemArbitrary = fc.record({
  own: numbers(2 * FACTORS, 0),
  other: numbers(4 * FACTORS, 0),
  ownBiases: numbers(2, -3),
  otherBiases: numbers(4, -3),
  ratings: numbers(5, 0),
});
/** Two rows with three and two ratings. */
const rows = (ratings: Float64Array): UserItemMatrix =>
  new UserItemMatrix(2, 4, Uint32Array.of(0, 3, 5), Uint32Array.of(0, 2, 3, 1, 2), Float32Array.from(ratings));

describe("nmfPass", () => {
  const settings = { regularization: 0.1, biasRegularization: 0.2 };

  /** Regularised squared error, written densely. */
  function cost(side: UserItemMatrix, v: NmfVectors): number {
    let total = 0;
    for (let row = 0; row < 2; row++) {
      for (let at = side.rowStarts[row]!; at < side.rowStarts[row + 1]!; at++) {
        const partner = side.items[at]!;
        let rating = v.mean + v.ownBiases[row]! + v.otherBiases[partner]!;
        for (let f = 0; f < FACTORS; f++) rating += v.own[row * FACTORS + f]! * v.other[partner * FACTORS + f]!;
        total += (side.values[at]! - rating) ** 2;
        for (let f = 0; f < FACTORS; f++) total += settings.regularization * v.own[row * FACTORS + f]! ** 2;
        total += settings.biasRegularization * v.ownBiases[row]! ** 2;
      }
    }
    return total;
  }

  for (const biased of [false, true]) {
    it(`never raises the cost and never makes a vector negative (${biased ? "biased" : "plain"})`, () =>
      fc.assert(
        fc.property(problemArbitrary, ({ own, other, ownBiases, otherBiases, ratings }) => {
          const matrix = rows(ratings);
          const vectors: NmfVectors = {
            factors: FACTORS,
            mean: biased ? 1.5 : 0,
            own: Float32Array.from(own),
            other: Float32Array.from(other),
            ownBiases: Float32Array.from(biased ? ownBiases : [0, 0]),
            otherBiases: Float32Array.from(biased ? otherBiases : [0, 0, 0, 0]),
          };
          let before = cost(matrix, vectors);
          for (let pass = 0; pass < 4; pass++) {
            nmfPass(sidesOf(matrix).users, 0, 2, vectors, { ...settings, biased });
            const after = cost(matrix, vectors);
            assert.ok(after <= before * (1 + 1e-5) + 1e-9, `from ${before} to ${after}`);
            assert.ok(vectors.own.every((value) => value >= 0));
            before = after;
          }
        }),
      ));
  }

  it("stands still where the slope is 0, by central differences, and nowhere else", () => {
    const matrix = rows(Float64Array.of(4, 1, 5, 2, 3));
    const random = new Random(4);
    const vectors: NmfVectors = {
      factors: FACTORS,
      mean: 0,
      own: new Float32Array(2 * FACTORS).map(() => random.next()),
      other: new Float32Array(4 * FACTORS).map(() => random.next()),
      ownBiases: new Float32Array(2),
      otherBiases: new Float32Array(4),
    };
    const slopes = (): number[] =>
      Array.from(vectors.own, (_, n) => {
        const at = (shift: number): number => {
          const own = vectors.own.slice();
          own[n]! += shift;
          return cost(matrix, { ...vectors, own });
        };
        return (at(1 / 256) - at(-1 / 256)) * 128;
      });
    const first = slopes();
    const begin = vectors.own.slice();
    for (let pass = 0; pass < 3000; pass++) {
      nmfPass(sidesOf(matrix).users, 0, 2, vectors, { ...settings, biased: false });
      if (pass > 0) continue;
      // The step is −own/(2·denominator) times the slope: the same sign, entry by entry.
      first.forEach((slope, n) => assert.equal(Math.sign(vectors.own[n]! - begin[n]!), -Math.sign(slope)));
    }
    slopes().forEach((slope, n) => {
      if (vectors.own[n]! > 1e-6) assert.ok(Math.abs(slope) < 1e-3, `entry ${n}: slope ${slope}`);
      else assert.ok(slope > -1e-3, `entry ${n} is 0, and the cost falls below it: slope ${slope}`);
    });
  });
});

describe("nonNegativeLeastSquares", () => {
  it("meets the conditions of the minimum: slope 0 where x > 0, and at least 0 where x = 0", () =>
    fc.assert(
      fc.property(numbers(12, -3), numbers(4, -3), fc.integer({ min: 0, max: 1 }), (design, target, free) => {
        const size = 3;
        const matrix = new Float64Array(size * size);
        const right = new Float64Array(size);
        for (let a = 0; a < size; a++) {
          for (let n = 0; n < 4; n++) right[a]! += design[n * size + a]! * target[n]!;
          for (let b = 0; b < size; b++) {
            matrix[a * size + b] = a === b ? 0.1 : 0;
            for (let n = 0; n < 4; n++) matrix[a * size + b]! += design[n * size + a]! * design[n * size + b]!;
          }
        }
        const x = nonNegativeLeastSquares(matrix, right, free);
        for (let a = 0; a < size; a++) {
          let slope = -right[a]!;
          for (let b = 0; b < size; b++) slope += matrix[a * size + b]! * x[b]!;
          if (a >= free) assert.ok(x[a]! >= 0);
          if (a < free || x[a]! > 0) assert.ok(Math.abs(slope) < 1e-6, `slope ${slope} at ${x[a]}`);
          else assert.ok(slope > -1e-6, `slope ${slope} at 0`);
        }
      }),
    ));

  it("leaves an entry at 0 that nothing depends on", () =>
    assert.deepEqual([...nonNegativeLeastSquares(Float64Array.of(0, 0, 0, 2), Float64Array.of(0, 4))], [0, 2]));
});

describe("NMF of ratings", () => {
  const planted = plantedRatings({ users: 150, items: 100, share: 0.5, noise: 0.1, nonNegative: true });
  const options: NmfOptions = { factors: 2, epochs: 300, regularization: 0.0005 };

  it("finds planted non-negative tastes: its error on unseen ratings is near the noise", async () => {
    const curve: number[] = [];
    const model = await fitNmf(planted.train, { ...options, onProgress: (p) => curve.push(p.metrics!["rmse"]!) });
    const error = errorOn(model, planted.test);
    assert.ok(error > 0.09 && error < 0.13, `${error}`);
    const one = await fitNmf(planted.train, { ...options, factors: 1 });
    assert.ok(errorOn(one, planted.test) > 0.3, "one factor cannot tell two tastes apart");
    assert.equal(curve.length, 300);
    curve.slice(1).forEach((rmse, n) => assert.ok(rmse <= curve[n]! + 1e-5, `epoch ${n + 2}: ${rmse}`));
    for (const vectors of [model.parameters.userFactors, model.parameters.itemFactors]) {
      assert.ok(vectors.every((value) => value >= 0));
    }
  });

  it("foretells for a stranger and for a new item what it foretells for known ones of the same ratings", async () => {
    const model = await fitNmf(planted.train, options);
    const user = asUserIndex(3);
    const history = { items: planted.train.itemsOf(user), values: planted.train.valuesOf(user) };
    const [known, folded] = [new Float32Array(model.itemCount), new Float32Array(model.itemCount)];
    model.scoreInto(user, known);
    model.scoreHistoryInto(history, folded);
    known.forEach((score, item) => assert.ok(Math.abs(score - folded[item]!) < 0.05, `${score}, ${folded[item]}`));

    const { itemStarts, users, values } = itemSide(planted.train);
    const [first, end] = [itemStarts[7]!, itemStarts[8]!];
    const forUsers = new Float32Array(model.userCount);
    model.scoreAudienceInto({ users: users.slice(first, end), values: values.slice(first, end) }, forUsers);
    forUsers.forEach((score, u) => {
      const rating = model.predict(asUserIndex(u), asItemIndex(7));
      assert.ok(Math.abs(score - rating) < 0.1, `${score}, ${rating}`);
    });
  });

  it("gives who has no ratings, new or known, the average vector", async () => {
    const { rowStarts, items, values, userCount, itemCount, pairCount } = planted.train;
    const starts = Uint32Array.of(...rowStarts, pairCount);
    const wider = new UserItemMatrix(userCount + 1, itemCount, starts, items, values);
    const model = await fitNmf(wider, { ...options, epochs: 5 });
    const mean = new Float32Array(itemCount);
    const known = new Float32Array(itemCount);
    for (let user = 0; user < userCount; user++) {
      model.scoreInto(asUserIndex(user), known);
      known.forEach((score, item) => (mean[item]! += score / userCount));
    }
    model.scoreInto(asUserIndex(userCount), known);
    known.forEach((score, item) => assert.ok(Math.abs(score - mean[item]!) < 1e-4, `${score}, ${mean[item]}`));
    const empty = { items: new Uint32Array(0), values: new Float32Array(0) };
    model.scoreHistoryInto(empty, known);
    known.forEach((score, item) => assert.ok(Math.abs(score - mean[item]!) < 1e-4));
  });

  it("keeps the best epoch on the validation ratings", async () => {
    const noisy = plantedRatings({ users: 60, items: 40, share: 0.2, noise: 1, nonNegative: true });
    const seen: number[] = [];
    const model = await fitNmf(noisy.train, {
      factors: 10,
      epochs: 500,
      regularization: 0,
      validation: noisy.test,
      onProgress: ({ metrics }) => seen.push(metrics!["validationRmse"]!),
    });
    assert.ok(seen.length < 500);
    assert.equal(model.epochs - 1, seen.indexOf(Math.min(...seen)));
    assert.ok(Math.abs(errorOn(model, noisy.test) - Math.min(...seen)) < 1e-6);
  });

  it("stops when asked, with what it has, and goes on from there as if it had never stopped", async () => {
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 3) stop.abort();
    };
    const stopped = await fitNmf(planted.train, { ...options, onProgress, signal: stop.signal });
    assert.equal(stopped.epochs, 3);
    const whole = await fitNmf(planted.train, { ...options, epochs: 10 });
    const rest = await fitNmf(planted.train, { from: stopped, epochs: 7 });
    assert.deepEqual(rest.parameters, whole.parameters);
    await assert.rejects(fitNmf(planted.train, { signal: stop.signal }), /aborted/);
  });

  it("refuses negative ratings without biases, wrong settings, and a matrix smaller than the model to go on from", async () => {
    const negative = matrixFromEvents({
      users: Uint32Array.of(0),
      items: Uint32Array.of(0),
      values: Float32Array.of(-1),
      duplicates: "last",
    });
    await assert.rejects(fitNmf(negative), /values must be at least 0.*received -1/);
    const model = await fitNmf(planted.train, { ...options, epochs: 1 });
    const history = { items: Uint32Array.of(1), values: Float32Array.of(-1) };
    assert.throws(() => model.foldIn(history), /values must be at least 0.*received -1/);
    await assert.rejects(fitNmf(negative, { biased: true, from: model, factors: 2 }), /userCount must be at least 150/);
    await assert.rejects(fitNmf(planted.train, { from: model, factors: 3 }), /go on from/);
    for (const wrong of [
      { factors: 0 },
      { epochs: 0.5 },
      { regularization: -1 },
      { biasRegularization: NaN },
      { initialLow: 1, initialHigh: 1 },
      { initialLow: -1 },
      { seed: 0.5 },
    ] satisfies NmfOptions[]) {
      await assert.rejects(fitNmf(planted.train, wrong), (error) => error instanceof ValueError);
    }
  });
});

describe("NMF beside scikit-surprise on the same split", () => {
  const recorded = readRecorded<"nmf" | "biased">("surprise_nmf.json");
  for (const [name, biased] of [["nmf", false] as const, ["biased", true] as const]) {
    it(`${name}: the errors of its default settings lie within the spread over seeds`, async () => {
      const { train, test } = recordedSplit();
      within(await fitNmf(train, { biased }), test, recorded[name]);
    }).timeout(60_000);
  }
});

function itemSide(matrix: UserItemMatrix): { itemStarts: Uint32Array; users: Uint32Array; values: Float32Array } {
  const { starts: itemStarts, partners: users, values } = sidesOf(matrix).items;
  return { itemStarts, users, values };
}
