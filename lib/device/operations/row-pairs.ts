import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import { requireLength } from "../../contracts";
import type { TensorFlow } from "../tensorflow";
import { hasFused } from "./fused";
import { gatherRows, requireRows } from "./gather-rows";
import { differentiable } from "./lazy-gradient";
import { linear } from "./linear";
import { native } from "./native-ops";
import { together } from "./together";

/** Two tables, of users and of items say, and which of their rows meet: the pair n is p[left[n]] and q[right[n]]. */
export interface RowPairs {
  /** [rows × width] */
  readonly p: Tensor2D;
  /** [rows × width], of other height and, laid side by side, of other width */
  readonly q: Tensor2D;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/**
 * The rows of each pair end to end, [p[left[n]], q[right[n]]]. A row that is in several pairs gets the sum of their gradients.
 *
 * @param tf    the tensor runtime
 * @param pairs tables and rows
 * @returns [pairs × (width of p + width of q)]
 * @throws ShapeError when left and right are not equally long; ValueError when they name a row that is not there
 */
export function rowPairs(tf: TensorFlow, pairs: RowPairs): Tensor2D {
  requirePairs(pairs);
  if (!hasFused(tf, "CartwrightRowPairs")) return tf.concat2d([...gathered(tf, pairs)], 1);
  return differentiable<Tensor2D>(tf, {
    inputs: { p: pairs.p, q: pairs.q },
    forward: (save) => {
      const tensors = tensorsOf(tf, pairs);
      save(tensors);
      return fused(tf, "CartwrightRowPairs", tensors, 1)[0]!;
    },
    backward: (dy, tensors) => {
      const both = together(tf, () => fused(tf, "CartwrightRowPairsGrad", [dy, ...(tensors as Tensor2D[])], 2));
      return { p: () => both()[0]!, q: () => both()[1]! };
    },
  });
}

/**
 * The weighted inner product of each pair, z_n = Σ_d h_d p[left[n]]_d q[right[n]]_d.
 *
 * @param tf    the tensor runtime
 * @param pairs tables of one width, and rows
 * @param h     weights, [1 × width]
 * @returns [pairs × 1]
 * @throws ShapeError when p, q and h do not fit each other, else as {@link rowPairs}
 */
export function rowPairProduct(tf: TensorFlow, pairs: RowPairs, h: Tensor2D): Tensor2D {
  requirePairs(pairs);
  requireLength("columns of q", pairs.q.shape[1], pairs.p.shape[1]);
  requireLength("h", h.size, pairs.p.shape[1]);
  if (!hasFused(tf, "CartwrightRowPairProduct")) {
    const [p, q] = gathered(tf, pairs);
    return linear(tf, tf.mul<Tensor2D>(p, q), h);
  }
  return differentiable<Tensor2D>(tf, {
    inputs: { p: pairs.p, q: pairs.q, h },
    forward: (save) => {
      const tensors = [...tensorsOf(tf, pairs), h];
      save(tensors);
      return fused(tf, "CartwrightRowPairProduct", tensors, 1)[0]!;
    },
    backward: (dz, tensors) => {
      const all = together(tf, () => fused(tf, "CartwrightRowPairProductGrad", [dz, ...(tensors as Tensor2D[])], 3));
      return { p: () => all()[0]!, q: () => all()[1]!, h: () => all()[2]! };
    },
  });
}

function requirePairs({ p, q, left, right }: RowPairs): void {
  requireLength("right", right.length, left.length);
  requireRows("left", left, p);
  requireRows("right", right, q);
}

function gathered(tf: TensorFlow, { p, q, left, right }: RowPairs): [Tensor2D, Tensor2D] {
  return [gatherRows(tf, p, left), gatherRows(tf, q, right)];
}

/** In the order of scripts/native/operations/row-pairs.h. */
function tensorsOf(tf: TensorFlow, { p, q, left, right }: RowPairs): (Tensor1D | Tensor2D)[] {
  return [p, q, tf.tensor1d(left, "int32"), tf.tensor1d(right, "int32")];
}

function fused(tf: TensorFlow, name: string, inputs: readonly (Tensor1D | Tensor2D)[], outputs: number): Tensor2D[] {
  return native(tf, (ops) => {
    const handles = ops.ops(
      name,
      inputs.map((tensor) => ops.of(tensor)),
      [],
      outputs,
    );
    return handles.map((handle) => ops.tensor<Tensor2D>(handle));
  });
}
