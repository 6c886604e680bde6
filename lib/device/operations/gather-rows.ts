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
  requireRows("ids", ids, table);
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

/** Throws ValueError unless all ids are rows of a table. */
export function requireRows(name: string, ids: Int32Array, table: Tensor2D): void {
  const rows = table.shape[0];
  // Thousands in each step: only the one at fault is handed to the check that words it.
  for (let n = 0; n < ids.length; n++) if (ids[n]! < 0 || ids[n]! >= rows) requireIndex(name, ids[n]!, rows);
}

function sumsByRow(tf: TensorFlow, dy: Tensor2D, ids: Tensor1D, rows: number): Tensor2D {
  if (hasFused(tf, "CartwrightSegmentSum")) return fusedSegmentSum(tf, dy, ids, rows);
  return tf.unsortedSegmentSum(dy, ids, rows);
}
