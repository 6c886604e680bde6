import { Pace, type ProgressListener } from "../contracts";
import type { RankedList } from "../ranking";
import { BestFew } from "./best-few";
import type { CoRatedKind, KnnSettings } from "./knn-options";
import type { NeighbourTable } from "./nearest-rows";
import { type SparseRows, turn } from "./sparse-rows";
import { trustIn } from "./trust";

/** What decides which rows of ratings are near. */
export type CoRatedSettings = Pick<KnnSettings, "neighbours" | "shrinkage" | "significance"> & {
  readonly similarity: CoRatedKind;
};

/** A variance below this part of the squares is rounding: the row is constant over the shared columns. */
const ROUNDING = 1e-12;

/**
 * Compares every row with every other over the n columns that both have, and keeps the K nearest. With a and b the two
 * rows' values there:
 *
 * - pearson: s = Σ (a − ā)(b − b̄) / √(Σ (a − ā)² · Σ (b − b̄)²), the means being those of the shared columns
 * - adjusted-cosine: s = Σ a·b / √(Σ a² · Σ b²), the values having lost their column's mean (see {@link fitWeighting})
 * - msd: s = 1 / (1 + Σ (a − b)² / n), from the mean squared difference
 *
 * and then s · n / (n + shrinkage) · min(n, significance) / significance. Only similarities above 0 are kept; of equal
 * ones the lower row comes first. Where a root is 0, so is s: a row that is constant over the shared columns says nothing.
 *
 * Unlike the cosine of whole rows, nothing here punishes two rows for sharing little: one shared column can make an
 * adjusted cosine of 1. Shrink.
 *
 * Time is the sum over columns of their length squared; memory is six numbers per row and the result.
 *
 * @param rows     weighted rows
 * @param settings which similarity, how many to keep, how to shrink
 * @throws the signal's reason when it is aborted
 * @source pearson: Resnick et al., CSCW 1994; adjusted cosine: Sarwar et al., WWW 2001, section 3.1.3; msd: Shardanand &
 *         Maes, "Social information filtering", CHI 1995
 */
export async function nearestCoRated(
  rows: SparseRows,
  settings: CoRatedSettings,
  { onProgress, signal }: { onProgress?: ProgressListener; signal?: AbortSignal } = {},
): Promise<NeighbourTable> {
  signal?.throwIfAborted();
  const comparer = new CoRatedComparer(rows, settings);
  const lists: RankedList[] = [];
  const pace = new Pace(signal);
  for (let row = 0; row < rows.count; row++) {
    const start = rows.starts[row]!;
    const end = rows.starts[row + 1]!;
    lists.push(comparer.nearest(rows.columns.subarray(start, end), rows.values.subarray(start, end), row));
    if (pace.isDue()) {
      onProgress?.({ task: "finding neighbours", done: row + 1, total: rows.count, unit: "rows" });
      await pace.rest();
    }
  }
  onProgress?.({ task: "finding neighbours", done: rows.count, total: rows.count, unit: "rows" });
  return joined(lists);
}

/** Compares one vector after another with fixed rows over what both have; holds the working memory. */
export class CoRatedComparer {
  private readonly byColumn: SparseRows;
  private readonly shared: Uint32Array;
  private readonly touched: Uint32Array;
  /** [rows] Σ a·b, Σ a, Σ b, Σ a², Σ b² over the columns shared with each row. */
  private readonly products: Float64Array;
  private readonly sumsA: Float64Array;
  private readonly sumsB: Float64Array;
  private readonly squaresA: Float64Array;
  private readonly squaresB: Float64Array;
  private readonly best: BestFew;

  /**
   * @param rows     weighted rows to compare with
   * @param settings which similarity, how many to keep, how to shrink
   */
  constructor(
    rows: SparseRows,
    private readonly settings: CoRatedSettings,
  ) {
    this.byColumn = turn(rows);
    this.shared = new Uint32Array(rows.count);
    this.touched = new Uint32Array(rows.count);
    this.products = new Float64Array(rows.count);
    this.sumsA = new Float64Array(rows.count);
    this.sumsB = new Float64Array(rows.count);
    this.squaresA = new Float64Array(rows.count);
    this.squaresB = new Float64Array(rows.count);
    this.best = new BestFew(Math.min(settings.neighbours, rows.count));
  }

  /**
   * The rows nearest to a vector.
   *
   * @param columns the vector's columns, each once
   * @param weights its weights, same length
   * @param self    a row to leave out: the vector itself
   */
  nearest(columns: Uint32Array, weights: Float32Array, self?: number): RankedList {
    const touchedCount = this.accumulate(columns, weights);
    for (let n = 0; n < touchedCount; n++) {
      const row = this.touched[n]!;
      if (row !== self) {
        const similarity = this.similarity(row) * trustIn(this.shared[row]!, this.settings);
        if (similarity > 0) this.best.offer(row, similarity);
      }
      this.forget(row);
    }
    return this.best.drain();
  }

  /** Adds up what the similarities need of every row that shares a column; returns how many there are. */
  private accumulate(columns: Uint32Array, weights: Float32Array): number {
    const { shared, touched, products, sumsA, sumsB, squaresA, squaresB } = this;
    const { starts, columns: rowsOf, values } = this.byColumn;
    let touchedCount = 0;
    for (let n = 0; n < columns.length; n++) {
      const a = weights[n]!;
      const end = starts[columns[n]! + 1]!;
      for (let at = starts[columns[n]!]!; at < end; at++) {
        const row = rowsOf[at]!;
        const b = values[at]!;
        if (shared[row]!++ === 0) touched[touchedCount++] = row;
        products[row]! += a * b;
        sumsA[row]! += a;
        sumsB[row]! += b;
        squaresA[row]! += a * a;
        squaresB[row]! += b * b;
      }
    }
    return touchedCount;
  }

  private similarity(row: number): number {
    const n = this.shared[row]!;
    const product = this.products[row]!;
    const a2 = this.squaresA[row]!;
    const b2 = this.squaresB[row]!;
    // Σ (a − b)² opened up; rounding can leave it a hair below 0.
    if (this.settings.similarity === "msd") return 1 / (1 + Math.max(0, a2 + b2 - 2 * product) / n);
    if (this.settings.similarity === "adjusted-cosine") return a2 * b2 === 0 ? 0 : product / Math.sqrt(a2 * b2);
    const a = this.sumsA[row]!;
    const b = this.sumsB[row]!;
    const varianceA = n * a2 - a * a;
    const varianceB = n * b2 - b * b;
    if (varianceA <= ROUNDING * n * a2 || varianceB <= ROUNDING * n * b2) return 0;
    return (n * product - a * b) / Math.sqrt(varianceA * varianceB);
  }

  private forget(row: number): void {
    this.shared[row] = 0;
    this.products[row] = 0;
    this.sumsA[row] = 0;
    this.sumsB[row] = 0;
    this.squaresA[row] = 0;
    this.squaresB[row] = 0;
  }
}

/** Lists one after the other as one table. */
function joined(lists: readonly RankedList[]): NeighbourTable {
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach(({ items }, row) => (starts[row + 1] = starts[row]! + items.length));
  const neighbours = new Uint32Array(starts[lists.length]!);
  const similarities = new Float32Array(neighbours.length);
  lists.forEach(({ items, scores }, row) => {
    neighbours.set(items, starts[row]);
    similarities.set(scores, starts[row]);
  });
  return { starts, neighbours, similarities };
}
