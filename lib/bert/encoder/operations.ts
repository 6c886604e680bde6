import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../device";

export function linear(tf: TensorFlow, x: Tensor2D, weight: Tensor2D, bias?: Tensor1D): Tensor2D {
  const y = tf.matMul(x, weight, false, true);
  return bias === undefined ? y : (y.add(bias) as Tensor2D);
}

export function layerNorm<T extends Tensor>(tf: TensorFlow, x: T, gain: Tensor1D, bias: Tensor1D, epsilon: number): T {
  const { mean, variance } = tf.moments(x, -1, true);
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(gain).add(bias) as T;
}

export function gelu<T extends Tensor>(tf: TensorFlow, x: T): T {
  return x.mul(0.5).mul(tf.erf(x.div(Math.SQRT2)).add(1)) as T;
}

export function dropout<T extends Tensor>(tf: TensorFlow, x: T, rate: number, seed: number): T {
  return tf.dropout(x, rate, undefined, seed) as T;
}

export function gatherRows(tf: TensorFlow, table: Tensor2D, ids: Int32Array): Tensor2D {
  return tf.gather(table, tf.tensor1d(ids, "int32"));
}

export function attention(
  tf: TensorFlow,
  {
    q,
    k,
    v,
    mask,
  }: { q: Tensor4D; k: Tensor4D; v: Tensor4D; mask: Tensor2D; dropout?: { rate: number; seed: number } },
): Tensor4D {
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(q.shape[3])) as Tensor4D;
  const bias = mask.sub(1).mul(1e9).reshape([mask.shape[0], 1, 1, mask.shape[1]]);
  return tf.matMul(tf.softmax(scores.add(bias)), v) as Tensor4D;
}
