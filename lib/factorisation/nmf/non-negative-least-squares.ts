/** Rounds at most; each costs factors² steps. */
const MOST_ROUNDS = 10_000;

/** A round that moves no entry by more than this share of the largest ends the search. */
const TOLERANCE = 1e-12;

/**
 * The x with x_f >= 0 (for f from `firstBounded` on) that makes ½ xᵀAx − bᵀx smallest, for a symmetric positive
 * semidefinite A, by coordinate descent: each entry in turn goes to its best value while the others are held fixed. An
 * entry that nothing depends on (A_ff = 0) stays 0.
 *
 * @param matrix       A, row-major [size × size]
 * @param right        b [size]
 * @param firstBounded entries before this one may be negative
 * @returns x [size]
 * @source Franc, Hlaváč & Navara, "Sequential Coordinate-Wise Algorithm for the Non-negative Least Squares Problem",
 *         CAIP 2005
 */
export function nonNegativeLeastSquares(matrix: Float64Array, right: Float64Array, firstBounded = 0): Float64Array {
  const size = right.length;
  const x = new Float64Array(size);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let moved = 0;
    let largest = 0;
    for (let f = 0; f < size; f++) {
      const curvature = matrix[f * size + f]!;
      if (!(curvature > 0)) continue;
      let slope = -right[f]!;
      for (let g = 0; g < size; g++) slope += matrix[f * size + g]! * x[g]!;
      const free = x[f]! - slope / curvature;
      const next = f < firstBounded ? free : Math.max(0, free);
      moved = Math.max(moved, Math.abs(next - x[f]!));
      largest = Math.max(largest, Math.abs(next));
      x[f] = next;
    }
    if (moved <= TOLERANCE * largest) break;
  }
  return x;
}
