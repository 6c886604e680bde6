import assert from "node:assert/strict";
import fc from "fast-check";
import { asUserIndex, DataError, ShapeError, ValueError, type Progress } from "cartwright/contracts";
import { type Device, openDevice } from "cartwright/device";
import { matrixFromEvents, type UserItemMatrix } from "cartwright/interactions";
import {
  CollaborativeNetwork,
  type CollaborativeShape,
  fitDotProduct,
  fitGmf,
  fitMlp,
  fitNeuMf,
  GmfModel,
  gmfFromBundle,
  gmfToBundle,
  initialWeights,
  NeuMfModel,
  PairSamples,
  pretrainedWeights,
  variablesOf,
  type Weights,
  type WeightTensor,
} from "cartwright/neural";
import { Random } from "cartwright/random";
import { validationNdcg } from "cartwright/ranking";
import { scoresOf } from "../../support/model-contract";
import { onEachBackend } from "../training/backends";
import { training } from "./one-epoch";

const shapes: Record<string, CollaborativeShape> = {
  "the dot product": { factors: 3, learnsOutput: false, biases: true, embedding: 0, layers: [] },
  GMF: { factors: 3, learnsOutput: true, biases: false, embedding: 0, layers: [] },
  "the MLP": { factors: 0, learnsOutput: true, biases: false, embedding: 4, layers: [6, 3] },
  NeuMF: { factors: 3, learnsOutput: true, biases: false, embedding: 4, layers: [6, 3] },
};

/** Every user has about half of the items; every user and item occurs. */
function someMatrix(users = 7, items = 9): UserItemMatrix {
  const pairs: [number, number][] = [];
  for (let u = 0; u < users; u++) for (let i = 0; i < items; i++) if ((u * 5 + i * 3) % 4 < 2) pairs.push([u, i]);
  return matrixFromEvents({
    users: Uint32Array.from(pairs, ([u]) => u),
    items: Uint32Array.from(pairs, ([, i]) => i),
    userCount: users,
    itemCount: items,
  });
}

/** Weights of no particular size: normal, also where training starts from 0 or 1. */
function busyWeights(shape: CollaborativeShape, matrix: UserItemMatrix, seed: number): Map<string, WeightTensor> {
  const random = new Random(seed);
  const weights = new Map<string, WeightTensor>();
  for (const [name, { shape: sides, data }] of initialWeights(shape, matrix, 1)) {
    weights.set(name, { shape: sides, data: data.map(() => 0.5 * random.normal()) });
  }
  return weights;
}

/** The network's formula, written out in float64. */
function plainLogit(weights: Weights, shape: CollaborativeShape, user: number, item: number): number {
  const at = (name: string, n: number): number => weights.get(name)!.data[n]!;
  const { factors, embedding, layers } = shape;
  let z = at("bias", 0) + (shape.biases ? at("bias.users", user) + at("bias.items", item) : 0);
  for (let d = 0; d < factors; d++) {
    const h = shape.learnsOutput ? at("gmf.output", d) : 1;
    z += h * at("gmf.users", user * factors + d) * at("gmf.items", item * factors + d);
  }
  if (layers.length === 0) return z;
  let x = [
    ...Array.from({ length: embedding }, (_, d) => at("mlp.users", user * embedding + d)),
    ...Array.from({ length: embedding }, (_, d) => at("mlp.items", item * embedding + d)),
  ];
  layers.forEach((outputs, n) => {
    const inputs = x;
    x = Array.from({ length: outputs }, (_, o) => {
      const sum = inputs.reduce((s, value, d) => s + at(`mlp.${n}.weight`, o * inputs.length + d) * value, 0);
      return Math.max(0, sum + at(`mlp.${n}.bias`, o));
    });
  });
  return z + x.reduce((sum, value, d) => sum + at("mlp.output", d) * value, 0);
}

