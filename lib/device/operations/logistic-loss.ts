import type { Scalar, Tensor } from "@tensorflow/tfjs";
import { requireLength } from "../../contracts";
import type { TensorFlow } from "../tensorflow";
import { hasFused } from "./fused";
import { differentiable } from "./lazy-gradient";
import { native } from "./native-ops";

/**
 * Mean log loss of examples that are so (y = 1) and are not (y = 0): −Σ [y ln σ(z) + (1 − y) ln(1 − σ(z))] / n. Since
 * −ln σ(z) = softplus(−z) and −ln(1 − σ(z)) = softplus(z), it is Σ softplus(−s z) / n with the sign s = 2y − 1, which no
 * z overflows.
 *
 * @param tf     the tensor runtime
 * @param logits z, [n × 1] or [n]
 * @param signs  s, [n]: 1, -1, or 0 for an example that counts in n alone and has the constant loss ln 2
 * @throws ShapeError when there is not one sign for each z
 * @source He et al., "Neural Collaborative Filtering", WWW 2017, equation 7
 */
export function logisticLoss(tf: TensorFlow, logits: Tensor, signs: Float32Array): Scalar {
  requireLength("signs", signs.length, logits.size);
  if (!hasFused(tf, "CartwrightLogisticLoss")) {
    const flipped = tf.tensor1d(signs.map((sign) => -sign));
    return tf.mean(tf.softplus(tf.mul(logits.reshape([signs.length]), flipped)));
  }
  return differentiable<Scalar>(tf, {
    inputs: { logits },
    forward: (save) => {
      const [loss, slopes] = lossAndSlopes(tf, logits, signs);
      save([slopes]);
      return loss;
    },
    backward: (dLoss, [slopes]) => ({ logits: () => tf.mul(slopes!, dLoss) }),
  });
}

function lossAndSlopes(tf: TensorFlow, logits: Tensor, signs: Float32Array): [Scalar, Tensor] {
  return native(tf, (ops) => {
    const inputs = [ops.of(logits), ops.constant([signs.length], signs)];
    const [loss, slopes] = ops.ops("CartwrightLogisticLoss", inputs, [], 2);
    return [ops.tensor<Scalar>(loss!), ops.tensor(slopes!)];
  });
}
