import type { Tensor2D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { hasFused } from "./fused";
import { isNative, native } from "./native-ops";

/**
 * The product of two matrices, each of which may be transposed first, by the backend's fast way. No gradient: it is
 * what derivatives are made of.
 *
 * @param tf         the tensor runtime
 * @param a          left matrix
 * @param b          right matrix
 * @param transposeA take aᵀ
 * @param transposeB take bᵀ
 */
export function multiply(tf: TensorFlow, a: Tensor2D, b: Tensor2D, transposeA = false, transposeB = false): Tensor2D {
  if (isNative(tf)) {
    return native(tf, (ops) => {
      const flags = [ops.flag("transpose_a", transposeA), ops.flag("transpose_b", transposeB)];
      const inputs = [ops.of(a), ops.of(b)];
      if (hasFused(tf, "CartwrightProduct")) return ops.tensor(ops.op("CartwrightProduct", inputs, flags));
      return ops.tensor(ops.op("MatMul", inputs, [...flags, ...ops.float]));
    });
  }
  return tf.matMul<Tensor2D>(a, b, transposeA, transposeB);
}
