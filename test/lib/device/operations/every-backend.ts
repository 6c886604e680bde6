import assert from "node:assert/strict";
import type { Tensor } from "@tensorflow/tfjs";
import { NotSupportedError } from "cartwright/contracts";
import { backendNames, openDevice, type TensorFlow } from "cartwright/device";

/**
 * A test for each backend that works here; the others are skipped and the title says why. It fails when tensors are left
 * over.
 */
export function onEveryBackend(title: string, test: (tf: TensorFlow) => Promise<void> | void): void {
  for (const backend of backendNames) {
    it(`${title} [${backend}]`, async function () {
      this.timeout(60_000);
      const tf = await openDevice({ backend }).then(
        (device) => device.tf,
        (error: unknown) => {
          if (!(error instanceof NotSupportedError)) throw error;
          this.test!.title += `: not run, ${error.message}`;
          return this.skip();
        },
      );
      const before = tf.memory().numTensors;
      await test(tf);
      assert.equal(tf.memory().numTensors, before, "tensors left over");
    });
  }
}

/** Numbers in [-1, 1] without any pattern, the same in every run. */
export function numbers(count: number, start = 0): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * (start + 1)));
}

/** One input of an operation. */
export interface Input {
  readonly shape: number[];
  readonly values: Float32Array;
}

/** An input of a shape with numbers of its own. */
export function input(shape: number[], start: number): Input {
  return {
    shape,
    values: numbers(
      shape.reduce((a, b) => a * b, 1),
      start,
    ),
  };
}

/**
 * Compares an operation's value with its twin in float64, and its gradient, for a given derivative of the loss with
 * respect to the value, with central differences of the twin.
 */
export async function checkAgainstTwin(
  tf: TensorFlow,
  inputs: readonly Input[],
  operation: (...tensors: Tensor[]) => Tensor,
  twin: (...arrays: number[][]) => number[],
  tolerance = 2e-5,
): Promise<void> {
  const given = inputs.map(({ values }) => Array.from(values));
  const expected = twin(...given);
  const slope = numbers(expected.length, 99);
  const [value, ...gradients] = tf.tidy(() => {
    const tensors = inputs.map(({ values, shape }) => tf.tensor(values.slice(), shape));
    const value = operation(...tensors);
    const dy = tf.tensor(slope, value.shape);
    const grads = tf.grads((...leaves: Tensor[]) => operation(...leaves))(tensors, dy);
    return [value, ...grads];
  });
  const loss = (arrays: number[][]): number => twin(...arrays).reduce((sum, y, i) => sum + y * slope[i]!, 0);
  try {
    assertClose(await value!.data(), expected, tolerance, "value");
    for (const [at, gradient] of gradients.entries()) {
      assert.deepEqual(gradient.shape, inputs[at]!.shape);
      assertClose(await gradient.data(), centralDifferences(loss, given, at), 5 * tolerance, `gradient ${at}`);
    }
  } finally {
    tf.dispose([value!, ...gradients]);
  }
}

function centralDifferences(loss: (arrays: number[][]) => number, given: number[][], at: number, h = 1e-4): number[] {
  return given[at]!.map((value, i) => {
    const moved = (to: number): number =>
      loss(given.map((array, a) => (a === at ? array.map((x, k) => (k === i ? to : x)) : array)));
    return (moved(value + h) - moved(value - h)) / (2 * h);
  });
}

/** Fails unless |a - b| <= tolerance · max(1, |b|) everywhere. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    assert.ok(error <= tolerance, `${what}[${i}] is ${actual[i]}, should be ${expected[i]}`);
  }
}
