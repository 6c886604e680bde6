import assert from "node:assert/strict";
import fc from "fast-check";
import { asItemIndex, asUserIndex, ValueError } from "cartwright/contracts";
import {
  type BiasedFactors,
  explicitAlsFromBundle,
  type ExplicitAlsOptions,
  explicitAlsToBundle,
  fitExplicitAls,
  RatingsSolver,
  sidesOf,
} from "cartwright/factorisation";
import { matrixFromEvents, UserItemMatrix } from "cartwright/interactions";
import { describeModelContract } from "../../support/model-contract";
import { errorOn, plantedRatings, readRecorded, recordedSplit, within } from "./rating-support";

for (const biased of [true, false]) {
  describeModelContract(`explicit ALS (${biased ? "biased" : "plain"})`, {
    // Made for ratings: who has what is no part of its loss, so the planted purchases are not its to find.
    fit: (matrix, seed) => fitExplicitAls(matrix, { factors: 2, iterations: 60, regularization: 0.1, biased, seed }),
    update: (from, matrix) => fitExplicitAls(matrix, { from, iterations: 5 }),
    toBundle: explicitAlsToBundle,
    fromBundle: explicitAlsFromBundle,
    personal: false,
    refusesNegative: false,
    foldsIn: true,
    foldsInItems: true,
    findsSimilar: true,
    explains: false,
    permutation: "best item",
  });
}

const numbers = (length: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float64Array.from(values));

describe("RatingsSolver", () => {
  const partners = Uint32Array.of(9, 0, 2, 3, 9); // 9 is nobody: only places 1 to 3 are to be read.
  const options = { factors: 2, mean: 3.5, regularization: 0.2 };

  for (const biased of [true, false]) {
    it(`finds where the slope of the cost is 0, by central differences (${biased ? "biased" : "plain"})`, () =>
      fc.assert(
        fc.property(numbers(8), numbers(4), numbers(3), (vectors, biases, given) => {
          const ratings = Float32Array.of(NaN, ...given, NaN); // The solver reads places 1 to 3 alone.
          const { factors, mean, regularization } = options;
          const fixed = { factors, mean, vectors: Float32Array.from(vectors), biases: Float32Array.from(biases) };
          const cost = (at: Float64Array): number => {
            let total = 3 * regularization * (at[0]! ** 2 + at[1]! ** 2 + at[2]! ** 2);
            for (let n = 1; n < 4; n++) {
              const q = partners[n]! * factors;
              const taste = at[1]! * fixed.vectors[q]! + at[2]! * fixed.vectors[q + 1]!;
              total += (ratings[n]! - mean - fixed.biases[partners[n]!]! - at[0]! - taste) ** 2;
            }
            return total;
          };
          const vector = new Float64Array(2);
          const bias = new RatingsSolver(2, biased, regularization).solve(partners, ratings, 1, 4, fixed, vector);
          const found = Float64Array.of(bias, ...vector);
          if (!biased) assert.equal(bias, 0);
          for (let n = biased ? 0 : 1; n < 3; n++) {
            const [up, down] = [found.slice(), found.slice()];
            up[n]! += 1e-4;
            down[n]! -= 1e-4;
            assert.ok(Math.abs(cost(up) - cost(down)) / 2e-4 < 1e-5);
          }
        }),
      ));
  }
});

