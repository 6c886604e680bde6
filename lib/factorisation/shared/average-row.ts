import type { BiasedFactors } from "./biased-factors";
import type { Side } from "./sides";

/**
 * Mean of all rows.
 *
 * @param rows    row-major [count × length]
 * @param length  of a row
 * @param counts  [count] only rows with a count above 0 are averaged; all of them unless given
 * @returns [length]; zeros when there is no row
 */
export function averageRow(rows: Float32Array, length: number, counts?: Uint32Array): Float64Array {
  const sums = new Float64Array(length);
  let taken = 0;
  for (let row = 0; row * length < rows.length; row++) {
    if (counts !== undefined && counts[row] === 0) continue;
    taken++;
    for (let d = 0; d < length; d++) sums[d]! += rows[row * length + d]!;
  }
  return taken === 0 ? sums : sums.map((sum) => sum / taken);
}

/** Gives rows without a rating the average vector of the rows with one, in place. */
export function withAverageRows(
  parameters: BiasedFactors,
  { users, items }: { readonly users: Side; readonly items: Side },
): BiasedFactors {
  const { factors, userFactors, itemFactors } = parameters;
  for (const [side, vectors] of [[users, userFactors] as const, [items, itemFactors] as const]) {
    const counts = side.starts.subarray(1).map((end, row) => end - side.starts[row]!);
    const average = averageRow(vectors, factors, counts);
    counts.forEach((count, row) => count === 0 && vectors.set(average, row * factors));
  }
  return parameters;
}
