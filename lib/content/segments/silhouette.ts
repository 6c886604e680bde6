import { Pace, type ProgressListener, requireInteger, requireLength, ValueError } from "../../contracts";
import { Random, sampleWithoutReplacement } from "../../random";
import { type Points, requirePoints, squaredDistance } from "./points";

/** Settings of {@link silhouette}. */
export interface SilhouetteOptions {
  /** How many points are looked at, all of them at most. Unless given: all up to 4,000 points, else 2,000. */
  readonly sample?: number;
  /** Which points: one seed, one sample; 1 unless given. */
  readonly seed?: number;
  /** Hears of every hundred points. */
  readonly onProgress?: ProgressListener;
  /** Ends the work. */
  readonly signal?: AbortSignal;
}

/** How well points sit in their clusters. */
export interface Silhouette {
  /** Mean over the points looked at, in [-1, 1]. */
  readonly mean: number;
  /** "exact" when every point was looked at. */
  readonly method: "exact" | "sampled";
  /** Indices of the points looked at, ascending. */
  readonly points: Uint32Array;
  /** Their values, beside `points`. */
  readonly values: Float64Array;
  /** [clusters] mean of each cluster's points that were looked at; NaN where none was. */
  readonly clusterMeans: Float64Array;
}

const SMALL = 4000;
const SAMPLE = 2000;

/**
 * The silhouette of a clustering: with a(i) the mean distance of point i to the others of its cluster and b(i) the least
 * mean distance to the points of another, s(i) = (b - a) / max(a, b): near 1 in its place, 0 between two clusters, below
 * 0 in the wrong one. A point alone in its cluster has 0, and so has one with a = b = 0.
 *
 * Exact, it takes n²/2 distances. The sampled form draws points evenly and measures each against all n points, so each
 * value is exact and their mean has the standard error √(variance / sample). The answer says which it was.
 *
 * @param points             [n × d]
 * @param labels             [n] cluster of each point
 * @param options            which points are looked at
 * @param options.sample     how many; all up to 4,000 points and 2,000 of more unless given
 * @param options.seed       1 unless given
 * @param options.onProgress hears of every hundred points
 * @param options.signal     ends the work
 * @throws ValueError unless 2 to n - 1 clusters have points, or when a coordinate is NaN or infinite; ShapeError when
 *         there is not one label per point; the signal's reason when it is aborted
 * @source Rousseeuw, "Silhouettes: A Graphical Aid to the Interpretation and Validation of Cluster Analysis", Journal of
 *         Computational and Applied Mathematics 20, 1987
 */
export async function silhouette(
  points: Points,
  labels: Uint32Array,
  options: SilhouetteOptions = {},
): Promise<Silhouette> {
  requirePoints("points", points);
  requireLength("labels", labels.length, points.rows);
  const sizes = clusterSizes(labels);
  const { sample = points.rows <= SMALL ? points.rows : SAMPLE, seed = 1, onProgress, signal } = options;
  requireInteger("sample", sample, 1);
  const looked = drawn(points.rows, sample, seed);
  const values = new Float64Array(looked.length);
  const sums = new Float64Array(sizes.length);
  const pace = new Pace(signal);
  for (let n = 0; n < looked.length; n++) {
    values[n] = silhouetteOf(points, labels, sizes, looked[n]!, sums.fill(0));
    if (n % 100 === 0) onProgress?.({ task: "silhouette", done: n, total: looked.length, unit: "points" });
    if (pace.isDue()) await pace.rest();
  }
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    method: looked.length === points.rows ? "exact" : "sampled",
    points: looked,
    values,
    clusterMeans: meansByCluster(looked, values, labels, sizes.length),
  };
}

function clusterSizes(labels: Uint32Array): Uint32Array {
  const sizes = new Uint32Array(labels.reduce((most, label) => Math.max(most, label), 0) + 1);
  for (const label of labels) sizes[label]!++;
  const filled = sizes.filter((size) => size > 0).length;
  if (filled < 2 || filled >= labels.length) {
    throw new ValueError(`labels must name 2 to ${labels.length - 1} clusters, received ${filled}`);
  }
  return sizes;
}

function drawn(count: number, sample: number, seed: number): Uint32Array {
  if (sample >= count) return Uint32Array.from({ length: count }, (_, n) => n);
  return sampleWithoutReplacement(count, sample, new Random(seed).split("silhouette")).sort();
}

function silhouetteOf(
  points: Points,
  labels: Uint32Array,
  sizes: Uint32Array,
  point: number,
  sums: Float64Array,
): number {
  const own = labels[point]!;
  if (sizes[own] === 1) return 0;
  for (let other = 0; other < points.rows; other++) {
    sums[labels[other]!]! += Math.sqrt(squaredDistance(points, point, points, other));
  }
  const within = sums[own]! / (sizes[own]! - 1);
  let between = Infinity;
  for (let cluster = 0; cluster < sizes.length; cluster++) {
    if (cluster !== own && sizes[cluster]! > 0) between = Math.min(between, sums[cluster]! / sizes[cluster]!);
  }
  const larger = Math.max(within, between);
  return larger === 0 ? 0 : (between - within) / larger;
}

function meansByCluster(
  looked: Uint32Array,
  values: Float64Array,
  labels: Uint32Array,
  clusters: number,
): Float64Array {
  const sums = new Float64Array(clusters);
  const counts = new Uint32Array(clusters);
  looked.forEach((point, n) => {
    sums[labels[point]!]! += values[n]!;
    counts[labels[point]!]!++;
  });
  return sums.map((sum, cluster) => sum / counts[cluster]!);
}
