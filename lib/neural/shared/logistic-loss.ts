import type { Scalar, Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../device";

/**
 * Mean log loss of pairs that met (y = 1) and did not (y = 0): −Σ [y ln σ(z) + (1 − y) ln(1 − σ(z))] / n. Since
 * −ln σ(z) = softplus(−z) and −ln(1 − σ(z)) = softplus(z), it is Σ softplus(−s z) / n with the sign s = 2y − 1, which no
 * z overflows.
 *
 * @param tf     the tensor runtime
 * @param logits z, [n × 1] or [n]
 * @param signs  s, [n]: 1, -1, or 0 for an example that counts in n alone and has the constant loss ln 2
 * @source He et al., "Neural Collaborative Filtering", WWW 2017, equation 7
 */
export function logisticLoss(tf: TensorFlow, logits: Tensor, signs: Float32Array): Scalar {
  const flipped = tf.tensor1d(signs.map((sign) => -sign));
  return tf.mean(tf.softplus(tf.mul(logits.reshape([signs.length]), flipped)));
}
