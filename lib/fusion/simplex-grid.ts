import { requireInteger } from "../contracts";

/**
 * All weights that are multiples of 1 / steps, at least 0 and sum to 1: for three parts the points of a triangle, from
 * which a ternary plot is drawn. There are C(steps + count - 1, count - 1) of them: 66 for three parts in tenths, 3,003 for six.
 *
 * @param count number of weights, at least 1
 * @param steps at least 1
 * @returns in falling order of the first weight, then of the second, ...
 * @throws ValueError when an argument is out of range
 */
export function simplexGrid(count: number, steps: number): Float64Array[] {
  requireInteger("count", count, 1);
  requireInteger("steps", steps, 1);
  const points: Float64Array[] = [];
  const parts = new Array<number>(count).fill(0);
  const deal = (place: number, left: number): void => {
    if (place === count - 1) {
      parts[place] = left;
      points.push(Float64Array.from(parts, (part) => part / steps));
      return;
    }
    for (let own = left; own >= 0; own--) {
      parts[place] = own;
      deal(place + 1, left - own);
    }
  };
  deal(0, steps);
  return points;
}
