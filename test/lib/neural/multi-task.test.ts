import assert from "node:assert/strict";
import { asUserIndex, DataError, ValueError } from "cartwright/contracts";
import { type Device, openDevice } from "cartwright/device";
import { matrixFromEvents, type UserItemMatrix } from "cartwright/interactions";
import {
  FeatureSpace,
  fitMultiTask,
  initialTaskWeights,
  multiTaskFromBundle,
  MultiTaskModel,
  multiTaskToBundle,
  TaskNetwork,
  TaskSamples,
  type TaskShape,
  type Weights,
} from "cartwright/neural";
import { scoresOf } from "../../support/model-contract";
import { onEachBackend } from "../training/backends";
import { busy, checkNetworkGradients } from "./check-network-gradients";
import { training } from "./one-epoch";

const sizes = { tasks: ["view", "buy"], weights: [1, 0.5], width: 3, expertWidth: 4, towerWidth: 3 } as const;
const shapes: Record<string, TaskShape> = {
  "a shared bottom": { ...sizes, sharing: "bottom", experts: 1 },
  "three experts with gates": { ...sizes, sharing: "mmoe", experts: 3 },
};
const views = matrixFromEvents({
  users: Uint32Array.of(0, 0, 1, 2, 2, 3),
  items: Uint32Array.of(0, 2, 1, 2, 4, 3),
  userCount: 4,
  itemCount: 5,
});
const buys = matrixFromEvents({ users: Uint32Array.of(0, 2), items: Uint32Array.of(2, 4), userCount: 4, itemCount: 5 });
const brand = { name: "brand", size: 2, values: Uint32Array.of(0, 1, 0, 1, 1) };
const space = new FeatureSpace(4, 5, { itemFields: [brand] });

/** z of a task, by the formula, in float64. */
function plainLogit(weights: Weights, shape: TaskShape, task: number, user: number, item: number): number {
  const at = (name: string, n: number): number => weights.get(name)!.data[n]!;
  const features = [user, space.items[0]!.start + item, space.items[1]!.start + brand.values[item]!];
  const x = features.flatMap((f) => Array.from({ length: shape.width }, (_, d) => at("vectors", f * shape.width + d)));
  const times = (name: string, row: number, input: readonly number[]): number =>
    input.reduce((sum, value, d) => sum + at(name, row * input.length + d) * value, 0);
  const powers = Array.from({ length: shape.experts }, (_, k) =>
    Math.exp(shape.experts === 1 ? 0 : times(`gate.${task}`, k, x)),
  );
  const total = powers.reduce((sum, power) => sum + power, 0);
  const mixed = Array.from({ length: shape.expertWidth }, (_, e) =>
    powers.reduce((sum, power, k) => {
      const row = k * shape.expertWidth + e;
      return sum + (power / total) * Math.max(0, times("experts.weight", row, x) + at("experts.bias", row));
    }, 0),
  );
  let z = at(`tower.${task}.offset`, 0);
  for (let o = 0; o < shape.towerWidth; o++) {
    const inner = Math.max(0, times(`tower.${task}.weight`, o, mixed) + at(`tower.${task}.bias`, o));
    z += at(`tower.${task}.output`, o) * inner;
  }
  return z;
}

for (const [name, shape] of Object.entries(shapes)) {
  const weights = busy(initialTaskWeights(shape, space, views, 1), 0.7);

  onEachBackend(`The gradient of ${name}`, (device) => {
    it("agrees with central differences of the weighted log losses, for every kind of weight", async () => {
      const batch = new TaskSamples(views, [views, buys], space, training).batch(Uint32Array.of(0, 1, 4, 5), 0);
      const plainLoss = (at: Weights): number => {
        let sum = 0;
        batch.signs.forEach((signs, task) =>
          signs.forEach((sign, n) => {
            const [user, item] = [batch.features.ids[n * 3]!, batch.features.ids[n * 3 + 1]! - space.items[0]!.start];
            const loss = Math.log(1 + Math.exp(-sign * plainLogit(at, shape, task, user, item)));
            sum += (shape.weights[task]! * loss) / signs.length;
          }),
        );
        return sum;
      };
      const { tf } = device();
      await checkNetworkGradients(
        tf,
        weights,
        (weight) => weight === "vectors",
        (parameters, tables) => new TaskNetwork(tf, shape, parameters, tables),
        batch,
        plainLoss,
      );
    });
  });

  describe(`A model of ${name}`, () => {
    const model = new MultiTaskModel(weights, { ...shape, ...training }, space, 1);

    it("answers for each task by the network's formula, and ranks by the first", () => {
      for (let user = 0; user < 4; user++) {
        shape.tasks.forEach((task, t) =>
          scoresOf(model.task(task), user).forEach((score, item) => {
            const z = plainLogit(weights, shape, t, user, item);
            assert.ok(Math.abs(score - z) < 1e-5 * (1 + Math.abs(z)), `${task} ${user}, ${item}: ${score}, ${z}`);
          }),
        );
        assert.deepEqual(scoresOf(model, user), scoresOf(model.task("view"), user));
      }
    });

    it("has gates that add up to 1 for every item", () => {
      const gates = model.gatesOf("buy", asUserIndex(1));
      for (let item = 0; item < 5; item++) {
        const row = gates.subarray(item * shape.experts, (item + 1) * shape.experts);
        const sum = row.reduce((total, share) => total + share, 0);
        assert.ok(Math.abs(sum - 1) < 1e-6 && row.every((share) => share >= 0));
      }
    });

    it("is the same after a round trip through a bundle, for every task", () => {
      const content = multiTaskToBundle(model);
      const settings = JSON.parse(JSON.stringify(content.settings)) as typeof content.settings;
      const again = multiTaskFromBundle({ ...content, settings });
      for (const task of shape.tasks) assert.deepEqual(scoresOf(again.task(task), 2), scoresOf(model.task(task), 2));
      assert.throws(() => multiTaskFromBundle({ ...content, settings: { ...settings, tasks: null } }), DataError);
    });
  });
}

