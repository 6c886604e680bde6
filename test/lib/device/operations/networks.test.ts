import assert from "node:assert/strict";
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import fc from "fast-check";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  linear,
  logisticLoss,
  perceptron,
  type PerceptronLayer,
  relu,
  rowPairProduct,
  type RowPairs,
  rowPairs,
  type TensorFlow,
} from "cartwright/device";
import { assertClose, checkAgainstTwin, input, numbers, onEveryBackend } from "./every-backend";
import { linearTwin } from "./twins";

/** Rows that meet: some of them twice, some never. */
const LEFT = Int32Array.of(2, 0, 2, 2, 1, 0, 2);
const RIGHT = Int32Array.of(4, 4, 1, 4, 5, 0, 4);

const pairsOf = (p: Tensor, q: Tensor): RowPairs => ({ p: p as Tensor2D, q: q as Tensor2D, left: LEFT, right: RIGHT });
const rowOf = (table: number[], row: number, width: number): number[] => table.slice(row * width, (row + 1) * width);

describe("rowPairs", () => {
  onEveryBackend("lays the rows of each pair side by side, with its gradients", (tf) =>
    checkAgainstTwin(
      tf,
      [input([4, 3], 1), input([6, 11], 2)],
      (p, q) => rowPairs(tf, pairsOf(p!, q!)),
      (p, q) => Array.from(LEFT, (row, n) => [...rowOf(p!, row, 3), ...rowOf(q!, RIGHT[n]!, 11)]).flat(),
    ),
  );
  onEveryBackend("refuses rows that are not there, and a row left alone", (tf) => {
    tf.tidy(() => {
      const [p, q] = [tf.ones([4, 3]), tf.ones([6, 3])];
      const pairs = pairsOf(p, q);
      assert.throws(() => rowPairs(tf, { ...pairs, left: Int32Array.of(4), right: Int32Array.of(0) }), ValueError);
      assert.throws(() => rowPairs(tf, { ...pairs, left: Int32Array.of(0), right: Int32Array.of(-1) }), ValueError);
      assert.throws(() => rowPairs(tf, { ...pairs, left: Int32Array.of(0) }), ShapeError);
    });
  });
});

describe("rowPairProduct", () => {
  const width = 11; // eight numbers and three
  onEveryBackend("is the weighted inner product of each pair, with its gradients", (tf) =>
    checkAgainstTwin(
      tf,
      [input([4, width], 1), input([6, width], 2), input([1, width], 3)],
      (p, q, h) => rowPairProduct(tf, pairsOf(p!, q!), h as Tensor2D),
      (p, q, h) =>
        Array.from(LEFT, (row, n) =>
          h!.reduce((sum, weight, d) => sum + weight * p![row * width + d]! * q![RIGHT[n]! * width + d]!, 0),
        ),
    ),
  );
  onEveryBackend("refuses vectors that do not fit", (tf) => {
    tf.tidy(() => {
      const [p, q, h] = [tf.ones([4, 3]), tf.ones([6, 3]), tf.ones([1, 3]) as Tensor2D];
      assert.throws(() => rowPairProduct(tf, pairsOf(p, tf.ones([6, 4])), h), ShapeError);
      assert.throws(() => rowPairProduct(tf, pairsOf(p, q), tf.ones([1, 4])), ShapeError);
    });
  });
});

/** Layers of these widths, the first the input's, of tensors that alternate: weight, bias, weight, bias ... */
function layersOf(tensors: readonly Tensor[]): PerceptronLayer[] {
  const layers: PerceptronLayer[] = [];
  for (let n = 0; n < tensors.length; n += 2) {
    layers.push({ weight: tensors[n] as Tensor2D, bias: tensors[n + 1] as Tensor1D | undefined });
  }
  return layers;
}

