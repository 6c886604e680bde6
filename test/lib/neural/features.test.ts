import assert from "node:assert/strict";
import type { Tensor3D } from "@tensorflow/tfjs";
import fc from "fast-check";
import { asItemIndex, DataError, ShapeError, ValueError } from "cartwright/contracts";
import { type Device, openDevice } from "cartwright/device";
import { matrixFromEvents, type UserItemMatrix } from "cartwright/interactions";
import {
  CrossSpace,
  FeatureModel,
  featureModelFromBundle,
  featureModelToBundle,
  FeatureNetwork,
  FeatureSamples,
  type FeatureShape,
  FeatureSpace,
  fitDeepFm,
  fitWideDeep,
  initialFeatureWeights,
  pairProducts,
  type Weights,
} from "cartwright/neural";
import { scoresOf } from "../../support/model-contract";
import { onEachBackend } from "../training/backends";
import { busy, checkNetworkGradients } from "./check-network-gradients";
import { training } from "./one-epoch";

/** Five users of two countries, six items of three brands and two prices. */
const fields = {
  userFields: [{ name: "country", size: 2, values: Uint32Array.of(0, 1, 0, 1, 1) }],
  itemFields: [
    { name: "brand", size: 3, values: Uint32Array.of(0, 1, 2, 0, 1, 2) },
    { name: "price", size: 2, values: Uint32Array.of(0, 0, 0, 1, 1, 1) },
  ],
};
const matrix = matrixFromEvents({
  users: Uint32Array.of(0, 0, 1, 2, 2, 3, 4),
  items: Uint32Array.of(0, 2, 1, 2, 4, 5, 3),
  userCount: 5,
  itemCount: 6,
});
const space = new FeatureSpace(5, 6, fields);
const crossed = [
  { user: "country", item: "brand" },
  { user: "user", item: "item" },
];
/** 6 pairs of country and brand have a row each; 30 pairs of ids share 12. */
const someCrosses = new CrossSpace(space, crossed, 12);
const noCrosses = new CrossSpace(space, [], 1);
const shapes: Record<string, { shape: FeatureShape; crosses: CrossSpace }> = {
  "Wide & Deep": { shape: { width: 3, products: false, layers: [4, 3] }, crosses: someCrosses },
  DeepFM: { shape: { width: 3, products: true, layers: [4, 3] }, crosses: noCrosses },
  "a factorisation machine": { shape: { width: 3, products: true, layers: [] }, crosses: noCrosses },
};

function weightsOf({ shape, crosses }: (typeof shapes)[string]): ReturnType<typeof busy> {
  return busy(initialFeatureWeights(shape, space, crosses, matrix, 1), 0.5);
}

/** The network's formula with every pair of features one by one, in float64. */
function plainLogit(weights: Weights, shape: FeatureShape, crosses: CrossSpace, user: number, item: number): number {
  const at = (name: string, n: number): number => weights.get(name)!.data[n]!;
  const features = [
    ...space.users.map(({ start, values }) => start + values[user]!),
    ...space.items.map(({ start, values }) => start + values[item]!),
  ];
  const vectorOf = (f: number): number[] =>
    Array.from({ length: shape.width }, (_, d) => at("vectors", f * shape.width + d));
  let z = at("bias", 0);
  for (const f of features) z += at("linear", f);
  crosses.crosses.forEach((_, c) => (z += at("crosses", crosses.rowOf(c, user, item))));
  const vectors = features.map(vectorOf);
  if (shape.products) {
    vectors.forEach((v, f) => {
      for (const w of vectors.slice(f + 1)) v.forEach((value, d) => (z += value * w[d]!));
    });
  }
  if (shape.layers.length === 0) return z;
  let x = vectors.flat();
  shape.layers.forEach((outputs, n) => {
    const inputs = x;
    x = Array.from({ length: outputs }, (_, o) => {
      const sum = inputs.reduce((s, value, d) => s + at(`deep.${n}.weight`, o * inputs.length + d) * value, 0);
      return Math.max(0, sum + at(`deep.${n}.bias`, o));
    });
  });
  return z + x.reduce((sum, value, d) => sum + at("deep.output", d) * value, 0);
}

for (const [name, subject] of Object.entries(shapes)) {
  const { shape, crosses } = subject;
  onEachBackend(`The gradient of ${name}`, (device) => {
    it("agrees with central differences of the log loss, for every kind of weight", async () => {
      const samples = new FeatureSamples(matrix, space, crosses, training);
      const pairs = Uint32Array.of(0, 2, 3, 6);
      const batch = samples.batch(pairs, 0);
      const plainLoss = (weights: Weights): number => {
        // An example's first feature is its user, the first of the item's is its item.
        const examples = Array.from(batch.signs, (sign, n) => {
          const [user, item] = [batch.features.ids[n * 5]!, batch.features.ids[n * 5 + 2]! - space.items[0]!.start];
          return Math.log(1 + Math.exp(-sign * plainLogit(weights, shape, crosses, user, item)));
        });
        return examples.reduce((sum, loss) => sum + loss, 0) / examples.length;
      };
      const isTable = (weight: string): boolean => ["vectors", "linear", "crosses"].includes(weight);
      const { tf } = device();
      await checkNetworkGradients(
        tf,
        weightsOf(subject),
        isTable,
        (parameters, tables) => new FeatureNetwork(tf, shape, parameters, tables),
        batch,
        plainLoss,
      );
    });
  });

  describe(`A model of ${name}`, () => {
    const weights = weightsOf(subject);
    const model = new FeatureModel(weights, { ...shape, ...training }, space, crosses, 1);

    it("scores every pair by the network's formula", () => {
      for (let user = 0; user < 5; user++) {
        scoresOf(model, user).forEach((score, item) => {
          const z = plainLogit(weights, shape, crosses, user, item);
          assert.ok(Math.abs(score - z) < 1e-5 * (1 + Math.abs(z)), `${user}, ${item}: ${score} against ${z}`);
        });
      }
    });

    it("is the same after a round trip through a bundle, fields and crosses included", () => {
      const content = featureModelToBundle(model);
      const settings = JSON.parse(JSON.stringify(content.settings)) as typeof content.settings;
      const again = featureModelFromBundle({ ...content, settings });
      for (let user = 0; user < 5; user++) assert.deepEqual(scoresOf(again, user), scoresOf(model, user));
      assert.deepEqual(again.similarItems(asItemIndex(2), 3), model.similarItems(asItemIndex(2), 3));
    });
  });
}

