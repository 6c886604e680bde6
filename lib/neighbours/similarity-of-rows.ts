import type { NearestSettings } from "./nearest-rows";
import type { SparseRows } from "./sparse-rows";
import { trustIn } from "./trust";

/** How alike two rows are, from their product and the number of columns they share; the formulas are `nearestRows`'. */
export class Similarity {
  /** [rows] ‖w‖ of each. */
  readonly norms: Float64Array;

  constructor(
    private readonly rows: SparseRows,
    private readonly settings: NearestSettings,
  ) {
    this.norms = rowNorms(rows);
  }

  /** Number of entries of a row. */
  lengthOf(row: number): number {
    return this.rows.starts[row + 1]! - this.rows.starts[row]!;
  }

  /** Of one of the rows and a vector with so many entries and of such a norm. */
  of(row: number, length: number, norm: number, dot: number, shared: number): number {
    const { similarity } = this.settings;
    let value = dot;
    if (similarity === "cosine") {
      const norms = norm * this.norms[row]!;
      value = norms === 0 ? 0 : value / norms;
    } else if (similarity === "jaccard") {
      value = shared / (length + this.lengthOf(row) - shared);
    } else if (similarity === "euclidean") {
      value = 1 / (1 + Math.sqrt(Math.max(0, norm * norm + this.norms[row]! ** 2 - 2 * value)));
    }
    return value * trustIn(shared, this.settings);
  }
}

function rowNorms({ count, starts, values }: SparseRows): Float64Array {
  const norms = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    let squares = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) squares += values[at]! * values[at]!;
    norms[row] = Math.sqrt(squares);
  }
  return norms;
}