describe("perceptron", () => {
  onEveryBackend("is linear and relu in turn, the last without relu, with its gradients", (tf) =>
    checkAgainstTwin(
      tf,
      [input([7, 5], 1), input([19, 5], 2), input([19], 3), input([9, 19], 4), input([9], 5), input([2, 9], 6)],
      (x, ...tensors) => perceptron(tf, x as Tensor2D, layersOf(tensors)), // the last has no bias
      (x, w1, b1, w2, b2, w3) => {
        const first = linearTwin(x!, w1!, b1, 5).map((value) => Math.max(0, value));
        const second = linearTwin(first, w2!, b2, 19).map((value) => Math.max(0, value));
        return linearTwin(second, w3!, undefined, 9);
      },
    ),
  );

  onEveryBackend("has the value and gradients of the operations that it is made of, at any size", async (tf) => {
    const side = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 900 }), // more rows than one task takes
        fc.array(side, { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 0, max: 1000 }),
        async (rows, sides, start) => {
          const shapes = [[rows, sides[0]!]];
          for (let n = 1; n < sides.length; n++) shapes.push([sides[n]!, sides[n - 1]!], [sides[n]!]);
          const inputs = shapes.map((shape, n) => input(shape, start + n));
          const fused = run(tf, inputs, (x, layers) => perceptron(tf, x, layers));
          const plain = run(tf, inputs, (x, layers) =>
            layers.reduce((at, { weight, bias }, n) => {
              const sums = linear(tf, at, weight, bias);
              return n + 1 < layers.length ? relu(tf, sums) : sums;
            }, x),
          );
          for (const [n, tensor] of fused.entries()) {
            const expected = await plain[n]!.data();
            const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
            const actual = Array.from(await tensor.data(), (value) => value / largest);
            assertClose(
              actual,
              Array.from(expected, (value) => value / largest),
              1e-5,
              `tensor ${n}`,
            );
          }
          tf.dispose([...fused, ...plain]);
        },
      ),
      { numRuns: 15 },
    );
  });

  onEveryBackend("gives the same numbers in every run, and NaN for NaN", async (tf) => {
    const inputs = [input([1000, 8], 1), input([16, 8], 2), input([16], 3), input([1, 16], 4), input([1], 5)];
    const [one, other] = [0, 1].map(() => run(tf, inputs, (x, layers) => perceptron(tf, x, layers)));
    for (const [n, tensor] of one!.entries()) assert.deepEqual(await tensor.data(), await other![n]!.data());
    const nan = tf.tidy(() =>
      perceptron(tf, tf.fill([1, 8], NaN) as Tensor2D, [{ weight: tf.ones([1, 8]) as Tensor2D }]),
    );
    assert.ok(Number.isNaN((await nan.data())[0]));
    tf.dispose([...one!, ...other!, nan]);
  });
});

/** Value and gradients of a network of x and alternating weights and biases. */
function run(
  tf: TensorFlow,
  inputs: readonly { shape: number[]; values: Float32Array }[],
  network: (x: Tensor2D, layers: PerceptronLayer[]) => Tensor2D,
): Tensor[] {
  return tf.tidy(() => {
    const tensors = inputs.map(({ values, shape }) => tf.tensor(values.slice(), shape));
    const apply = (x: Tensor, ...rest: Tensor[]): Tensor => network(x as Tensor2D, layersOf(rest));
    const value = apply(tensors[0]!, ...tensors.slice(1));
    const gradients = tf.grads(apply as (...x: Tensor[]) => Tensor)(
      tensors,
      tf.tensor(numbers(value.size, 77), value.shape),
    );
    return [value, ...gradients];
  });
}

describe("logisticLoss", () => {
  const signs = Float32Array.of(1, -1, 0, -1, 1);
  onEveryBackend("is the mean of softplus(-s z), with its gradient", (tf) =>
    checkAgainstTwin(
      tf,
      [input([5, 1], 1)],
      (z) => logisticLoss(tf, z!, signs),
      (z) => [z!.reduce((sum, value, n) => sum + Math.log(1 + Math.exp(-signs[n]! * value)), 0) / 5],
    ),
  );
  onEveryBackend("neither overflows nor hides what is no number", async (tf) => {
    const losses = tf.tidy(() =>
      [
        [1e4, -1e4],
        [-1e4, 1e4],
        [NaN, 0],
      ].map((z) => logisticLoss(tf, tf.tensor1d(z), Float32Array.of(1, -1))),
    );
    const [right, wrong, nan] = await Promise.all(losses.map(async (loss) => (await loss.data())[0]!));
    assert.ok(right === 0 && Math.abs(wrong! - 1e4) < 1e-2 && Number.isNaN(nan), `${right}, ${wrong}, ${nan}`);
    tf.dispose(losses);
    tf.tidy(() => {
      assert.throws(() => logisticLoss(tf, tf.tensor1d([1]), signs), ShapeError);
    });
  });
});
