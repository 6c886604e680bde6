import type { Tensor1D, Tensor2D, NamedTensorMap } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { hasFused } from "./fused";
import { differentiable } from "./lazy-gradient";
import { multiply } from "./multiply";
import { isNative, native } from "./native-ops";

/**
 * A fully connected layer, y = x Wᵀ + b.
 *
 * @param tf     the tensor runtime
 * @param x      [rows × in]
 * @param weight W, [out × in] as PyTorch keeps it
 * @param bias   b, [out]; none unless given
 * @returns [rows × out]
 */
export function linear(tf: TensorFlow, x: Tensor2D, weight: Tensor2D, bias?: Tensor1D): Tensor2D {
  const inputs: NamedTensorMap = bias === undefined ? { x, weight } : { x, weight, bias };
  return differentiable<Tensor2D>(tf, {
    inputs,
    forward: (save) => {
      save([x, weight]);
      return forward(tf, x, weight, bias);
    },
    backward: (dy, [x, weight]) => ({
      x: () => multiply(tf, dy, weight as Tensor2D),
      weight: () => multiply(tf, dy, x as Tensor2D, true),
      bias: () => columnSums(tf, dy),
    }),
  });
}

function forward(tf: TensorFlow, x: Tensor2D, weight: Tensor2D, bias?: Tensor1D): Tensor2D {
  if (bias !== undefined && hasFused(tf, "CartwrightLinear")) {
    return native(tf, (ops) => ops.tensor(ops.op("CartwrightLinear", [ops.of(x), ops.of(weight), ops.of(bias)], [])));
  }
  const product = multiply(tf, x, weight, false, true);
  if (bias === undefined) return product;
  if (!isNative(tf)) return tf.add(product, bias);
  return native(tf, (ops) => ops.tensor(ops.op("BiasAdd", [ops.of(product), ops.of(bias)])));
}

/** Sum over the rows. */
export function columnSums(tf: TensorFlow, dy: Tensor2D): Tensor1D {
  if (!isNative(tf)) return tf.sum(dy, 0);
  return native(tf, (ops) => ops.tensor(ops.op("BiasAddGrad", [ops.of(dy)])));
}
