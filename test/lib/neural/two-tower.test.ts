import assert from "node:assert/strict";
import type { Scalar, Tensor2D } from "@tensorflow/tfjs";
import { type Device, openDevice } from "cartwright/device";
import { matrixFromEvents, type UserItemMatrix } from "cartwright/interactions";
import {
  fitTwoTower,
  inBatchSoftmax,
  logSamplingShares,
  tokenBags,
  TowerNetwork,
  TowerSamples,
  twoTowerFromBundle,
  twoTowerToBundle,
  variablesOf,
} from "cartwright/neural";
import { Random } from "cartwright/random";
import { scoresOf } from "../../support/model-contract";
import { onEachBackend } from "../training/backends";

let device: Device;
before(async () => (device = await openDevice({ backend: "cpu" })));

/** Two kinds of user with chances of four items each; every contact stands in the matrix once per drawn user. */
const CHANCES = [
  [0.6, 0.2, 0.15, 0.05],
  [0.1, 0.1, 0.2, 0.6],
] as const;

/** Many users of each kind, who take one item each by the kind's chances; exactly so many, not drawn. */
function plantedTakers(perKind: number): UserItemMatrix {
  const items: number[] = [];
  for (const chances of CHANCES)
    chances.forEach((p, item) => items.push(...Array<number>(Math.round(p * perKind)).fill(item)));
  return matrixFromEvents({
    users: Uint32Array.from(items, (_, user) => user),
    items: Uint32Array.from(items),
    userCount: items.length,
    itemCount: 4,
  });
}

describe("The correction by ln Q", () => {
  // The scores of each kind are free numbers here, so the optimum of the loss itself is seen and no network's limits. In a
  // batch of exact shares Σ exp(s − ln Q) is B Σ exp(s) exactly, so the optimum is ln P to the last digit.
  const takers = plantedTakers(20);
  const q = Array.from({ length: 4 }, (_, item) => (CHANCES[0][item]! + CHANCES[1][item]!) / 2);

  /** Scores [2 × 4] that minimise the loss over one batch in which everything occurs in its exact share. */
  function learned(correct: boolean): Float32Array {
    const { tf } = device;
    const scores = tf.tidy(() => tf.variable(tf.zeros([2, 4])));
    const logQ = logSamplingShares(takers);
    const kinds = Int32Array.from(takers.items, (_, n) => (n < takers.pairCount / 2 ? 0 : 1));
    const shares = correct ? Float32Array.from(takers.items, (item) => logQ[item]!) : undefined;
    for (let step = 0; step < 400; step++) {
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => {
          const kind = tf.oneHot(tf.tensor1d(kinds, "int32"), 2).toFloat() as Tensor2D;
          const item = tf.oneHot(tf.tensor1d(Int32Array.from(takers.items), "int32"), 4).toFloat() as Tensor2D;
          return inBatchSoftmax(tf, tf.matMul(kind, scores as unknown as Tensor2D), item, shares);
        }, [scores]);
        scores.assign(scores.sub(Object.values(grads)[0]!.mul(6)));
      });
    }
    const values = Float32Array.from(scores.dataSync());
    scores.dispose();
    return values;
  }

  /** Largest error of score differences between items, against what they should be. */
  function errorAgainst(scores: Float32Array, target: (kind: number, item: number) => number): number {
    let worst = 0;
    for (let kind = 0; kind < 2; kind++) {
      for (let item = 1; item < 4; item++) {
        const [a, b] = [scores[kind * 4 + item]! - scores[kind * 4]!, target(kind, item) - target(kind, 0)];
        worst = Math.max(worst, Math.abs(a - b));
      }
    }
    return worst;
  }

  it("recovers planted log-odds ln P(i|u); without it popularity is taken off", () => {
    const chance = (kind: number, item: number): number => Math.log(CHANCES[kind]![item]!);
    const lift = (kind: number, item: number): number => chance(kind, item) - Math.log(q[item]!);
    const [corrected, plain] = [learned(true), learned(false)];
    assert.ok(errorAgainst(corrected, chance) < 0.02, `corrected ${corrected.join(" ")}`);
    assert.ok(errorAgainst(plain, lift) < 0.02, `uncorrected ${plain.join(" ")}`);
    assert.ok(errorAgainst(plain, chance) > 0.8);
  });

  it("logSamplingShares are the logarithms of shares of contacts", () => {
    logSamplingShares(takers).forEach((value, item) => assert.ok(Math.abs(value - Math.log(q[item]!)) < 1e-6));
  });
});