/** The mean log loss of a batch, by its definition, in float64. */
function plainLoss(weights: Weights, shape: CollaborativeShape, matrix: UserItemMatrix, pairs: Uint32Array): number {
  const { users, items, signs } = new PairSamples(matrix, training).batch(pairs, 0);
  let sum = 0;
  signs.forEach((sign, n) => {
    const probability = 1 / (1 + Math.exp(-plainLogit(weights, shape, users.ids[n]!, items.ids[n]!)));
    sum -= Math.log(sign > 0 ? probability : 1 - probability);
  });
  return sum / signs.length;
}

for (const [name, shape] of Object.entries(shapes)) {
  onEachBackend(`The gradient of ${name}`, (device) => {
    it("agrees with central differences of the log loss, for every kind of weight", async () => {
      const { tf } = device();
      const matrix = someMatrix();
      const weights = busyWeights(shape, matrix, 3);
      const pairs = Uint32Array.of(0, 5, 11, 14, 20);
      const isTable = (weight: string): boolean => /\.(users|items)$/.test(weight);
      const parameters = variablesOf(
        tf,
        [...weights].filter(([weight]) => !isTable(weight)),
      );
      const tables = variablesOf(
        tf,
        [...weights].filter(([weight]) => isTable(weight)),
      );
      const network = new CollaborativeNetwork(tf, shape, parameters, tables);
      const batch = new PairSamples(matrix, training).batch(pairs, 0);
      const names = [...parameters.keys(), ...tables.keys()];
      const variables = [...parameters.values(), ...tables.values()];
      const { value, grads } = tf.engine().gradients(() => network.loss(batch, { rows: () => undefined }), variables);
      assert.ok(Math.abs((await value.data())[0]! - plainLoss(weights, shape, matrix, pairs)) < 1e-5);
      for (const [n, weight] of names.entries()) {
        const slopes = await grads[n]!.data();
        const { shape: sides, data } = weights.get(weight)!;
        for (let at = 0; at < data.length; at += Math.max(1, Math.floor(data.length / 6))) {
          const [above, below] = [1e-5, -1e-5].map((step) => {
            // Float64 here: a step of 1e-5 would drown in float32.
            const moved = Float64Array.from(data);
            moved[at]! += step;
            const tensor = { shape: sides, data: moved as unknown as Float32Array };
            return plainLoss(new Map([...weights, [weight, tensor]]), shape, matrix, pairs);
          });
          const slope = (above! - below!) / 2e-5;
          assert.ok(Math.abs(slopes[at]! - slope) < 1e-5, `${weight}[${at}]: ${slopes[at]} against ${slope}`);
        }
      }
      tf.dispose([value, ...grads, ...variables]);
    });
  });

  describe(`A model of ${name}`, () => {
    it("scores every pair by the network's formula", () => {
      const matrix = someMatrix(5, 21);
      const weights = busyWeights(shape, matrix, 4);
      const settings = { ...shape, ...training };
      const Model = shape.layers.length > 0 ? NeuMfModel : GmfModel;
      const model = new Model(weights, settings, 5, 1);
      for (let user = 0; user < 5; user++) {
        scoresOf(model, user).forEach((score, item) => {
          const z = plainLogit(weights, shape, user, item);
          assert.ok(Math.abs(score - z) < 1e-5 * (1 + Math.abs(z)), `${user}, ${item}: ${score} against ${z}`);
        });
      }
    });
  });
}

describe("GMF", () => {
  it("with output weights of 1 is the dot product", () => {
    const matrix = someMatrix();
    const shape = shapes.GMF!;
    const weights = busyWeights(shape, matrix, 5);
    weights.set("gmf.output", { shape: [1, 3], data: new Float32Array(3).fill(1) });
    const gmf = new GmfModel(weights, { ...shape, ...training }, 7, 1);
    const dot = new GmfModel(weights, { ...shape, ...training, learnsOutput: false }, 7, 1);
    for (let user = 0; user < 7; user++) assert.deepEqual(scoresOf(gmf, user), scoresOf(dot, user));
  });
});

