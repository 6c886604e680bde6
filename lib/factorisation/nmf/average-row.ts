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