describe("TaskSamples", () => {
  it("gives a contact of one task alone a minus in the others, and counterparts a minus in all", () => {
    const { signs } = new TaskSamples(views, [views, buys], space, training).batch(Uint32Array.of(0, 1), 0);
    assert.deepEqual(Array.from(signs[0]!), [1, 1, -1, -1, -1, -1]); // user 0 looked at items 0 and 2 ...
    assert.deepEqual(Array.from(signs[1]!), [-1, 1, -1, -1, -1, -1]); // ... and bought item 2
  });
});

describe("Two questions of one shop", () => {
  // Two tastes, and every second thing of a taste is a bargain. People look at what is to their taste, and buy the bargains
  // among it. Of each user one bargain and one other thing are held out.
  const [users, items] = [24, 16] as const;
  const tasteOf = (item: number): number => item % 2;
  const isBargain = (item: number): boolean => item % 4 < 2;
  const heldOut = (user: number): [number, number] => [
    4 * (user % 4) + (user % 2),
    4 * ((user + 1) % 4) + 2 + (user % 2),
  ];
  const looked: [number, number][] = [];
  for (let u = 0; u < users; u++) {
    for (let i = u % 2; i < items; i += 2) if (!heldOut(u).includes(i)) looked.push([u, i]);
  }
  const matrixOf = (pairs: readonly (readonly [number, number])[]): UserItemMatrix =>
    matrixFromEvents({
      users: Uint32Array.from(pairs, ([u]) => u),
      items: Uint32Array.from(pairs, ([, i]) => i),
      userCount: users,
      itemCount: items,
    });
  const tasks = { buy: matrixOf(looked.filter(([, i]) => isBargain(i))), view: matrixOf(looked) };
  let device: Device;
  before(async () => (device = await openDevice({ backend: "cpu" })));

  for (const sharing of ["bottom", "mmoe"] as const) {
    it(`(${sharing}) are told apart: what is to her taste, and what of it she would buy`, async () => {
      const offer = {
        name: "offer",
        size: 2,
        values: Uint32Array.from({ length: items }, (_, i) => Number(isBargain(i))),
      };
      const options = { epochs: 20, batchSize: 16, learningRate: 0.02, weightDecay: 0.1, width: 8, expertWidth: 16 };
      const model = await fitMultiTask(tasks, { ...options, towerWidth: 16, sharing, itemFields: [offer], device });
      let [views, bargains, tastes] = [0, 0, 0];
      for (let user = 0; user < users; user++) {
        const [bargain, other] = heldOut(user) as [number, number];
        const [view, buy] = [scoresOf(model.task("view"), user), scoresOf(model.task("buy"), user)];
        const ofOthers = (scores: Float32Array): number =>
          scores.reduce((sum, z, i) => sum + (tasteOf(i) === user % 2 ? 0 : z / (items / 2)), 0);
        if (view[other]! > ofOthers(view)) views++;
        if (buy[bargain]! > buy[other]!) bargains++;
        if (buy[bargain]! > ofOthers(buy)) tastes++;
      }
      const found = `views ${views}, bargains ${bargains}, tastes ${tastes} of ${users}`;
      assert.ok(Math.min(views, bargains, tastes) >= 0.9 * users, found);
    });
  }
});

describe("Wrong use of tasks", () => {
  it("is refused, by name", async () => {
    await assert.rejects(fitMultiTask({}), /tasks must be a whole number of at least 1/);
    await assert.rejects(
      fitMultiTask({ buy: buys, view: matrixFromEvents({ users: Uint32Array.of(0), items: Uint32Array.of(0) }) }),
      /buy has 4 and 5, view has 1 and 1/,
    );
    await assert.rejects(
      fitMultiTask({ buy: buys }, { taskWeights: { view: 2 } }),
      /taskWeights must name tasks \(buy\), received "view"/,
    );
    await assert.rejects(fitMultiTask({ buy: buys }, { taskWeights: { buy: 0 } }), ValueError);
    await assert.rejects(
      fitMultiTask({ buy: buys }, { sharing: "bottom", experts: 2 }),
      /experts must be 1 with a shared bottom/,
    );
    const model = await fitMultiTask({ buy: buys }, { epochs: 1, device: await openDevice({ backend: "cpu" }) });
    assert.throws(() => model.task("view"), /task must be .*buy.*received.*view/);
  });
});
