import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { asItemIndex, asUserIndex, ValueError } from "cartwright/contracts";
import {
  fitLogisticMf,
  type FixedLogits,
  logisticGradient,
  logisticMfFromBundle,
  type LogisticMfModel,
  type LogisticMfOptions,
  logisticMfToBundle,
  type LogisticRow,
} from "cartwright/factorisation";
import { matrixFromEvents, UserItemMatrix } from "cartwright/interactions";
import { recommend } from "cartwright/ranking";
import { describeModelContract } from "../../support/model-contract";

describeModelContract("logistic MF", {
  fit: (matrix, seed) => fitLogisticMf(matrix, { factors: 2, iterations: 100, regularization: 0.5, seed }),
  update: (from, matrix) => fitLogisticMf(matrix, { from }),
  toBundle: logisticMfToBundle,
  fromBundle: logisticMfFromBundle,
  personal: true,
  refusesNegative: true,
  foldsIn: true,
  foldsInItems: true,
  findsSimilar: true,
  explains: false,
  permutation: "best item",
  twins: "by chance",
});

const FACTORS = 3;
const numbers = (length: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float64Array.from(values));

describe("logisticGradient", () => {
  const settings = { alpha: 1.5, regularization: 0.4 };
  const row: LogisticRow = {
    partners: Uint32Array.of(0, 3),
    values: Float32Array.of(1, 4),
    missing: Uint32Array.of(1, 2, 2, 9),
    missingCount: 3,
  };

  it("is the slope of the log-likelihood, by central differences", () =>
    fc.assert(
      fc.property(numbers(FACTORS + 1), numbers(4 * FACTORS), numbers(4), (own, vectors, biases) => {
        const fixed: FixedLogits = {
          factors: FACTORS,
          vectors: Float32Array.from(vectors),
          biases: Float32Array.from(biases),
        };
        const likelihood = (at: Float64Array): number => {
          const chance = (partner: number): number => {
            let logit = at[FACTORS]! + fixed.biases[partner]!;
            for (let d = 0; d < FACTORS; d++) logit += at[d]! * fixed.vectors[partner * FACTORS + d]!;
            return 1 / (1 + Math.exp(-logit));
          };
          // The paper's product: chance to the power α r, times 1 − chance, for a contact; 1 − chance for a missing pair.
          let value = 0;
          row.partners.forEach((partner, n) => {
            const weight = settings.alpha * row.values[n]!;
            value += weight * Math.log(chance(partner)) + Math.log1p(-chance(partner));
          });
          for (const partner of [1, 2, 2]) value += Math.log1p(-chance(partner));
          return value - (settings.regularization / 2) * at.reduce((sum, x) => sum + x * x, 0);
        };
        const gradient = new Float64Array(FACTORS + 1);
        const value = logisticGradient(own, row, fixed, settings, gradient);
        const penalty = (settings.regularization / 2) * own.reduce((sum, x) => sum + x * x, 0);
        assert.ok(Math.abs(value - penalty - likelihood(own)) < 1e-6 * Math.max(1, Math.abs(value)));
        gradient.forEach((slope, d) => {
          const [up, down] = [own.slice(), own.slice()];
          up[d]! += 1e-5;
          down[d]! -= 1e-5;
          const numeric = (likelihood(up) - likelihood(down)) / 2e-5;
          assert.ok(Math.abs(slope - numeric) < 1e-4 * Math.max(1, Math.abs(slope)), `${slope}, ${numeric}`);
        });
      }),
    ));

  it("stays finite at logits that overflow e^x", () => {
    for (const sign of [1, -1]) {
      const fixed = { factors: 1, vectors: new Float32Array(4).fill(1e30), biases: new Float32Array(4) };
      const gradient = new Float64Array(2);
      const value = logisticGradient(Float64Array.of(sign, 0), row, fixed, settings, gradient);
      assert.ok(Number.isFinite(value) && value < 0);
      assert.ok(gradient.every(Number.isFinite));
    }
  });
});

interface Recorded {
  readonly users: number;
  readonly items: number;
  readonly popularity: number;
  readonly best: number;
  readonly "recall@10": number[];
  readonly train: [number, number][];
  readonly test: [number, number][];
}

