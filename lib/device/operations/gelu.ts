import type { Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { fusedGelu, hasFused } from "./fused";
import { differentiable } from "./lazy-gradient";

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
      if (hasFused(tf, "CartwrightGelu")) {
        const { y, slope } = fusedGelu(tf, x);
        save([slope]);
        return y;
      }
      const below = tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));
      save([x, below]);
      return tf.mul(x, below);
    },
    backward: (dy, saved) => ({
      x: () => (saved.length === 1 ? tf.mul(dy, saved[0]!) : slopeTimes(tf, dy, saved[0] as T, saved[1] as T)),
    }),
  });
}

/** dy (Φ(x) + x φ(x)), with φ(x) = exp(-x² / 2) / √(2π) the normal density. */
function slopeTimes<T extends Tensor>(tf: TensorFlow, dy: T, x: T, below: T): T {
  const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return tf.mul(dy, tf.add(below, tf.mul(x, density)));
}
