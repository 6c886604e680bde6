/**
 * scores[n] = base + biases[n] + vector · row n, for every row.
 *
 * @param base   added to every score
 * @param vector [factors]
 * @param biases [rows]; none where undefined
 * @param rows   row-major [rows × factors]
 * @param scores [rows], overwritten; never -0
 */
export function productsInto(
  base: number,
  vector: Float32Array | Float64Array,
  biases: Float32Array | undefined,
  rows: Float32Array,
  scores: Float32Array,
): void {
  const factors = vector.length;
  for (let row = 0, at = 0; row < scores.length; row++) {
    let score = biases === undefined ? base : base + biases[row]!;
    for (let d = 0; d < factors; d++) score += vector[d]! * rows[at++]!;
    scores[row] = Math.fround(score) + 0; // A float32 can round to -0; adding 0 makes that 0.
  }
}
