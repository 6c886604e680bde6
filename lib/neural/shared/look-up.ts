import type { Tensor2D, Variable } from "@tensorflow/tfjs";
import { gatherRows, type RowPairs, type TensorFlow } from "../../device";
import type { LossContext } from "../../training";
import type { Lookups } from "../samples/touched-rows";

/** Tables by name, and in training their touched rows, which get the gradient. */
export interface LookupPlace {
  readonly tables: ReadonlyMap<string, Variable>;
  readonly context: Pick<LossContext, "rows">;
}

/**
 * Rows of a table.
 *
 * @param tf      the tensor runtime
 * @param place   where the rows are
 * @param name    of the table
 * @param lookups which rows
 * @returns [lookups × width]
 */
export function lookUp(tf: TensorFlow, place: LookupPlace, name: string, lookups: Lookups): Tensor2D {
  const { table, at } = placed(place, name, lookups);
  return gatherRows(tf, table, at);
}

/**
 * Rows of a user table that meet rows of an item table.
 *
 * @param place where the rows are
 * @param name  of both tables: "<name>.users" and "<name>.items"
 * @param users which rows
 * @param items as many
 */
export function lookUpPairs(place: LookupPlace, name: string, users: Lookups, items: Lookups): RowPairs {
  const [left, right] = [placed(place, `${name}.users`, users), placed(place, `${name}.items`, items)];
  return { p: left.table, q: right.table, left: left.at, right: right.at };
}

/** In training among the touched rows, else in the whole table. */
function placed(
  { tables, context }: LookupPlace,
  name: string,
  { ids, places }: Lookups,
): { table: Tensor2D; at: Int32Array } {
  const touched = context.rows(name);
  if (touched !== undefined) return { table: touched, at: places };
  return { table: tables.get(name) as unknown as Tensor2D, at: ids };
}
