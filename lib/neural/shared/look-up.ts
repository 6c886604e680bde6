import type { Tensor2D, Variable } from "@tensorflow/tfjs";
import { gatherRows, type TensorFlow } from "../../device";
import type { LossContext } from "../../training";
import type { Lookups } from "../samples/touched-rows";

/**
 * Rows of a table: in training from the touched rows, which get the gradient, else from the table itself.
 *
 * @param tf      the tensor runtime
 * @param tables  by name
 * @param name    of the table
 * @param lookups which rows
 * @param context where the touched rows are
 * @returns [lookups × width]
 */
export function lookUp(
  tf: TensorFlow,
  tables: ReadonlyMap<string, Variable>,
  name: string,
  { ids, places }: Lookups,
  { rows }: Pick<LossContext, "rows">,
): Tensor2D {
  const touched = rows(name);
  if (touched !== undefined) return gatherRows(tf, touched, places);
  return gatherRows(tf, tables.get(name) as unknown as Tensor2D, ids);
}