describe("logistic MF", () => {
  const file = join(__dirname, "../../reference/factorisation/implicit_lmf.json");
  const recorded = JSON.parse(readFileSync(file, "utf8")) as Recorded;
  const matrixOf = (pairs: readonly [number, number][]): UserItemMatrix =>
    matrixFromEvents({
      users: Uint32Array.from(pairs, ([user]) => user),
      items: Uint32Array.from(pairs, ([, item]) => item),
      userCount: recorded.users,
      itemCount: recorded.items,
    });
  const [train, test] = [matrixOf(recorded.train), matrixOf(recorded.test)];
  const options: LogisticMfOptions = { factors: 8 };

  it("finds planted tastes at least as well as implicit does: recall@10 on withheld items", async () => {
    const theirs = recorded["recall@10"];
    for (const seed of [1, 2]) {
      const ours = recallOf(await fitLogisticMf(train, { ...options, seed }), train, test);
      assert.ok(ours > Math.max(...theirs) && ours > 2 * recorded.popularity, `${ours}, theirs ${theirs.join(" ")}`);
      assert.ok(ours < recorded.best, `${ours} cannot beat the planted chances, ${recorded.best}`);
    }
  });

  it("lowers its loss, and gives a popular item a higher bias", async () => {
    const losses: number[] = [];
    const onProgress = ({ metrics }: { metrics?: Readonly<Record<string, number>> }): unknown =>
      losses.push(metrics!["loss"]!);
    const model = await fitLogisticMf(train, { ...options, onProgress });
    assert.equal(losses.length, 30);
    assert.ok(losses[29]! < 0.8 * losses[0]!, `${losses[0]} to ${losses[29]}`);
    const owners = new Uint32Array(train.itemCount);
    for (const item of train.items) owners[item]!++;
    const { itemBiases } = model.parameters;
    const mean = (keep: (count: number) => boolean): number => {
      const kept = itemBiases.filter((_, item) => keep(owners[item]!));
      return kept.reduce((sum, bias) => sum + bias, 0) / kept.length;
    };
    const [many, few] = [mean((count) => count > 30), mean((count) => count < 15)];
    assert.ok(many > few + 0.2, `${many}, ${few}`);
  });

  it("gives chances between 0 and 1, higher for what a user has", async () => {
    const model = await fitLogisticMf(train, options);
    let [had, hadNot, users] = [0, 0, 0];
    for (let user = 0; user < 30; user++) {
      const own = new Set(train.itemsOf(asUserIndex(user)));
      for (let item = 0; item < train.itemCount; item++) {
        const chance = model.probability(asUserIndex(user), asItemIndex(item));
        assert.ok(chance > 0 && chance < 1);
        if (own.has(item)) had += chance / own.size;
        else hadNot += chance / (train.itemCount - own.size);
      }
      users++;
    }
    assert.ok(had > 1.5 * hadNot, `${had / users}, ${hadNot / users}`);
    assert.throws(() => model.probability(asUserIndex(0), asItemIndex(999)), /item must be an index/);
  });

  it("keeps the best pass on validation pairs", async () => {
    const seen: number[] = [];
    const onProgress = ({ metrics }: { metrics?: Readonly<Record<string, number>> }): unknown =>
      seen.push(metrics!["validationNdcg@10"]!);
    const model = await fitLogisticMf(train, {
      ...options,
      iterations: 100,
      validation: test,
      patience: 2,
      onProgress,
    });
    assert.ok(seen.length < 100);
    assert.equal(model.iterations - 1, seen.indexOf(Math.max(...seen)));
  });

  it("stops when asked, with what it has, and refuses to begin when asked beforehand", async () => {
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 2) stop.abort();
    };
    const stopped = await fitLogisticMf(train, { ...options, onProgress, signal: stop.signal });
    assert.equal(stopped.iterations, 2);
    await assert.rejects(fitLogisticMf(train, { signal: stop.signal }), /aborted/);
  });

  it("has another answer for another seed, and takes a 0 for no contact", async () => {
    const short = { ...options, iterations: 2 };
    const [one, other] = await Promise.all([1, 2].map((seed) => fitLogisticMf(train, { ...short, seed })));
    assert.notDeepEqual(one!.parameters.itemFactors, other!.parameters.itemFactors);
    const zero = new UserItemMatrix(2, 3, Uint32Array.of(0, 2, 3), Uint32Array.of(0, 1, 2), Float32Array.of(1, 0, 1));
    const none = new UserItemMatrix(2, 3, Uint32Array.of(0, 1, 2), Uint32Array.of(0, 2), Float32Array.of(1, 1));
    assert.deepEqual((await fitLogisticMf(zero, short)).parameters, (await fitLogisticMf(none, short)).parameters);
  });

  it("rates an item that nobody has, known or new, below those that somebody has", async () => {
    const { userCount, itemCount, rowStarts, items, values } = train;
    const model = await fitLogisticMf(new UserItemMatrix(userCount, itemCount + 1, rowStarts, items, values), options);
    const { itemBiases } = model.parameters;
    assert.equal(itemBiases[itemCount], Math.min(...itemBiases));
    const scores = new Float32Array(userCount);
    model.scoreAudienceInto({ users: new Uint32Array(0), values: new Float32Array(0) }, scores);
    assert.equal(scores[3], Math.fround(model.parameters.userBiases[3]! + itemBiases[itemCount]!));
  });

  it("refuses a negative strength in a history, and settings that make no sense", async () => {
    const model = await fitLogisticMf(train, { ...options, iterations: 1 });
    const history = { items: Uint32Array.of(1), values: Float32Array.of(-1) };
    assert.throws(() => model.foldIn(history), /values must be at least 0, received -1/);
    for (const wrong of [
      { factors: 0 },
      { iterations: 0.5 },
      { learningRate: 0 },
      { regularization: -1 },
      { alpha: 0 },
      { negatives: 0 },
      { seed: 0.5 },
    ] satisfies LogisticMfOptions[]) {
      await assert.rejects(fitLogisticMf(train, wrong), (error) => error instanceof ValueError);
    }
  });
});

function recallOf(model: LogisticMfModel, train: UserItemMatrix, test: UserItemMatrix): number {
  let [sum, users] = [0, 0];
  for (let user = 0; user < test.userCount; user++) {
    const relevant = new Set(test.itemsOf(asUserIndex(user)));
    if (relevant.size === 0) continue;
    const { items } = recommend(model, asUserIndex(user), { k: 10, seen: train });
    sum += [...items].filter((item) => relevant.has(item)).length / relevant.size;
    users++;
  }
  return sum / users;
}
