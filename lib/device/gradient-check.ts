import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { TensorFlow } from "./tensorflow";

/** How far a backend's gradient lies from the truth. */
export interface GradientCheck {
  /** max |g − ĝ| / max(1, |ĝ|), with ĝ from central differences in float64. */
  readonly largestError: number;
  readonly passed: boolean;
}

/** A float32 backend stays far below this; a wrong kernel lies far above it. */
const tolerance = 1e-3;

const vocabulary = 5;
const width = 4;
const tokens = [1, 3, 3, 0]; // token 3 twice: a gradient of `gather` must add, and tokens 2 and 4 get none

/**
 * Trains-right test of the current backend: the gradient of a small attention network against central differences that
 * are computed here in float64, without the backend.
 *
 * With X = E[tokens], A = softmax(X W Xᵀ / √d) and Y = tanh(A X), the loss is Σ Y²/2. It uses what training needs:
 * gather, products with and without transposed arguments, softmax, and an elementwise function.
 */
export async function checkGradient(tf: TensorFlow): Promise<GradientCheck> {
  const start = startingPoint();
  const computed = await backendGradient(tf, start);
  const expected = centralDifference(lossInFloat64, start);
  let largestError = 0;
  expected.forEach((slope, i) => {
    const error = Math.abs(computed[i]! - slope) / Math.max(1, Math.abs(slope));
    largestError = Math.max(largestError, Number.isNaN(error) ? Infinity : error);
  });
  return { largestError, passed: largestError < tolerance };
}

/** E [vocabulary × width] followed by W [width × width]; fixed numbers without any symmetry. */
function startingPoint(): Float64Array {
  return Float64Array.from({ length: (vocabulary + width) * width }, (_, i) => Math.fround(Math.sin(1.7 * i + 0.3)));
}

async function backendGradient(tf: TensorFlow, start: Float64Array): Promise<number[]> {
  const split = vocabulary * width;
  const [gradE, gradW] = tf.tidy(() => {
    const e = tf.tensor2d(Float32Array.from(start.subarray(0, split)), [vocabulary, width]);
    const w = tf.tensor2d(Float32Array.from(start.subarray(split)), [width, width]);
    return tf.grads((table, weights) => {
      const x = tf.gather(table as Tensor2D, tf.tensor1d(tokens, "int32"));
      const attention = tf.softmax(tf.matMul(tf.matMul(x, weights as Tensor2D), x, false, true).div(Math.sqrt(width)));
      return tf
        .matMul(attention as Tensor2D, x)
        .tanh()
        .square()
        .sum()
        .div(2);
    })([e, w]);
  }) as [Tensor, Tensor];
  try {
    return [...(await gradE.data()), ...(await gradW.data())];
  } finally {
    gradE.dispose();
    gradW.dispose();
  }
}

/** The same loss in plain float64. */
function lossInFloat64(point: Float64Array): number {
  const at = (token: number, d: number): number => point[token * width + d]!;
  const w = point.subarray(vocabulary * width);
  let loss = 0;
  for (const from of tokens) {
    const weights = tokens.map((to) => Math.exp(bilinear(point, w, from, to) / Math.sqrt(width)));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (let d = 0; d < width; d++) {
      const mixed = tokens.reduce((total, to, j) => total + (weights[j]! / sum) * at(to, d), 0);
      loss += Math.tanh(mixed) ** 2 / 2;
    }
  }
  return loss;
}

/** x_from W x_toᵀ. */
function bilinear(e: Float64Array, w: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let a = 0; a < width; a++) {
    for (let b = 0; b < width; b++) sum += e[from * width + a]! * w[a * width + b]! * e[to * width + b]!;
  }
  return sum;
}

function centralDifference(f: (point: Float64Array) => number, start: Float64Array, h = 1e-5): number[] {
  return Array.from(start, (value, i) => {
    const point = Float64Array.from(start);
    point[i] = value + h;
    const above = f(point);
    point[i] = value - h;
    return (above - f(point)) / (2 * h);
  });
}
