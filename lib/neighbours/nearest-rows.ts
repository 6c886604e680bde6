import { Pace, type ProgressListener } from "../contracts";
import type { RankedList } from "../ranking";
import { BestFew } from "./best-few";
import type { KnnSettings } from "./knn-options";
import { type PairKernel, PlainPairKernel } from "./pair-kernel";
import { wasmPairsFit, WasmPairKernel } from "./pair-wasm-kernel";
import { Similarity } from "./similarity-of-rows";
import { type SparseRows, turn } from "./sparse-rows";

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

/** How {@link nearestRows} is watched and stopped. */
export interface NearestOptions {
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
  /** WebAssembly unless given, where it is there; the answer is the same, bit for bit. */
  readonly kernel?: "wasm" | "plain";
}

/**
 * Compares every row with every other that shares a column, and keeps the K nearest. With w the weights, n the number of
 * shared columns and |a| the number of entries of row a:
 *
 * - dot: s = w_a · w_b
 * - cosine: s = w_a · w_b / (‖w_a‖ ‖w_b‖)
 * - jaccard: s = n / (|a| + |b| − n), for weights of 1
 * - euclidean: s = 1 / (1 + ‖w_a − w_b‖)
 *
 * and then s · n / (n + shrinkage) · min(n, significance) / significance. Only similarities above 0
 * are kept; of equal ones the lower row comes first.
 *
 * Each pair is compared once, for both rows: time is half the sum over columns of their length squared. Memory is the
 * rows twice and K entries for each row, never rows × rows.
 *
 * @throws the signal's reason when it is aborted
 * @source Sarwar et al., "Item-based collaborative filtering recommendation algorithms", WWW 2001; shrinkage from
 *         Bell & Koren, "Improved neighborhood-based collaborative filtering", KDD Cup 2007
 */
export async function nearestRows(
  rows: SparseRows,
  settings: NearestSettings,
  { onProgress, signal, kernel }: NearestOptions = {},
): Promise<NeighbourTable> {
  signal?.throwIfAborted();
  const capacity = Math.min(settings.neighbours, Math.max(0, rows.count - 1));
  const similarity = new Similarity(rows, settings);
  const pairs = pairKernel(rows, capacity, similarity.needsCounts, kernel);
  const pace = new Pace(signal);
  for (let row = 0; row < rows.count; row++) {
    const met = pairs.next();
    similarity.fill(row, pairs, met);
    pairs.offer(met);
    if (pace.isDue()) {
      onProgress?.({ task: "finding neighbours", done: row + 1, total: rows.count, unit: "rows" });
      await pace.rest();
    }
  }
  onProgress?.({ task: "finding neighbours", done: rows.count, total: rows.count, unit: "rows" });
  return pairs.finish();
}

function pairKernel(rows: SparseRows, capacity: number, counted: boolean, kernel?: "wasm" | "plain"): PairKernel {
  kernel ??= wasmPairsFit(rows, capacity) ? "wasm" : "plain";
  return kernel === "wasm" ? new WasmPairKernel(rows, capacity, counted) : new PlainPairKernel(rows, capacity);
}

/** Compares one vector after another with fixed rows; holds the working memory. */
export class RowComparer {
  private readonly byColumn: SparseRows;
  private readonly similarity: Similarity;
  private readonly dots: Float64Array;
  private readonly shared: Uint32Array;
  private readonly touched: Uint32Array;
  private readonly best: BestFew;

  /** @param rows weighted rows to compare with */
  constructor(rows: SparseRows, settings: NearestSettings) {
    this.byColumn = turn(rows);
    this.similarity = new Similarity(rows, settings);
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
        const value = this.similarity.of(row, columns.length, norm, this.dots[row]!, this.shared[row]!);
        if (value > 0) this.best.offer(row, value);
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
}
