import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { fusedLinearGelu, fusedLinearGeluValue, hasFused } from "./fused";
import { gelu } from "./gelu";
import { differentiable, isTapeOn } from "./lazy-gradient";
import { columnSums, linear } from "./linear";
import { multiply } from "./multiply";
import { together } from "./together";

/**
 * A fully connected layer and its activation, gelu(x Wᵀ + b), in one pass where the native backend has our own operations.
 *
 * @param tf     the tensor runtime
 * @param x      [rows × in]
 * @param weight W, [out × in] as PyTorch keeps it
 * @param bias   b, [out]
 * @returns [rows × out]
 */
export function linearGelu(tf: TensorFlow, x: Tensor2D, weight: Tensor2D, bias: Tensor1D): Tensor2D {
  if (!isTapeOn(tf) && hasFused(tf, "CartwrightLinearGeluValue")) return fusedLinearGeluValue(tf, x, weight, bias);
  if (!hasFused(tf, "CartwrightLinearGelu")) return gelu(tf, linear(tf, x, weight, bias));
  return differentiable<Tensor2D>(tf, {
    inputs: { x, weight, bias },
    forward: (save) => {
      const { y, slope } = fusedLinearGelu(tf, x, weight, bias);
      save([x, weight, slope]);
      return y;
    },
    backward: (dy, saved) => {
      const [x, weight, slope] = saved as [Tensor2D, Tensor2D, Tensor2D];
      const inside = together(tf, () => [tf.mul<Tensor2D>(dy, slope)]);
      return {
        x: () => multiply(tf, inside()[0]!, weight),
        weight: () => multiply(tf, inside()[0]!, x, true),
        bias: () => columnSums(tf, inside()[0]!),
      };
    },
  });
}
