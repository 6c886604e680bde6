import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import type { Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
import { globalNorm, type TensorFlow } from "cartwright/device";
import { adamW, clippingScale, type Gradients, type OptimiserPlan, sgd } from "cartwright/training";
import { onEachBackend } from "./backends";

interface DenseRun {
  weight: number[];
  bias: number[];
  steps: { weight: number[]; bias: number[]; norm: number | null }[];
}

const reference = JSON.parse(
  fs.readFileSync(path.join(__dirname, "..", "..", "reference", "training", "reference.json"), "utf8"),
) as {
  gradients: { weight: number[]; bias: number[]; rate: number }[];
  adamw: DenseRun;
  adamwClipped: DenseRun;
  sgd: DenseRun;
  lazyAdam: { table: number[]; steps: { rows: number[]; gradient: number[]; table: number[] }[] };
};

const near = (found: ArrayLike<number>, wanted: readonly number[], tolerance: number, what: string): void =>
  wanted.forEach((value, i) =>
    assert.ok(Math.abs(found[i]! - value) <= tolerance, `${what}[${i}] is ${found[i]}, not ${value}`),
  );

async function denseRun(tf: TensorFlow, plan: OptimiserPlan, run: DenseRun, clip?: number): Promise<void> {
  const weight = tf.tidy(() => tf.variable(tf.tensor2d(run.weight, [3, 2])));
  const bias = tf.tidy(() => tf.variable(tf.tensor1d(run.bias)));
  const parameters = new Map<string, Variable>([
    ["weight", weight],
    ["bias", bias],
  ]);
  const optimiser = plan.start(tf, { parameters });
  for (const [index, wanted] of run.steps.entries()) {
    const given = reference.gradients[index]!;
    const slopes: [string, Tensor][] = [
      ["weight", tf.tensor2d(given.weight, [3, 2])],
      ["bias", tf.tensor1d(given.bias)],
    ];
    const gradients: Gradients = { parameters: new Map(slopes), tables: new Map() };
    const norm = await globalNorm(
      tf,
      slopes.map(([, slope]) => slope),
    );
    if (clip !== undefined) assert.ok(Math.abs(norm - wanted.norm!) < 1e-5);
    const gradientScale = clip === undefined ? 1 : clippingScale(norm, clip);
    tf.tidy(() => optimiser.apply(gradients, { step: index + 1, learningRate: given.rate, gradientScale }));
    for (const [, slope] of slopes) slope.dispose();
    near(weight.dataSync(), wanted.weight, 2e-6, `weight at step ${index + 1}`);
    near(bias.dataSync(), wanted.bias, 2e-6, `bias at step ${index + 1}`);
  }
  optimiser.dispose();
  weight.dispose();
  bias.dispose();
}

onEachBackend("optimisers", (device) => {
  it("AdamW moves a matrix and a bias as PyTorch's does", () =>
    denseRun(
      device().tf,
      adamW({ beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.05 }),
      reference.adamw,
      undefined,
    ));

  it("AdamW after clipping by the global norm moves as PyTorch's does", () =>
    denseRun(device().tf, adamW(), reference.adamwClipped, 1.5));

  it("SGD with momentum moves as PyTorch's does", () => denseRun(device().tf, sgd({ momentum: 0.9 }), reference.sgd));

  it("lazy Adam moves the touched rows as PyTorch's SparseAdam, and keeps every bit of the others", () => {
    const { table: start, steps } = reference.lazyAdam;
    const { tf } = device();
    const table = tf.tidy(() => tf.variable(tf.tensor2d(start, [5, 2])));
    const optimiser = adamW({ weightDecay: 0 }).start(tf, { parameters: new Map(), tables: new Map([["t", table]]) });
    steps.forEach(({ rows, gradient, table: wanted }, index) => {
      const earlier = table.dataSync().slice();
      tf.tidy(() => {
        const slopes = tf.tensor2d(gradient, [rows.length, 2]) as Tensor2D;
        const tables = new Map([["t", { rows: Int32Array.from(rows), gradient: slopes }]]);
        optimiser.apply({ parameters: new Map(), tables }, { step: index + 1, learningRate: 0.02, gradientScale: 1 });
      });
      const now = table.dataSync();
      near(now, wanted, 1e-6, `table at step ${index + 1}`);
      now.forEach((value, i) => {
        if (!rows.includes(Math.floor(i / 2))) assert.equal(value, earlier[i]);
      });
    });
    optimiser.dispose();
    table.dispose();
  });

  it("decays the touched rows of a table, and nothing else of it", () => {
    const { tf } = device();
    const table = tf.tidy(() => tf.variable(tf.ones([3, 2])));
    const optimiser = adamW({ weightDecay: 0.5 }).start(tf, { parameters: new Map(), tables: new Map([["t", table]]) });
    tf.tidy(() => {
      const tables = new Map([["t", { rows: Int32Array.of(1), gradient: tf.zeros([1, 2]) as Tensor2D }]]);
      optimiser.apply({ parameters: new Map(), tables }, { step: 1, learningRate: 0.1, gradientScale: 1 });
    });
    near(table.dataSync(), [1, 1, 0.95, 0.95, 1, 1], 1e-6, "table");
    optimiser.dispose();
    table.dispose();
  });
});

describe("settings of optimisers", () => {
  it("are refused outside of their range", () => {
    assert.throws(() => adamW({ beta1: 1 }), /beta1 must lie in \[0, 1\), received 1/);
    assert.throws(() => adamW({ weightDecay: -1 }), /weightDecay must be a finite number of at least 0/);
    assert.throws(() => adamW({ epsilon: 0 }), /epsilon must be a finite number above 0/);
    assert.throws(() => sgd({ momentum: NaN }), /momentum must lie in \[0, 1\), received NaN/);
  });
});
