import type { Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import type { AdamwNumbers } from "./adamw-settings";

/**
 * The step as tensor operations, for backends whose memory cannot be written.
 *
 * @param tf       the tensor runtime
 * @param weight   w
 * @param m        first moment
 * @param v        second moment
 * @param gradient g
 * @param numbers  of the step
 * @returns the next w, m and v
 */
export function adamwMoved(
  tf: TensorFlow,
  weight: Tensor,
  m: Tensor,
  v: Tensor,
  gradient: Tensor,
  { beta1, beta2, shrink, gradientScale, rate, epsilon }: AdamwNumbers,
): [Tensor, Tensor, Tensor] {
  const g = gradientScale === 1 ? gradient : tf.mul(gradient, gradientScale);
  const nextM = tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1));
  const nextV = tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2));
  const move = tf.mul(tf.div(nextM, tf.add(tf.sqrt(nextV), epsilon)), rate);
  return [tf.sub(tf.mul(weight, shrink), move), nextM, nextV];
}
