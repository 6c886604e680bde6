import type { Tensor2D } from "@tensorflow/tfjs";
import { requireLength } from "../../contracts";
import type { TensorFlow } from "../tensorflow";
import { fusedPairProduct, fusedPairProductGrad, hasFused } from "./fused";
import { differentiable } from "./lazy-gradient";
import { multiply } from "./multiply";
import { together } from "./together";

/**
 * The weighted inner product of each pair of rows, z_n = Σ_d h_d p_nd q_nd: one pass over memory each way on the native
 * backend.
 *
 * @param tf the tensor runtime
 * @param p  [rows × width]
 * @param q  [rows × width]
 * @param h  weights, [1 × width]
 * @returns [rows × 1]
 * @throws ShapeError when p, q and h do not fit each other
 */
export function pairProduct(tf: TensorFlow, p: Tensor2D, q: Tensor2D, h: Tensor2D): Tensor2D {
  requireLength("rows of q", q.shape[0], p.shape[0]);
  requireLength("columns of q", q.shape[1], p.shape[1]);
  requireLength("h", h.size, p.shape[1]);
  const isFused = hasFused(tf, "CartwrightPairProduct");
  return differentiable<Tensor2D>(tf, {
    inputs: { p, q, h },
    forward: (save) => {
      save([p, q, h]);
      return isFused ? fusedPairProduct(tf, p, q, h) : multiply(tf, tf.mul<Tensor2D>(p, q), h, false, true);
    },
    backward: (dz, saved) => {
      const [p, q, h] = saved as [Tensor2D, Tensor2D, Tensor2D];
      if (isFused) {
        const all = together(tf, () => fusedPairProductGrad(tf, dz, p, q, h));
        return { p: () => all()[0], q: () => all()[1], h: () => all()[2] };
      }
      const slopes = (): Tensor2D => multiply(tf, dz, h);
      return {
        p: () => tf.mul(slopes(), q),
        q: () => tf.mul(slopes(), p),
        h: () => multiply(tf, dz, tf.mul<Tensor2D>(p, q), true),
      };
    },
  });
}
