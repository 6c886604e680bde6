import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs";
import { requireLength } from "../../contracts";
import { softmaxCrossEntropy, type TensorFlow } from "../../device";

/**
 * The log loss of "which item did this user take?" with the batch's other items as the only alternatives:
 *
 *     L = −(1 / B) Σ_n ln [ exp(s_nn − ln Q_n) / Σ_m exp(s_nm − ln Q_m) ]        s_nm = x_n · y_m
 *
 * An item stands in the batch as often as it is popular, so that without ln Q the loss would teach s = ln P(i|u) − ln Q(i),
 * tastes with popularity taken off. With it every alternative is weighted by 1 / Q, the sum is, but for a constant, an
 * unbiased estimate of Σ exp(s) over all items, and s becomes ln P(i|u) plus a constant of the user.
 *
 * @param tf     the tensor runtime
 * @param users  x, [B × width]
 * @param items  y, [B × width], the item that each user took
 * @param logQ   ln Q of these items, [B]; none: no correction
 * @source Yi et al., "Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations", RecSys 2019,
 *         equations 3 to 5
 */
export function inBatchSoftmax(tf: TensorFlow, users: Tensor2D, items: Tensor2D, logQ?: Float32Array): Scalar {
  const count = users.shape[0];
  let logits: Tensor = tf.matMul(users, items, false, true);
  if (logQ !== undefined) {
    requireLength("logQ", logQ.length, count);
    logits = tf.sub(logits, tf.tensor2d(logQ, [1, count]));
  }
  return softmaxCrossEntropy(
    tf,
    logits as Tensor2D,
    Int32Array.from({ length: count }, (_, n) => n),
  );
}
