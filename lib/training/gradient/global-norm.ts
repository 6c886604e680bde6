import type { Scalar } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../device";
import { type Gradients, tensorsOf } from "./gradients";

/** √(Σ g²) over every entry of every gradient. Call it inside a tidy. */
export function globalNorm(tf: TensorFlow, gradients: Gradients): Scalar {
  const sums = tensorsOf(gradients).map((tensor) => tf.sum(tf.square(tensor)));
  return sums.length === 0 ? tf.scalar(0) : (tf.sum(tf.stack(sums)).sqrt() as Scalar);
}

/**
 * What gradients are multiplied by, so that their global norm is at most `longest`: min(1, longest / (norm + 10⁻⁶)).
 *
 * @param norm    of the gradients as they are
 * @param longest that is allowed
 * @source Pascanu, Mikolov & Bengio, "On the difficulty of training recurrent neural networks" (2013), algorithm 1
 */
export function clippingScale(norm: number, longest: number): number {
  return Math.min(1, longest / (norm + 1e-6));
}
