import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../device";
import type { BatchGradients } from "./batch-gradients";
import type { Gradients, RowGradient } from "./gradients";

/** The loss and gradients of a part of a batch, and which share of the batch it is. */
export interface Part extends BatchGradients {
  /** Examples in the part over examples in the batch: the parts' shares add up to 1. */
  readonly share: number;
}

/**
 * The loss and gradients of a batch from those of its parts: Σ share · part. Since a loss is a mean over examples, that
 * is what the whole batch at once would give, in the memory of one part.
 *
 * @param tf   the tensor runtime
 * @param sum  of the parts before; undefined for the first
 * @param part the next part
 * @returns new tensors; call it inside a tidy
 */
export function addPart(tf: TensorFlow, sum: BatchGradients | undefined, part: Part): BatchGradients {
  if (sum === undefined && part.share === 1) return part;
  const scaled = (tensor: Tensor): Tensor => tensor.mul(part.share);
  const parameters = new Map(sum?.gradients.parameters);
  for (const [name, gradient] of part.gradients.parameters) {
    const before = parameters.get(name);
    parameters.set(name, before === undefined ? scaled(gradient) : before.add(scaled(gradient)));
  }
  const tables = new Map(sum?.gradients.tables);
  for (const [name, { rows, gradient }] of part.gradients.tables) {
    const next = { rows, gradient: scaled(gradient) as Tensor2D };
    const before = tables.get(name);
    tables.set(name, before === undefined ? next : addRows(tf, before, next));
  }
  const loss = (sum === undefined ? scaled(part.loss) : sum.loss.add(scaled(part.loss))) as Scalar;
  const gradients: Gradients = { parameters, tables };
  return { loss, gradients };
}

/** The sum of two gradients of one table, over the rows of either. */
function addRows(tf: TensorFlow, left: RowGradient, right: RowGradient): RowGradient {
  const rows = Int32Array.from(new Set([...left.rows, ...right.rows])).sort();
  const placeOf = new Map(Array.from(rows, (row, place) => [row, place]));
  const places = Int32Array.from([...left.rows, ...right.rows], (row) => placeOf.get(row)!);
  const stacked = tf.concat([left.gradient, right.gradient], 0);
  const gradient = tf.unsortedSegmentSum(stacked, tf.tensor1d(places, "int32"), rows.length) as Tensor2D;
  return { rows, gradient };
}
