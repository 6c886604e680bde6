import type { Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { differentiable } from "./lazy-gradient";
import { isNative, native } from "./native-ops";

/**
 * max(0, x), with the slope 0 at x = 0. The derivative is one pass over memory on the native backend, where the runtime's
 * own takes seven.
 *
 * @param tf the tensor runtime
 * @param x  any shape
 */
export function relu<T extends Tensor>(tf: TensorFlow, x: T): T {
  return differentiable<T>(tf, {
    inputs: { x },
    forward: (save) => {
      const y = tf.relu(x);
      save([y]);
      return y;
    },
    backward: (dy, [y]) => ({ x: () => slope(tf, dy, y!) }),
  });
}

function slope(tf: TensorFlow, dy: Tensor, y: Tensor): Tensor {
  if (!isNative(tf)) return tf.mul(dy, tf.step(y));
  return native(tf, (ops) => ops.tensor(ops.op("ReluGrad", [ops.of(dy), ops.of(y)])));
}
