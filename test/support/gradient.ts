import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";

/** A tensor of fixed numbers without any symmetry, from -1 to 1. */
export function values(shape: number[], phase = 0): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(1.3 * i + 0.4 + phase)),
    shape,
  );
}

/** The gradients of Σ c·f(x) by each argument at the fixed x of `values`, with uneven c. */
export function gradientsOf(f: (...inputs: tf.Tensor[]) => tf.Tensor, shapes: number[][]): tf.Tensor[] {
  return tf.tidy(() => tf.grads((...inputs) => unevenSum(f(...inputs)))(shapes.map((shape, i) => values(shape, i))));
}

function unevenSum(out: tf.Tensor): tf.Scalar {
  return tf.sum(tf.mul(out, values(out.shape, 2)));
}

/**
 * Asserts that the current backend's gradient of Σ c·f(x) agrees with central differences, at fixed x and uneven c, for
 * some entries of each argument, and that no tensor is left behind.
 */
export async function agreesWithDifferences(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  shapes: number[][],
  backend: string,
): Promise<void> {
  const before = tf.memory().numTensors;
  const gradients = gradientsOf(f, shapes);
  const at = shapes.map((shape, i) => tf.tidy(() => values(shape, i).dataSync().slice()));
  for (let i = 0; i < at.length; i++) {
    const computed = await gradients[i]!.data();
    for (let j = 0; j < computed.length; j += Math.max(1, Math.floor(computed.length / 7))) {
      const h = 1e-2;
      const [above, below] = [h, -h].map((step) =>
        tf.tidy(() => {
          const moved = at.map((numbers, k) => {
            const copy = numbers.slice();
            if (k === i) copy[j]! += step;
            return tf.tensor(copy, shapes[k]!);
          });
          return unevenSum(f(...moved)).dataSync()[0]!;
        }),
      );
      const slope = (above! - below!) / (2 * h);
      const error = Math.abs(computed[j]! - slope);
      assert.ok(
        error < 4e-3 * Math.max(1, Math.abs(slope)),
        `${backend}: argument ${i}, entry ${j}: ${computed[j]!} against ${slope}`,
      );
    }
  }
  tf.dispose(gradients);
  assert.equal(tf.memory().numTensors, before, `${backend}: tensors left behind`);
}
