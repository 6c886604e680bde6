import { solveSymmetricPositive } from "../als/solve-user";

/** What one row's ratings are explained by: the other side, which is held fixed. */
export interface FixedSide {
  /** Length of each vector. */
  readonly factors: number;
  /** μ; 0 in the model without biases. */
  readonly mean: number;
  /** Row-major [partners × factors] */
  readonly vectors: Float32Array;
  /** [partners] */
  readonly biases: Float32Array;
}

/**
 * Solves for one user while the items are held fixed, or for one item while the users are: with targets
 * t = r − μ − b_partner and rows a = (1, q) it finds the (b, p) that makes Σ (t − b − p·q)² + λ m (b² + |p|²) smallest, from
 * (AᵀA + λ m I) (b, p) = Aᵀ t, in float64 by Cholesky. Without biases the 1 and the b are left out.
 *
 * One solver serves many rows: its working memory is made once.
 *
 * @source Zhou, Wilkinson, Schreiber & Pan, "Large-Scale Parallel Collaborative Filtering for the Netflix Prize",
 *         AAIM 2008, section 3.1
 */
export class RatingsSolver {
  private readonly size: number;
  private readonly left: Float64Array;
  private readonly right: Float64Array;
  private readonly row: Float64Array;

  /**
   * @param factors        length of a vector
   * @param biased         whether a bias is solved for besides
   * @param regularization λ, above 0
   */
  constructor(
    private readonly factors: number,
    private readonly biased: boolean,
    private readonly regularization: number,
  ) {
    this.size = factors + (biased ? 1 : 0);
    this.left = new Float64Array(this.size * this.size);
    this.right = new Float64Array(this.size);
    this.row = new Float64Array(this.size).fill(1);
  }

  /**
   * @param partners who the ratings were met with, those from (inclusive) to (exclusive)
   * @param ratings  beside them
   * @param fixed    the partners' side
   * @param vector   [factors], overwritten; zeros without a rating
   * @returns the bias; 0 without a rating and in the model without biases
   */
  solve(
    partners: Uint32Array,
    ratings: Float32Array,
    from: number,
    to: number,
    fixed: FixedSide,
    vector: Float32Array | Float64Array,
  ): number {
    const { size, left, right, biased } = this;
    right.fill(0);
    if (to > from) {
      left.fill(0);
      for (let at = from; at < to; at++) this.add(partners[at]!, ratings[at]!, fixed);
      for (let d = 0; d < size; d++) left[d * size + d]! += this.regularization * (to - from);
      solveSymmetricPositive(left, right);
    }
    const first = size - this.factors;
    for (let d = 0; d < this.factors; d++) vector[d] = right[first + d]!;
    return biased ? right[0]! : 0;
  }

  /** Adds a aᵀ to the left side (its lower triangle is enough) and t a to the right. */
  private add(partner: number, rating: number, { factors, mean, vectors, biases }: FixedSide): void {
    const { size, left, right, row } = this;
    const target = rating - mean - biases[partner]!;
    row.set(vectors.subarray(partner * factors, (partner + 1) * factors), size - factors);
    for (let a = 0, at = 0; a < size; a++, at = a * size) {
      const value = row[a]!;
      right[a]! += target * value;
      for (let b = 0; b <= a; b++) left[at++]! += value * row[b]!;
    }
  }
}
