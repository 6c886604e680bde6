import { Pace, type ProgressListener } from "../contracts";
import type { RankedList } from "../ranking";
import { BestFew } from "./best-few";
import type { KnnSettings } from "./knn-options";
import { type SparseRows, turn } from "./sparse-rows";
import { trustIn } from "./trust";

/** The K nearest rows of each row, nearest first; fewer where fewer are alike at all. */
export interface NeighbourTable {
  /** [rows + 1], where each row's neighbours begin. */
  readonly starts: Uint32Array;
  /** [entries] row index of each neighbour. */
  readonly neighbours: Uint32Array;
  /** [entries] similarity, above 0. */
  readonly similarities: Float32Array;
}

/** What decides which rows are near. */
export type NearestSettings = Pick<KnnSettings, "neighbours" | "similarity" | "shrinkage"> &
  Partial<Pick<KnnSettings, "significance">>;

/**
 * Compares every row with every other that shares a column, and keeps the K nearest. With w the weights, n the number of
 * shared columns and |a| the number of entries of row a:
 *
 * - dot: s = w_a · w_b
 * - cosine: s = w_a · w_b / (‖w_a‖ ‖w_b‖)
 * - jaccard: s = n / (|a| + |b| − n), for weights of 1
 * - euclidean: s = 1 / (1 + ‖w_a − w_b‖)
 *
 * and then s · n / (n + shrinkage) · min(n, significance) / significance. Only similarities above 0 are kept; of equal ones the lower row comes first.
 *
 * Time is the sum over columns of their length squared; memory is one number per row and the result, never rows × rows.
 *
 * @throws the signal's reason when it is aborted
 * @source Sarwar et al., "Item-based collaborative filtering recommendation algorithms", WWW 2001; shrinkage from
 *         Bell & Koren, "Improved neighborhood-based collaborative filtering", KDD Cup 2007
 */
export async function nearestRows(
  rows: SparseRows,
  settings: NearestSettings,
  { onProgress, signal }: { onProgress?: ProgressListener; signal?: AbortSignal } = {},
): Promise<NeighbourTable> {
  signal?.throwIfAborted();
  const comparer = new RowComparer(rows, settings);
  const found = new GrowingTable(rows.count);
  const pace = new Pace(signal);
  for (let row = 0; row < rows.count; row++) {
    const start = rows.starts[row]!;
    const end = rows.starts[row + 1]!;
    found.append(comparer.nearest(rows.columns.subarray(start, end), rows.values.subarray(start, end), row));
    if (pace.isDue()) {
      onProgress?.({ task: "finding neighbours", done: row + 1, total: rows.count, unit: "rows" });
      await pace.rest();
    }
  }
  onProgress?.({ task: "finding neighbours", done: rows.count, total: rows.count, unit: "rows" });
  return found.finish();
}

/** Compares one vector after another with fixed rows; holds the working memory. */
export class RowComparer {
  private readonly byColumn: SparseRows;
  private readonly norms: Float64Array;
  private readonly dots: Float64Array;
  private readonly shared: Uint32Array;
  private readonly touched: Uint32Array;
  private readonly best: BestFew;

  /** @param rows weighted rows to compare with */
  constructor(
    private readonly rows: SparseRows,
    private readonly settings: NearestSettings,
  ) {
    this.byColumn = turn(rows);
    this.norms = rowNorms(rows);
    this.dots = new Float64Array(rows.count);
    this.shared = new Uint32Array(rows.count);
    this.touched = new Uint32Array(rows.count);
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
    let squares = 0;
    for (let n = 0; n < weights.length; n++) squares += weights[n]! * weights[n]!;
    const norm = Math.sqrt(squares);
    for (let n = 0; n < touchedCount; n++) {
      const row = this.touched[n]!;
      if (row !== self) {
        const similarity = this.similarity(row, columns.length, norm);
        if (similarity > 0) this.best.offer(row, similarity);
      }
      this.dots[row] = 0;
      this.shared[row] = 0;
    }
    return this.best.drain();
  }

  /** Adds up products and shared columns of every row that shares one; returns how many there are. */
  private accumulate(columns: Uint32Array, weights: Float32Array): number {
    const { dots, shared, touched } = this;
    const { starts, columns: rowsOf, values } = this.byColumn;
    let touchedCount = 0;
    for (let n = 0; n < columns.length; n++) {
      const weight = weights[n]!;
      const end = starts[columns[n]! + 1]!;
      for (let at = starts[columns[n]!]!; at < end; at++) {
        const row = rowsOf[at]!;
        if (shared[row]!++ === 0) touched[touchedCount++] = row;
        dots[row]! += weight * values[at]!;
      }
    }
    return touchedCount;
  }

  private similarity(row: number, length: number, norm: number): number {
    const { similarity } = this.settings;
    const shared = this.shared[row]!;
    let value = this.dots[row]!;
    if (similarity === "cosine") {
      const norms = norm * this.norms[row]!;
      value = norms === 0 ? 0 : value / norms;
    } else if (similarity === "jaccard") {
      value = shared / (length + this.rows.starts[row + 1]! - this.rows.starts[row]! - shared);
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

/** Collects lists of unknown length one after the other, in arrays that double. */
class GrowingTable {
  private readonly starts: Uint32Array;
  private neighbours = new Uint32Array(1024);
  private similarities = new Float32Array(1024);
  private row = 0;

  constructor(rows: number) {
    this.starts = new Uint32Array(rows + 1);
  }

  append({ items, scores }: RankedList): void {
    const start = this.starts[this.row]!;
    const end = start + items.length;
    if (end > this.neighbours.length) {
      const size = Math.max(end, 2 * this.neighbours.length);
      this.neighbours = enlarged(new Uint32Array(size), this.neighbours);
      this.similarities = enlarged(new Float32Array(size), this.similarities);
    }
    this.neighbours.set(items, start);
    this.similarities.set(scores, start);
    this.starts[++this.row] = end;
  }

  finish(): NeighbourTable {
    const end = this.starts[this.row]!;
    const { starts } = this;
    return { starts, neighbours: this.neighbours.slice(0, end), similarities: this.similarities.slice(0, end) };
  }
}

function enlarged<T extends Uint32Array | Float32Array>(larger: T, old: T): T {
  larger.set(old);
  return larger;
}
