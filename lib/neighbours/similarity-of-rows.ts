import type { NearestSettings } from "./nearest-rows";
import type { PairKernel } from "./pair-kernel";
import type { SparseRows } from "./sparse-rows";
import { trustIn } from "./trust";

/** How alike two rows are, from their product and the number of columns they share; the formulas are `nearestRows`'. */
export class Similarity {
  /** [rows] ‖w‖ of each. */
  private readonly norms: Float64Array;

  /** Cosine alone, whatever the number of shared columns. */
  private readonly isBareCosine: boolean;
  /** Whether it asks how many columns two rows share. */
  readonly needsCounts: boolean;

  constructor(
    private readonly rows: SparseRows,
    private readonly settings: NearestSettings,
  ) {
    this.norms = rowNorms(rows);
    const { similarity, shrinkage, significance = 0 } = settings;
    const trusting = shrinkage === 0 && significance <= 1;
    this.isBareCosine = similarity === "cosine" && trusting;
    this.needsCounts = similarity === "jaccard" || !trusting;
  }

  /** Fills in how alike a row is to those it met. */
  fill(row: number, { met, dots, shared, similarities }: PairKernel, count: number): void {
    const { norms } = this;
    const norm = norms[row]!;
    if (this.isBareCosine) {
      // The usual case, in a loop of its own: it is half of what all pairs cost otherwise.
      for (let n = 0; n < count; n++) {
        const product = norm * norms[met[n]!]!;
        similarities[n] = product === 0 ? 0 : dots[met[n]!]! / product;
      }
      return;
    }
    const length = this.lengthOf(row);
    for (let n = 0; n < count; n++) {
      const other = met[n]!;
      similarities[n] = this.of(other, length, norm, dots[other]!, shared[other]!);
    }
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

  private lengthOf(row: number): number {
    return this.rows.starts[row + 1]! - this.rows.starts[row]!;
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
