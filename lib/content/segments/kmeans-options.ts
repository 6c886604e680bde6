import {
  type ProgressListener,
  requireInteger,
  requireNonNegative,
  requireOneOf,
  ShapeError,
  ValueError,
} from "../../contracts";
import { CANDIDATES } from "./kmeans-kernel";
import { type Points, requirePoints } from "./points";

/** Settings of `fitKMeans`. */
export interface KMeansOptions {
  /** Number of clusters, 1 to n. */
  readonly k: number;
  /** Most rounds of Lloyd's algorithm; 300 unless given. */
  readonly iterations?: number;
  /** Stop when Σ ‖centre moved‖² is at most this times the mean variance of the columns; 1e-4 unless given. */
  readonly tolerance?: number;
  /** Draws per centre at the start, 1 to 8; 8 unless given: they are tried together. 1 is the paper's plain k-means++. */
  readonly trials?: number;
  /** Fits from so many starts and keeps the one with the smallest inertia; 1 unless given. */
  readonly restarts?: number;
  /** [k × d] centres to begin with, in place of k-means++: to compare programs, or to go on. Then there is no chance. */
  readonly start?: Points;
  /** One seed, one answer; 1 unless given. */
  readonly seed?: number;
  /** "auto" is WebAssembly SIMD where it runs and its 4 GiB suffice. Both give the same bits. */
  readonly kernel?: "auto" | "wasm" | "plain";
  /** Worker threads; one for each core where the work is worth their start. Any number gives the same answer. */
  readonly threads?: number;
  /** Hears of every round. */
  readonly onProgress?: ProgressListener;
  /** Ends the work. */
  readonly signal?: AbortSignal;
}

/** All settings, filled in. */
export type KMeansSettings = Required<Omit<KMeansOptions, "start" | "threads" | "onProgress" | "signal">>;

/** Checks and fills in. Throws ValueError naming the option. */
export function kMeansSettings(options: KMeansOptions, points: Points): KMeansSettings {
  const { k, iterations = 300, tolerance = 1e-4, restarts = 1, seed = 1, kernel = "auto" } = options;
  requireInteger("k", k, 1);
  if (k > points.rows) throw new ValueError(`k must be at most the number of points, ${points.rows}, received ${k}`);
  const { trials = CANDIDATES } = options;
  requireInteger("trials", trials, 1);
  if (trials > CANDIDATES) throw new ValueError(`trials must be at most ${CANDIDATES}, received ${trials}`);
  requireInteger("iterations", iterations, 1);
  requireInteger("restarts", restarts, 1);
  requireNonNegative("tolerance", tolerance);
  requireOneOf("kernel", kernel, ["auto", "wasm", "plain"]);
  if (options.threads !== undefined) requireInteger("threads", options.threads, 1);
  if (options.start !== undefined) requireStart(options.start, k, points.columns, restarts);
  return { k, iterations, tolerance, trials, restarts, seed, kernel };
}

function requireStart(start: Points, k: number, columns: number, restarts: number): void {
  requirePoints("start", start);
  if (start.rows !== k || start.columns !== columns) {
    throw new ShapeError(`start must be [${k} × ${columns}], received [${start.rows} × ${start.columns}]`);
  }
  if (restarts > 1) throw new ValueError(`restarts must be 1 when start is given, received ${restarts}`);
}
