import type { Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { differentiable } from "./lazy-gradient";
import { isNative, native } from "./native-ops";

/**
 * The Gaussian error linear unit, exact: x Φ(x), with Φ(x) = (1 + erf(x / √2)) / 2 the normal distribution's share below
 * x.
 *
 * @param tf the tensor runtime
 * @param x  any shape
 * @source Hendrycks & Gimpel, "Gaussian Error Linear Units" (2016), section 2
 */
export function gelu<T extends Tensor>(tf: TensorFlow, x: T): T {
  return differentiable<T>(tf, {
    inputs: { x },
    forward: (save) => {
      const below = normalShare(tf, x);
      save([x, below]);
      return tf.mul(x, below);
    },
    backward: (dy, [x, below]) => ({ x: () => slope(tf, x as T, below as T, dy) }),
  });
}

/** Φ(x) */
function normalShare<T extends Tensor>(tf: TensorFlow, x: T): T {
  if (!isNative(tf)) return tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));
  return native(tf, (ops) => {
    const doubled = ops.op("Erfc", [ops.op("Mul", [ops.of(x), ops.scalar(-Math.SQRT1_2)])]);
    return ops.tensor<T>(ops.op("Mul", [doubled, ops.scalar(0.5)]));
  });
}

/** dy (Φ(x) + x φ(x)), with φ(x) = exp(-x² / 2) / √(2π) the normal density. */
function slope<T extends Tensor>(tf: TensorFlow, x: T, below: T, dy: T): T {
  const scale = 1 / Math.sqrt(2 * Math.PI);
  if (!isNative(tf)) {
    const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), scale);
    return tf.mul(dy, tf.add(below, tf.mul(x, density)));
  }
  return native(tf, (ops) => {
    const at = ops.of(x);
    const bell = ops.op("Exp", [ops.op("Mul", [ops.op("Square", [at]), ops.scalar(-0.5)])]);
    const weighted = ops.op("Mul", [ops.op("Mul", [at, bell]), ops.scalar(scale)]);
    return ops.tensor<T>(ops.op("Mul", [ops.of(dy), ops.op("AddV2", [ops.of(below), weighted])]));
  });
}