describe("explicit ALS", () => {
  const planted = plantedRatings({ users: 150, items: 100, share: 0.5, noise: 0.1 });
  const options: ExplicitAlsOptions = { factors: 2, iterations: 30, regularization: 0.001 };

  it("finds planted tastes: its error on unseen ratings is near the noise", async () => {
    const model = await fitExplicitAls(planted.train, options);
    const error = errorOn(model, planted.test);
    assert.ok(error > 0.09 && error < 0.13, `${error}`);
    const one = await fitExplicitAls(planted.train, { ...options, factors: 1 });
    assert.ok(errorOn(one, planted.test) > 0.4, "one factor cannot tell two tastes apart");
  });

  it("never raises the regularised cost from sweep to sweep", async () => {
    for (const biased of [true, false]) {
      let previous = Infinity;
      let model = await fitExplicitAls(planted.train, { ...options, regularization: 0.05, biased, iterations: 1 });
      for (let sweep = 1; sweep <= 8; sweep++) {
        const cost = costOf(model.parameters, planted.train, 0.05);
        assert.ok(cost <= previous * (1 + 1e-6), `sweep ${sweep}: from ${previous} to ${cost}`);
        previous = cost;
        model = await fitExplicitAls(planted.train, { from: model, iterations: 1 });
      }
    }
  });

  it("foretells for a stranger and for a new item what it foretells for known ones of the same ratings", async () => {
    const model = await fitExplicitAls(planted.train, { ...options, iterations: 60 });
    const scores = new Float32Array(model.itemCount);
    model.scoreHistoryInto(
      { items: planted.train.itemsOf(asUserIndex(3)), values: planted.train.valuesOf(asUserIndex(3)) },
      scores,
    );
    const known = new Float32Array(model.itemCount);
    model.scoreInto(asUserIndex(3), known);
    scores.forEach((score, item) => assert.ok(Math.abs(score - known[item]!) < 0.05, `${score}, ${known[item]}`));
    const { starts, partners, values } = sidesOf(planted.train).items;
    const forUsers = new Float32Array(model.userCount);
    const [first, end] = [starts[7]!, starts[8]!];
    model.scoreAudienceInto({ users: partners.slice(first, end), values: values.slice(first, end) }, forUsers);
    // Items were solved last, so that the item's own audience gives back its own parameters.
    const own = new Float32Array(model.itemCount);
    forUsers.forEach((score, user) => {
      model.scoreInto(asUserIndex(user), own);
      assert.ok(Math.abs(score - own[7]!) < 1e-4, `${score}, ${own[7]}`);
    });
  });

  it("foretells an unrated item for an unrated user as the mean of all ratings", async () => {
    const { rowStarts, items, values, userCount, itemCount, pairCount } = planted.train;
    const starts = Uint32Array.of(...rowStarts, pairCount);
    const model = await fitExplicitAls(
      new UserItemMatrix(userCount + 1, itemCount + 1, starts, items, values),
      options,
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / pairCount;
    assert.ok(Math.abs(model.predict(asUserIndex(userCount), asItemIndex(itemCount)) - mean) < 1e-5);
  });

  it("without biases, gives who has no ratings, new or known, the average vector", async () => {
    const { rowStarts, items, values, userCount, itemCount, pairCount } = planted.train;
    const grown = new UserItemMatrix(
      userCount + 1,
      itemCount + 1,
      Uint32Array.of(...rowStarts, pairCount),
      items,
      values,
    );
    const noted: number[] = [];
    const model = await fitExplicitAls(grown, {
      ...options,
      biased: false,
      validation: new UserItemMatrix(
        userCount + 1,
        itemCount + 1,
        new Uint32Array(userCount + 2).fill(1, userCount + 1),
        Uint32Array.of(0),
        Float32Array.of(3),
      ),
      onProgress: ({ metrics }) => noted.push(metrics!["validationRmse"]!),
    });
    const { factors, userFactors, itemFactors } = model.parameters;
    for (const [vectors, count] of [[userFactors, userCount] as const, [itemFactors, itemCount] as const]) {
      for (let d = 0; d < factors; d++) {
        let sum = 0;
        for (let row = 0; row < count; row++) sum += vectors[row * factors + d]!;
        assert.ok(Math.abs(vectors[count * factors + d]! - sum / count) < 1e-5);
      }
    }
    const known = new Float32Array(itemCount + 1);
    model.scoreInto(asUserIndex(userCount), known);
    const strange = new Float32Array(itemCount + 1);
    model.scoreHistoryInto({ items: new Uint32Array(0), values: new Float32Array(0) }, strange);
    strange.forEach((score, item) => assert.ok(Math.abs(score - known[item]!) < 0.02, `${score}, ${known[item]}`));
    const audience = { users: new Uint32Array(0), values: new Float32Array(0) };
    assert.ok(model.foldInItem(audience).vector.some((value) => value !== 0));
    const error = Math.abs(model.predict(asUserIndex(userCount), asItemIndex(0)) - 3);
    assert.ok(Math.abs(Math.min(...noted) - error) < 1e-6, "stopping early measures with the averages");
  });

  it("keeps the best sweep on the validation ratings", async () => {
    const noisy = plantedRatings({ users: 60, items: 40, share: 0.3, noise: 1.5 });
    const seen: number[] = [];
    const model = await fitExplicitAls(noisy.train, {
      factors: 8,
      iterations: 100,
      regularization: 0.001,
      validation: noisy.test,
      onProgress: ({ metrics }) => seen.push(metrics!["validationRmse"]!),
    });
    assert.ok(seen.length < 100);
    assert.equal(model.sweeps - 1, seen.indexOf(Math.min(...seen)));
    assert.ok(Math.abs(errorOn(model, noisy.test) - Math.min(...seen)) < 1e-6);
  });

  it("stops when asked, with what it has, and goes on from there as if it had never stopped", async () => {
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 2) stop.abort();
    };
    const stopped = await fitExplicitAls(planted.train, { ...options, onProgress, signal: stop.signal });
    assert.equal(stopped.sweeps, 2);
    const whole = await fitExplicitAls(planted.train, { ...options, iterations: 5 });
    assert.deepEqual(
      (await fitExplicitAls(planted.train, { from: stopped, iterations: 3 })).parameters,
      whole.parameters,
    );
    await assert.rejects(fitExplicitAls(planted.train, { signal: stop.signal }), /aborted/);
  });

  it("refuses settings that make no sense", async () => {
    for (const wrong of [
      { factors: 0 },
      { iterations: 0.5 },
      { regularization: 0 },
      { initialSpread: 0 },
      { seed: 0.5 },
      { validation: planted.test, patience: 0 },
    ] satisfies ExplicitAlsOptions[]) {
      await assert.rejects(fitExplicitAls(planted.train, wrong), (error) => error instanceof ValueError);
    }
    const one = matrixFromEvents({ users: Uint32Array.of(0), items: Uint32Array.of(0) });
    await assert.rejects(fitExplicitAls(one, { validation: planted.test }), /users of validation/);
  });
});

describe("explicit ALS beside cmfrec on the same split", () => {
  it("has its errors, for the same factors, sweeps and penalty", async () => {
    const { train, test } = recordedSplit();
    within(await fitExplicitAls(train), test, readRecorded<"biased">("cmfrec_als.json").biased);
  }).timeout(60_000);
});

/** The cost of training, summed rating by rating: every rating brings its share of the penalty. */
function costOf(
  p: BiasedFactors,
  { userCount, rowStarts, items, values }: UserItemMatrix,
  regularization: number,
): number {
  let cost = 0;
  for (let user = 0; user < userCount; user++) {
    for (let at = rowStarts[user]!; at < rowStarts[user + 1]!; at++) {
      const item = items[at]!;
      let rating = p.mean + p.userBiases[user]! + p.itemBiases[item]!;
      let squares = p.userBiases[user]! ** 2 + p.itemBiases[item]! ** 2;
      for (let d = 0; d < p.factors; d++) {
        const [x, y] = [p.userFactors[user * p.factors + d]!, p.itemFactors[item * p.factors + d]!];
        rating += x * y;
        squares += x * x + y * y;
      }
      cost += (values[at]! - rating) ** 2 + regularization * squares;
    }
  }
  return cost;
}
