import type { Side } from "../shared/sides";

/** The vectors and biases of one side, which a pass changes, and of the other, which it reads. */
export interface NmfVectors {
  readonly factors: number;
  /** μ, 0 in the model without biases. */
  readonly mean: number;
  /** Changed in place: row-major [rows × factors], and [rows]. */
  readonly own: Float32Array;
  readonly ownBiases: Float32Array;
  /** Held fixed. */
  readonly other: Float32Array;
  readonly otherBiases: Float32Array;
}

/** How hard a pass pulls towards 0. */
export interface NmfPassSettings {
  /** λ */
  readonly regularization: number;
  /** λ_b */
  readonly biasRegularization: number;
  /** Whether biases move. */
  readonly biased: boolean;
}

/**
 * One multiplicative update of every vector of one side, while the other side is held fixed. With c = μ + b_u + b_i (0 in
 * the model without biases), r̂ = c + p·q and sums over the m ratings of the row,
 *
 *     p_f ← p_f · Σ q_f r / (Σ q_f r̂ + λ m p_f).
 *
 * A negative r or c changes its side of the quotient with its sign, so that all sums are of non-negative numbers: a vector
 * never turns negative, and Σ (r − r̂)² + λ m |p|² never rises. With biases the row's own bias goes first, to its best value
 * Σ (r − r̂ + b) / (m (1 + λ_b)).
 *
 * Rows without a rating stay as they are. A factor of 0 stays 0.
 *
 * @param from first row
 * @param to   one after the last row
 * @returns Σ (r − r̂)² over the ratings visited, before each row's vector moved
 * @source Lee & Seung, "Algorithms for Non-negative Matrix Factorization", NIPS 2000, theorem 1; over known ratings only
 *         with a ridge: Luo, Zhou, Xia & Zhu, "An Efficient Non-Negative Matrix-Factorization-Based Approach to
 *         Collaborative Filtering for Recommender Systems", IEEE Transactions on Industrial Informatics 10(2), 2014
 */
export function nmfPass(
  side: Side,
  from: number,
  to: number,
  vectors: NmfVectors,
  { regularization, biasRegularization, biased }: NmfPassSettings,
): number {
  const { factors, own } = vectors;
  const above = new Float64Array(factors);
  const below = new Float64Array(factors);
  let squares = 0;
  for (let row = from; row < to; row++) {
    const ratings = side.starts[row + 1]! - side.starts[row]!;
    if (ratings === 0) continue;
    if (biased) moveBias(side, row, vectors, biasRegularization);
    squares += rowSums(side, row, vectors, above, below);
    for (let f = 0, at = row * factors; f < factors; f++, at++) {
      const denominator = below[f]! + regularization * ratings * own[at]!;
      if (denominator > 0) own[at]! *= above[f]! / denominator;
    }
  }
  return squares;
}

/** The row's bias goes to its best value while all else is held fixed. */
function moveBias(side: Side, row: number, vectors: NmfVectors, regularization: number): void {
  const { mean, ownBiases, otherBiases } = vectors;
  const first = side.starts[row]!;
  const end = side.starts[row + 1]!;
  let rest = 0;
  for (let at = first; at < end; at++) {
    const partner = side.partners[at]!;
    rest += side.values[at]! - mean - otherBiases[partner]! - product(vectors, row, partner);
  }
  ownBiases[row] = rest / ((end - first) * (1 + regularization));
}

/** Fills in the sums above and (but for the ridge) below the line of one row's update; returns Σ (r − r̂)². */
function rowSums(side: Side, row: number, vectors: NmfVectors, above: Float64Array, below: Float64Array): number {
  const { factors, mean, ownBiases, other, otherBiases } = vectors;
  above.fill(0);
  below.fill(0);
  let squares = 0;
  for (let at = side.starts[row]!, end = side.starts[row + 1]!; at < end; at++) {
    const partner = side.partners[at]!;
    const rating = side.values[at]!;
    const offset = mean + ownBiases[row]! + otherBiases[partner]!;
    const taste = product(vectors, row, partner);
    const wanted = Math.max(rating, 0) + Math.max(-offset, 0);
    const had = taste + Math.max(offset, 0) + Math.max(-rating, 0);
    squares += (rating - offset - taste) ** 2;
    for (let f = 0, n = partner * factors; f < factors; f++, n++) {
      const q = other[n]!;
      above[f]! += q * wanted;
      below[f]! += q * had;
    }
  }
  return squares;
}

/** p · q of one pair. */
function product({ factors, own, other }: NmfVectors, row: number, partner: number): number {
  let p = row * factors;
  let q = partner * factors;
  let sum = 0;
  for (let f = 0; f < factors; f++) sum += own[p++]! * other[q++]!;
  return sum;
}