describe("pretrainedWeights", () => {
  const matrix = someMatrix();
  const gmf = new GmfModel(busyWeights(shapes.GMF!, matrix, 6), { ...shapes.GMF!, ...training }, 7, 1);
  const mlp = new NeuMfModel(busyWeights(shapes["the MLP"]!, matrix, 7), { ...shapes["the MLP"]!, ...training }, 7, 1);

  it("starts NeuMF at the blend of both models' scores", () =>
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (alpha) => {
        const shape = { ...shapes.NeuMF!, ...training };
        const neumf = new NeuMfModel(pretrainedWeights({ gmf, mlp, alpha }, matrix), shape, 7, 0);
        const [blended, g, m] = [neumf, gmf, mlp].map((model) => scoresOf(model, 2));
        blended!.forEach((score, item) => {
          assert.ok(Math.abs(score - (alpha * g![item]! + (1 - alpha) * m![item]!)) < 1e-4);
        });
      }),
    ));

  it("refuses models of other users, a weight outside of [0, 1], and models of the wrong kind", () => {
    const dot = new GmfModel(gmf.weights, { ...gmf.settings, learnsOutput: false }, 7, 1);
    assert.throws(() => pretrainedWeights({ gmf, mlp }, { userCount: 8, itemCount: 9 }), ShapeError);
    assert.throws(
      () => pretrainedWeights({ gmf, mlp, alpha: 1.5 }, matrix),
      /alpha must lie in \[0, 1\], received 1.5/,
    );
    assert.throws(() => pretrainedWeights({ gmf: dot, mlp }, matrix), /gmf must be a model of fitGmf/);
  });
});

onEachBackend("A fit", (device) => {
  const quick = { epochs: 12, batchSize: 32, learningRate: 0.02, factors: 4, embedding: 4, layers: [8, 4] };
  const matrix = someMatrix(20, 16);
  const users = Uint32Array.from({ length: 20 }, (_, u) => u);
  // One contact that the user lacks in training, for each user.
  const validation = matrixFromEvents({
    users,
    items: users.map((u) => [...Array(16).keys()].find((i) => (u * 5 + i * 3) % 4 === 2)!),
    userCount: 20,
    itemCount: 16,
  });

  it("gives the same answer for the same seed, another for another, and leaves no tensor behind", async () => {
    for (const fit of [fitDotProduct, fitGmf, fitMlp, fitNeuMf]) {
      const [one, again, other] = [
        await fit(matrix, { ...quick, epochs: 2, device: device(), seed: 1 }),
        await fit(matrix, { ...quick, epochs: 2, device: device(), seed: 1 }),
        await fit(matrix, { ...quick, epochs: 2, device: device(), seed: 2 }),
      ];
      assert.deepEqual(scoresOf(one, 3), scoresOf(again, 3));
      assert.notDeepEqual(scoresOf(one, 3), scoresOf(other, 3));
    }
  });

  it("keeps the epoch with the best validation figure, and says which", async () => {
    const curve: number[] = [];
    const onProgress = ({ metrics }: Progress): void => {
      if (metrics?.["validationNdcg@10"] !== undefined) curve.push(metrics["validationNdcg@10"]);
    };
    const model = await fitNeuMf(matrix, { ...quick, device: device(), validation, patience: 4, onProgress });
    assert.equal(validationNdcg(model, matrix, validation), Math.max(...curve));
    assert.equal(curve.indexOf(Math.max(...curve)) + 1, model.epochs);
  });

  it("returns what it has when the signal is aborted on the way, and throws the reason when it was before", async () => {
    const stop = new AbortController();
    const onProgress = ({ done }: Progress): void => void (done === 3 && stop.abort());
    const model = await fitGmf(matrix, { ...quick, device: device(), onProgress, signal: stop.signal });
    assert.ok(model.epochs < 12);
    assert.ok(scoresOf(model, 0).every(Number.isFinite));
    await assert.rejects(
      fitGmf(matrix, { ...quick, device: device(), signal: AbortSignal.abort(new Error("no")) }),
      /no/,
    );
  });
});