onEachBackend("The gradient of the towers", (current) => {
  it("agrees with central differences, for ids, tokens and what users share", async () => {
    const { tf } = current();
    const random = new Random(2);
    const matrix = matrixFromEvents({ users: Uint32Array.of(0, 0, 1, 2, 2), items: Uint32Array.of(0, 2, 1, 2, 3) });
    const features = tokenBags([[0, 1], [1, 1, 2], [3], []], 4);
    const samples = new TowerSamples(matrix, { features, idDropout: 0.4, correction: true, seed: 1 });
    const batch = samples.batch(Uint32Array.of(0, 1, 2, 3, 4), 0);
    const shapes = { common: [3], users: [3, 3], items: [4, 3], tokens: [4, 3] };
    const weights = Object.entries(shapes).map(([name, shape]) => {
      const size = shape.reduce((a, b) => a * b);
      return [name, { shape, data: Float32Array.from({ length: size }, () => random.normal()) }] as const;
    });
    const variables = variablesOf(tf, weights);
    const network = new TowerNetwork(tf, new Map([["common", variables.get("common")!]]), variables);
    const loss = (): Scalar => network.loss(batch, { rows: () => undefined });
    const all = [...variables.values()];
    const { value, grads } = tf.engine().gradients(loss, all);
    for (const [n, [name, { shape, data }]] of weights.entries()) {
      const slopes = await grads[n]!.data();
      for (let at = 0; at < data.length; at++) {
        const [above, below] = [1e-2, -1e-2].map((step) =>
          tf.tidy(() => {
            all[n]!.assign(
              tf.tensor(
                data.map((v, i) => v + (i === at ? step : 0)),
                [...shape],
              ),
            );
            return loss().dataSync()[0]!;
          }),
        );
        assert.ok(Math.abs(slopes[at]! - (above! - below!) / 2e-2) < 2e-3, `${name}[${at}]`);
      }
      tf.tidy(() => all[n]!.assign(tf.tensor(data, [...shape])));
    }
    tf.dispose([value, ...grads, ...all]);
  });
});

describe("Two towers with words", () => {
  // Items of two kinds; their words say which. Item 5 (of the first kind) and item 11 (second) are never bought.
  const words = Array.from({ length: 12 }, (_, item) => [item < 6 ? 0 : 1, 2 + (item % 3)]);
  const pairs: [number, number][] = [];
  for (let u = 0; u < 20; u++) {
    for (let n = 0; n < 5; n++) if ((u + n) % 3 !== 0) pairs.push([u, (u % 2) * 6 + n]);
  }
  const matrix = matrixFromEvents({
    users: Uint32Array.from(pairs, ([u]) => u),
    items: Uint32Array.from(pairs, ([, i]) => i),
    userCount: 20,
    itemCount: 12,
  });
  const options = { width: 8, epochs: 60, batchSize: 32, learningRate: 0.02, weightDecay: 0.01, idDropout: 0.5 };

  it("a product nobody has bought scores with its kind, by its words alone", async () => {
    const model = await fitTwoTower(matrix, { ...options, device, features: tokenBags(words, 5) });
    for (let user = 0; user < 20; user++) {
      const scores = scoresOf(model, user);
      assert.ok(user % 2 === 0 ? scores[5]! > scores[11]! : scores[11]! > scores[5]!, `user ${user}`);
    }
    const [mine, other] = [model.newItemVectors(tokenBags([[0]], 5)), model.newItemVectors(tokenBags([[1]], 5))];
    const taste = model.vectors.users.subarray(0, 8); // user 0 is of the first kind
    const product = (y: Float32Array): number => y.reduce((sum, value, d) => sum + value * taste[d]!, 0);
    assert.ok(product(mine) > product(other));
    const again = twoTowerFromBundle(twoTowerToBundle(model));
    assert.deepEqual(again.newItemVectors(tokenBags([[0]], 5)), mine);
  });

  it("given vectors do the same", async () => {
    const vectors = Float32Array.from({ length: 24 }, (_, n) => Number((n % 2 === 0) === n < 12));
    const model = await fitTwoTower(matrix, { ...options, device, features: { vectors, width: 2 } });
    const scores = scoresOf(model, 0);
    assert.ok(scores[5]! > scores[11]!);
  });

  it("features that do not fit are refused, by name", async () => {
    await assert.rejects(fitTwoTower(matrix, { features: tokenBags([[0]], 1) }), /features.starts must have length 13/);
    assert.throws(() => tokenBags([[0, 7]], 5), /features.tokens must lie below 5, received 7 at 1/);
    await assert.rejects(fitTwoTower(matrix, { idDropout: 2 }), /idDropout must lie in \[0, 1\], received 2/);
    const bare = await fitTwoTower(matrix, { ...options, device, epochs: 1 });
    assert.throws(() => bare.newItemVectors(tokenBags([[0]], 5)), /fitted without/);
  });
});
