import type { Tensor, Tensor1D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { fusedAddLayerNorm, fusedLayerNorm, fusedLayerNormGrad, hasFused } from "./fused";
import { differentiable, isTapeOn } from "./lazy-gradient";
import { isNative, native } from "./native-ops";

/**
 * Layer normalisation over the last axis: y = g (x - μ) / √(σ² + ε) + b, with the mean μ and the (biased) variance σ² of
 * each row.
 *
 * @param tf      the tensor runtime
 * @param x       [... × width]
 * @param gain    g, [width]
 * @param bias    b, [width]
 * @param epsilon ε, keeps rows without variance finite
 * @source Ba, Kiros & Hinton, "Layer Normalization" (2016), equation 4
 */
export function layerNorm<T extends Tensor>(tf: TensorFlow, x: T, gain: Tensor1D, bias: Tensor1D, epsilon: number): T {
  return differentiable<T>(tf, {
    inputs: { x, gain, bias },
    forward: (save) => {
      if (hasFused(tf, "CartwrightLayerNorm")) {
        const { y, normal, scale } = fusedLayerNorm(tf, x, gain, bias, epsilon);
        save([normal, scale, gain]);
        return y;
      }
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
      const normal = tf.mul(centred, scale);
      save([normal, scale, gain]);
      return tf.add(tf.mul(normal, gain), bias);
    },
    backward: (dy, saved) => {
      const [normal, scale, gain] = saved as [T, Tensor, Tensor1D];
      return {
        x: () => (hasFused(tf, "CartwrightLayerNorm") ? fusedLayerNormGrad : slope)(tf, dy, normal, scale, gain),
        gain: () => rowSums(tf, tf.mul(dy, normal)),
        bias: () => rowSums(tf, dy),
      };
    },
  });
}

/**
 * Layer normalisation of a sum, `layerNorm(x + other)`: what stands behind each half of a transformer's layer. One pass
 * over memory where the native backend has our own operations and nobody asks for a derivative.
 *
 * @param tf      the tensor runtime
 * @param x       [... × width]
 * @param other   [... × width]
 * @param gain    g, [width]
 * @param bias    b, [width]
 * @param epsilon ε, keeps rows without variance finite
 */
export function addLayerNorm<T extends Tensor>(
  tf: TensorFlow,
  x: T,
  other: T,
  gain: Tensor1D,
  bias: Tensor1D,
  epsilon: number,
): T {
  if (!isTapeOn(tf) && hasFused(tf, "CartwrightAddLayerNorm")) {
    return fusedAddLayerNorm(tf, x, other, gain, bias, epsilon);
  }
  return layerNorm(tf, tf.add<T>(x, other), gain, bias, epsilon);
}

/** With n the normalised row and d = dy g: (d - mean(d) - n mean(d n)) / √(σ² + ε). */
function slope<T extends Tensor>(tf: TensorFlow, dy: T, normal: T, scale: Tensor, gain: Tensor1D): T {
  const d = tf.mul(dy, gain);
  const along = tf.mul(normal, tf.mean(tf.mul(d, normal), -1, true));
  return tf.mul(tf.sub(tf.sub(d, tf.mean(d, -1, true)), along), scale);
}

/** Sum over everything but the last axis. */
function rowSums(tf: TensorFlow, x: Tensor): Tensor1D {
  if (isNative(tf)) return native(tf, (ops) => ops.tensor(ops.op("BiasAddGrad", [ops.of(x)])));
  const width = x.shape[x.rank - 1]!;
  return tf.sum(tf.reshape(x, [-1, width]), 0);
}
