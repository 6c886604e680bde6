import { ShapeError } from "../../contracts";
import type { DenseMatrix } from "../../linalg";
import { type Points, requirePoints, squaredDistance } from "./points";

/** Points sorted into k clusters, each point to the centre nearest to it. */
export class KMeansModel {
  /**
   * @param centres    [k × d] mean of each cluster's points
   * @param labels     [n] cluster of each point
   * @param sizes      [k] points of each cluster; 0 where there are fewer different points than k
   * @param inertia    Σ ‖x - centre‖² over the points: what k-means makes small
   * @param iterations rounds of Lloyd's algorithm that were run
   * @param converged  whether it came to rest before the rounds were up
   */
  constructor(
    readonly centres: DenseMatrix,
    readonly labels: Uint32Array,
    readonly sizes: Uint32Array,
    readonly inertia: number,
    readonly iterations: number,
    readonly converged: boolean,
  ) {}

  /**
   * The cluster of each of any points: the nearest centre, the first among equals.
   *
   * @param points [m × d]
   * @throws ShapeError when d is another; ValueError when a coordinate is NaN or infinite
   */
  assign(points: Points): Uint32Array {
    const { centres } = this;
    if (points.columns !== centres.columns) {
      throw new ShapeError(`points must have ${centres.columns} columns, received ${points.columns}`);
    }
    requirePoints("points", points);
    return Uint32Array.from({ length: points.rows }, (_, point) => {
      let nearest = 0;
      let least = Infinity;
      for (let centre = 0; centre < centres.rows; centre++) {
        const distance = squaredDistance(points, point, centres, centre);
        if (distance >= least) continue;
        least = distance;
        nearest = centre;
      }
      return nearest;
    });
  }
}