onEachBackend("pairProducts", (device) => {
  it("is the sum over all pairs of features, whatever the vectors", () => {
    const { tf } = device();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
        (count, width, numbers) => {
          const values = Float32Array.from({ length: count * width }, () => numbers.next().value as number);
          let sum = 0;
          for (let f = 0; f < count; f++)
            for (let g = f + 1; g < count; g++)
              for (let d = 0; d < width; d++) sum += values[f * width + d]! * values[g * width + d]!;
          const [found] = tf.tidy(() => pairProducts(tf, tf.tensor(values, [1, count, width]) as Tensor3D).dataSync());
          assert.ok(Math.abs(found! - sum) < 1e-4, `${found} against ${sum}`); // at most 36 squares of at most 6 each, in float32
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("What features tell", () => {
  // Users of two countries; each buys the brands of its own country. The last two users and the last two items have no contact.
  const [users, items] = [22, 14] as const;
  const country = Uint32Array.from({ length: users }, (_, user) => user % 2);
  const brand = Uint32Array.from({ length: items }, (_, item) => item % 2);
  const pairs: [number, number][] = [];
  for (let u = 0; u < users - 2; u++) {
    for (let i = 0; i < items - 2; i++) if (country[u] === brand[i] && (u + i) % 6 !== 0) pairs.push([u, i]);
  }
  const bought: UserItemMatrix = matrixFromEvents({
    users: Uint32Array.from(pairs, ([u]) => u),
    items: Uint32Array.from(pairs, ([, i]) => i),
    userCount: users,
    itemCount: items,
  });
  const known = {
    userFields: [{ name: "country", size: 2, values: country }],
    itemFields: [{ name: "brand", size: 2, values: brand }],
  };
  // Drawn by popularity, a new item is never a counterpart: nothing is learned against it.
  const shared = { epochs: 60, batchSize: 32, learningRate: 0.02, sampling: "popularity" } as const;
  const options = { ...shared, width: 4, layers: [8, 4], ...known };
  let device: Device;
  before(async () => (device = await openDevice({ backend: "cpu" })));

  for (const [name, fit] of [
    ["Wide & Deep", fitWideDeep],
    ["DeepFM", fitDeepFm],
  ] as const) {
    it(`${name} ranks the brands of the country first for users without a contact, new items included`, async () => {
      const model = await fit(bought, { ...options, device });
      for (const user of [users - 2, users - 1]) {
        const scores = Array.from(scoresOf(model, user));
        const own = scores.filter((_, item) => brand[item] === country[user]);
        const others = scores.filter((_, item) => brand[item] !== country[user]);
        const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
        assert.ok(mean(own) > mean(others), `user ${user}: ${own.join(" ")} against ${others.join(" ")}`);
        const [mine, theirs] = country[user] === 0 ? [items - 2, items - 1] : [items - 1, items - 2];
        assert.ok(scores[mine]! > scores[theirs]!, `new items of user ${user}`);
      }
    });
  }

  it("the wide part's cross of country and brand has learned who buys what", async () => {
    const model = await fitWideDeep(bought, { ...options, device });
    const [w00, w01, w10, w11] = model.weights.get("crosses")!.data;
    assert.ok(Math.min(w00!, w11!) > Math.max(w01!, w10!), `${w00} ${w01} ${w10} ${w11}`);
  });
});

describe("Wrong use of fields and crosses", () => {
  it("is refused, by name", async () => {
    const field = { name: "brand", size: 2, values: Uint32Array.of(0, 1, 2, 0, 1, 0) };
    const fit = async (options: object): Promise<unknown> => fitDeepFm(matrix, options);
    await assert.rejects(fit({ itemFields: [field] }), /brand.values must lie below 2, received 2 at 2/);
    await assert.rejects(fit({ userFields: [field] }), ShapeError);
    await assert.rejects(fit({ userFields: [{ ...fields.userFields[0], name: "item" }] }), /received "item" twice/);
    await assert.rejects(fit({ width: 0 }), /width must be a whole number of at least 1, received 0/);
    await assert.rejects(
      fitWideDeep(matrix, { crosses: [{ user: "age", item: "item" }] }),
      /crosses must name fields of users \(user\), received "age"/,
    );
    await assert.rejects(fitWideDeep(matrix, { layers: [] }), ValueError);
  });

  it("a bundle without a field's values is refused", () => {
    const { shape, crosses } = shapes.DeepFM!;
    const model = new FeatureModel(weightsOf(shapes.DeepFM!), { ...shape, ...training }, space, crosses, 1);
    const content = featureModelToBundle(model);
    const tensors = Object.fromEntries(Object.entries(content.tensors).filter(([name]) => name !== "fields.items.1"));
    assert.throws(() => featureModelFromBundle({ ...content, tensors }), DataError);
  });
});
