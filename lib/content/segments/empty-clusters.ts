import type { KMeansKernel, PackedPoints } from "./kmeans-kernel";

/**
 * Gives each empty cluster the point with the largest ‖x‖² - 2·score, its squared distance, the first among equals. The
 * point leaves its own cluster's sum; clusters of one point keep it.
 */
export function fillEmptyClusters(
  { labels, scores }: KMeansKernel,
  { count, columns, data }: PackedPoints,
  sums: Float64Array,
  sizes: Uint32Array,
): void {
  const empty = Array.from(sizes.keys()).filter((cluster) => sizes[cluster] === 0);
  if (empty.length === 0) return;
  const distances = Float64Array.from({ length: count }, (_, point) => {
    const row = data.subarray(point * columns, (point + 1) * columns);
    return row.reduce((sum, value) => sum + value * value, 0) - 2 * scores[point]!;
  });
  for (const cluster of empty) {
    let furthest = -1;
    for (let point = 0; point < count; point++) {
      if (sizes[labels[point]!]! > 1 && !(distances[point]! <= (distances[furthest] ?? 0))) furthest = point;
    }
    // All points lie at their centres, within float32: more clusters than different points.
    if (furthest < 0) return;
    const from = labels[furthest]!;
    for (let j = 0; j < columns; j++) {
      const value = data[furthest * columns + j]!;
      sums[from * columns + j]! -= value;
      sums[cluster * columns + j] = value;
    }
    sizes[from]!--;
    sizes[cluster] = 1;
    labels[furthest] = cluster;
    distances[furthest] = 0;
  }
}
