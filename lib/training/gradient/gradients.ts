import type { Tensor, Tensor2D } from "@tensorflow/tfjs";

/** The gradient of some rows of a table; that of every other row is 0. */
export interface RowGradient {
  /** Which rows: sorted, unique. */
  readonly rows: Int32Array;
  /** [rows.length × width] */
  readonly gradient: Tensor2D;
}

/** What one step moves the weights by, before the optimiser had its say. */
export interface Gradients {
  /** Of the parameters that the loss depends on, by name. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** Of the touched rows of the tables, by name. */
  readonly tables: ReadonlyMap<string, RowGradient>;
}

/** Every tensor in it. */
export function tensorsOf({ parameters, tables }: Gradients): Tensor[] {
  return [...parameters.values(), ...[...tables.values()].map(({ gradient }) => gradient)];
}
