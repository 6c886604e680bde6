import { requireFinite, requireLength, ValueError } from "../../contracts";
import { fitKMeans } from "./fit-kmeans";
import type { KMeansModel } from "./kmeans-model";
import type { KMeansOptions } from "./kmeans-options";
import type { Points } from "./points";

/** What {@link elbow} found. */
export interface Elbow {
  /** The numbers of clusters tried, ascending. */
  readonly ks: readonly number[];
  /** Inertia of each. */
  readonly inertias: Float64Array;
  /** The k at the curve's knee, by {@link kneeOf}; undefined when the curve has none. */
  readonly knee: number | undefined;
  /** The fits, beside `ks`. */
  readonly models: readonly KMeansModel[];
}

/**
 * Inertia for several numbers of clusters, and the knee of that curve. More clusters always lower the best inertia, so its
 * size says nothing; where it stops falling fast says how many clusters the data have, if it does stop: look at the curve
 * and at the {@link silhouette} before believing in the number.
 *
 * @param points  [n × d], finite
 * @param ks      numbers of clusters to try, ascending, at least 3 of them for a knee
 * @param options as for {@link fitKMeans}, the same for every k
 * @throws ValueError when ks do not ascend, or as fitKMeans
 */
export async function elbow(
  points: Points,
  ks: readonly number[],
  options: Omit<KMeansOptions, "k"> = {},
): Promise<Elbow> {
  requireAscending("ks", ks);
  const models: KMeansModel[] = [];
  for (const k of ks) models.push(await fitKMeans(points, { ...options, k }));
  const inertias = Float64Array.from(models, ({ inertia }) => inertia);
  return { ks, inertias, knee: kneeOf(ks, inertias), models };
}

/**
 * The knee of a falling curve: both axes scaled to [0, 1], the place that lies furthest below the straight line from the
 * first point to the last (the rule of Kneedle, without its smoothing), the first among equals.
 *
 * @param ks       where the curve was measured, ascending
 * @param inertias its values there
 * @returns the k, or undefined when fewer than 3 points are given, the curve does not fall or no place lies below the line
 * @throws ShapeError when the lengths differ; ValueError when ks do not ascend or a value is not finite
 * @source Satopää et al., "Finding a 'Kneedle' in a Haystack", ICDCS Workshops 2011
 */
export function kneeOf(ks: readonly number[], inertias: ArrayLike<number>): number | undefined {
  requireAscending("ks", ks);
  requireLength("inertias", inertias.length, ks.length);
  for (let n = 0; n < ks.length; n++) requireFinite(`inertias[${n}]`, inertias[n]!);
  const last = ks.length - 1;
  const fall = (inertias[0] ?? 0) - (inertias[last] ?? 0);
  if (!(fall > 0)) return undefined;
  let furthest = 1e-9;
  let knee: number | undefined;
  for (let n = 1; n < last; n++) {
    const across = (ks[n]! - ks[0]!) / (ks[last]! - ks[0]!);
    const below = 1 - across - (inertias[n]! - inertias[last]!) / fall;
    if (below <= furthest) continue;
    furthest = below;
    knee = ks[n];
  }
  return knee;
}

function requireAscending(name: string, values: readonly number[]): void {
  for (let n = 1; n < values.length; n++) {
    if (!(values[n]! > values[n - 1]!)) {
      throw new ValueError(`${name} must ascend, received ${values[n]} after ${values[n - 1]}`);
    }
  }
}
