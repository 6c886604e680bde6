import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import { requireIndex } from "../../contracts";
import type { TensorFlow } from "../tensorflow";
import { fusedGatherRows, fusedSegmentSum, hasFused } from "./fused";
import { differentiable } from "./lazy-gradient";

/**
 * Looks rows up in a table: y[i] = table[ids[i]]. A row that is looked up twice gets the sum of both gradients.
 *
 * The gradient has the table's height. Where a batch touches few rows of a large table, gather those rows once, take
 * them as the table, and update them alone (`adamwRowsStep`).
 *
 * @param tf    the tensor runtime
 * @param table [rows × width]
 * @param ids   which rows
 * @returns [ids.length × width]
 * @throws ValueError when an id is not a row of the table
 */
export function gatherRows(tf: TensorFlow, table: Tensor2D, ids: Int32Array): Tensor2D {
  for (const id of ids) requireIndex("ids", id, table.shape[0]);
  return differentiable<Tensor2D>(tf, {
    inputs: { table },
    forward: (save) => {
      const indices = tf.tensor1d(ids, "int32");
      save([indices]);
      return hasFused(tf, "CartwrightGatherRows") ? fusedGatherRows(tf, table, indices) : tf.gather(table, indices);
    },
    backward: (dy, [indices]) => ({ table: () => sumsByRow(tf, dy, indices as Tensor1D, table.shape[0]) }),
  });
}

function sumsByRow(tf: TensorFlow, dy: Tensor2D, ids: Tensor1D, rows: number): Tensor2D {
  if (hasFused(tf, "CartwrightSegmentSum")) return fusedSegmentSum(tf, dy, ids, rows);
  return tf.unsortedSegmentSum(dy, ids, rows);
}
