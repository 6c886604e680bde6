import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs";
import { ShapeError } from "../../contracts";
import { gatherRows, type TensorFlow } from "../../device";
import type { Trainable } from "../trainable";
import type { Gradients, RowGradient } from "./gradients";

/** The loss of a batch and where it slopes. */
export interface BatchGradients {
  readonly loss: Scalar;
  readonly gradients: Gradients;
}

/**
 * The gradient of one batch's loss with respect to the parameters and to the touched rows of the tables.
 *
 * The rows are gathered first and handed to the loss as leaves of the tape, so that no gradient of a table's full
 * height ever exists. A parameter that the loss does not depend on has no entry. Call it inside a tidy.
 *
 * @param tf        the tensor runtime
 * @param trainable weights and loss
 * @param batch     the examples
 * @param seed      of this batch's dropout
 */
export function batchGradients<Batch>(
  tf: TensorFlow,
  trainable: Trainable<Batch>,
  batch: Batch,
  seed: number,
): BatchGradients {
  const touched = [...(trainable.rowsOf?.(batch) ?? [])];
  const leaves = new Map(touched.map(([name, rows]) => [name, gatherLeaf(tf, trainable, name, rows)]));
  const names = [...trainable.parameters.keys()];
  const context = { training: true, seed, rows: (table: string): Tensor2D | undefined => leaves.get(table) };
  const { value: loss, grads } = tf
    .engine()
    .gradients<Scalar>(
      () => trainable.loss(batch, context),
      [...trainable.parameters.values(), ...leaves.values()],
      undefined,
      true,
    );
  if (loss.size !== 1)
    throw new ShapeError(`the loss must be one number, received the shape [${loss.shape.join(", ")}]`);
  const slopes = grads as (Tensor | undefined)[];
  const parameters = new Map<string, Tensor>();
  names.forEach((name, index) => {
    const gradient = slopes[index];
    if (gradient !== undefined) parameters.set(name, gradient);
  });
  const tables = new Map<string, RowGradient>();
  touched.forEach(([name, rows], index) => {
    const gradient = slopes[names.length + index];
    if (gradient !== undefined) tables.set(name, { rows, gradient: gradient as Tensor2D });
  });
  return { loss, gradients: { parameters, tables } };
}

function gatherLeaf<Batch>(tf: TensorFlow, trainable: Trainable<Batch>, name: string, rows: Int32Array): Tensor2D {
  const table = trainable.tables?.get(name);
  if (table === undefined) throw new ShapeError(`rowsOf names the table "${name}", which tables does not have`);
  return gatherRows(tf, table as unknown as Tensor2D, rows);
}