describe("What can be learned", () => {
  // Three tastes. On a line, a product p q ranks items by q upwards or downwards: whichever taste lies in the middle is
  // never on top. A network on the same two numbers can tell that they are near each other.
  const tastes = 3;
  const each = 8;
  const held = (u: number, i: number): boolean => (u + 3 * i) % 8 === 0;
  const pairsWhere = (keep: (u: number, i: number) => boolean): UserItemMatrix => {
    const pairs: [number, number][] = [];
    for (let u = 0; u < tastes * each; u++) {
      for (let n = 0; n < each; n++) {
        const item = (u % tastes) + n * tastes;
        if (keep(u, item)) pairs.push([u, item]);
      }
    }
    return matrixFromEvents({
      users: Uint32Array.from(pairs, ([u]) => u),
      items: Uint32Array.from(pairs, ([, i]) => i),
      userCount: tastes * each,
      itemCount: tastes * each,
    });
  };
  const train = pairsWhere((u, i) => !held(u, i));
  const test = pairsWhere(held);
  const options = { epochs: 40, batchSize: 32, learningRate: 0.03, weightDecay: 0.1 };
  let device: Device;
  before(async () => (device = await openDevice({ backend: "cpu" })));

  it("three tastes on a line are beyond a product of two numbers, and within a network on them", async () => {
    const product = await fitGmf(train, { ...options, device, factors: 1 });
    const network = await fitMlp(train, { ...options, device, embedding: 1, layers: [16, 8] });
    const figures = [product, network].map((model) => validationNdcg(model, train, test));
    // At best, two tastes on top and the third behind the eight items of one of them: (2 + 1 / log2(10)) / 3.
    assert.ok(figures[0]! < 0.77, `product ${figures[0]}`);
    assert.ok(figures[1]! > 0.9, `network ${figures[1]}`);
  });

  it("three tastes are within a product of vectors of length 2", async () => {
    const dot = await fitDotProduct(train, { ...options, device, factors: 2 });
    const figure = validationNdcg(dot, train, test);
    assert.ok(figure > 0.9, `nDCG@10 ${figure}`);
  });
});

describe("Wrong use of a fit", () => {
  const matrix = someMatrix();
  const cases: [string, () => Promise<unknown>, RegExp][] = [
    ["factors of 0", async () => fitGmf(matrix, { factors: 0 }), /factors must be a whole number of at least 1/],
    ["no layers", async () => fitMlp(matrix, { layers: [] }), /layers.length must be .* at least 1, received 0/],
    ["a layer of 0", async () => fitNeuMf(matrix, { layers: [4, 0] }), /layers must be .* at least 1, received 0/],
    ["no negatives", async () => fitGmf(matrix, { negatives: 0 }), /negatives must be .* at least 1, received 0/],
    ["a step of 0", async () => fitGmf(matrix, { learningRate: 0 }), /learningRate must be .* above 0, received 0/],
    ["validation of others", async () => fitGmf(matrix, { validation: someMatrix(8, 9) }), /users of validation/],
  ];
  for (const [what, call, message] of cases) {
    it(`${what}: the message names it`, async () => assert.rejects(call, message));
  }

  it("a bundle that lacks a weight, or holds one that is no number, is refused", () => {
    const shape = shapes.GMF!;
    const model = new GmfModel(busyWeights(shape, matrix, 1), { ...shape, ...training }, 7, 1);
    const content = gmfToBundle(model);
    const without = Object.fromEntries(Object.entries(content.tensors).filter(([name]) => name !== "gmf.items"));
    assert.throws(() => gmfFromBundle({ ...content, tensors: without }), DataError);
    const more = { ...content.tensors, "seen.items": { shape: [1], data: Uint32Array.of(1) } };
    assert.deepEqual(scoresOf(gmfFromBundle({ ...content, tensors: more }), 1), scoresOf(model, 1));
    const odd = { ...content.tensors, bias: { shape: [1], data: Float32Array.of(NaN) } };
    assert.throws(() => gmfFromBundle({ ...content, tensors: odd }), /bias must hold finite numbers, received NaN/);
  });

  it("a user out of range is refused", () => {
    const shape = shapes.NeuMF!;
    const model = new NeuMfModel(busyWeights(shape, matrix, 1), { ...shape, ...training }, 7, 1);
    assert.throws(() => model.scoreInto(asUserIndex(7), new Float32Array(9)), ValueError);
    assert.throws(() => model.scoreInto(asUserIndex(0), new Float32Array(8)), ShapeError);
  });
});
