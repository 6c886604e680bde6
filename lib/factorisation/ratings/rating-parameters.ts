import type { UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import type { SvdSettings } from "./svd-options";

/**
 * What a model of ratings learns: r̂ = μ + b_u + b_i + q_i · x_u. In SVD x_u is the user's vector p_u; in SVD++ it is
 * p_u + |N(u)|^-½ Σ y_j over the items N(u) that the user has rated, however well.
 */
export interface RatingParameters {
  /** μ, mean of all training ratings; 0 when there are none. */
  readonly mean: number;
  /** b_u [users] */
  readonly userBiases: Float32Array;
  /** b_i [items] */
  readonly itemBiases: Float32Array;
  /** p, row-major [users × factors] */
  readonly userFactors: Float32Array;
  /** q, row-major [items × factors] */
  readonly itemFactors: Float32Array;
  /** y, row-major [items × factors], of SVD++ alone: what it says about a user to have rated the item at all. */
  readonly implicitFactors: Float32Array | undefined;
}

/**
 * Biases of 0 and small normal vectors. Users and items without a rating get zero vectors, which training never moves,
 * so that they are foretold by what is known about the other side.
 */
export function startRatingParameters(
  matrix: UserItemMatrix,
  { factors, initialSpread, seed }: Pick<SvdSettings, "factors" | "initialSpread" | "seed">,
  implicit: boolean,
): RatingParameters {
  const random = new Random(seed).split("rating factors");
  const perUser = matrix.rowStarts.subarray(1).map((end, user) => end - matrix.rowStarts[user]!);
  const perItem = new Uint32Array(matrix.itemCount);
  for (const item of matrix.items) perItem[item]!++;
  const vectors = (ratings: Uint32Array, label: string): Float32Array => {
    const stream = random.split(label);
    const drawn = new Float32Array(ratings.length * factors);
    for (let at = 0; at < drawn.length; at++) {
      if (ratings[Math.floor(at / factors)]! > 0) drawn[at] = initialSpread * stream.normal();
    }
    return drawn;
  };
  let sum = 0;
  for (const value of matrix.values) sum += value;
  return {
    mean: matrix.pairCount === 0 ? 0 : sum / matrix.pairCount,
    userBiases: new Float32Array(matrix.userCount),
    itemBiases: new Float32Array(matrix.itemCount),
    userFactors: vectors(perUser, "users"),
    itemFactors: vectors(perItem, "items"),
    implicitFactors: implicit ? vectors(perItem, "implicit") : undefined,
  };
}

/** Parameters of their own memory, so that training can go on while these stay. */
export function copyRatingParameters(parameters: RatingParameters): RatingParameters {
  return {
    mean: parameters.mean,
    userBiases: parameters.userBiases.slice(),
    itemBiases: parameters.itemBiases.slice(),
    userFactors: parameters.userFactors.slice(),
    itemFactors: parameters.itemFactors.slice(),
    implicitFactors: parameters.implicitFactors?.slice(),
  };
}
