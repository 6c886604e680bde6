import type { Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { fusedSquaredNorm, hasFused } from "./fused";
import { isNative, native } from "./native-ops";

/**
 * √(Σ g²) over every entry of every tensor, for clipping. Waits for the backend.
 *
 * @param tf      the tensor runtime
 * @param tensors gradients; none give 0
 */
export async function globalNorm(tf: TensorFlow, tensors: readonly Tensor[]): Promise<number> {
  if (tensors.length === 0) return 0;
  const squares = tf.tidy(() =>
    hasFused(tf, "CartwrightSquaredNorm")
      ? fusedSquaredNorm(tf, tensors)
      : tf.stack(tensors.map((tensor) => squaredLength(tf, tensor))),
  );
  try {
    const values = (await squares.data()) as Float32Array;
    return Math.sqrt(values.reduce((sum, square) => sum + square, 0));
  } finally {
    squares.dispose();
  }
}

function squaredLength(tf: TensorFlow, tensor: Tensor): Tensor {
  if (!isNative(tf)) return tf.sum(tf.square(tensor));
  // Half the sum of squares, in one pass.
  return tf.mul(
    2,
    native(tf, (ops) => ops.tensor(ops.op("L2Loss", [ops.of(tensor)]))),
  );
}
