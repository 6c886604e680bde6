import { type ItemIndex, requireIndex, type UserIndex } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { type BiasedFactors, BiasedFactorModel } from "./biased-factors";

/**
 * Foretells ratings as μ + b_u + b_i + p_u · q_i. A score is the rating foretold, never clipped, since clipping would
 * make ties of the best items; {@link predict} clips.
 */
export abstract class RatingFactorModel extends BiasedFactorModel {
  private readonly lowest: number;
  private readonly highest: number;

  /**
   * @param parameters what was learned, finite
   * @param seen       the ratings it was fitted on
   * @param clip       whether predictions keep to the range of those ratings
   */
  constructor(parameters: BiasedFactors, seen: UserItemMatrix, clip: boolean) {
    super(parameters, seen);
    const clips = clip && seen.pairCount > 0;
    this.lowest = clips ? seen.values.reduce((least, value) => Math.min(least, value), Infinity) : -Infinity;
    this.highest = clips ? seen.values.reduce((most, value) => Math.max(most, value), -Infinity) : Infinity;
  }

  /**
   * The rating that the user would give the item, within the range of the training ratings unless settings.clip is false.
   *
   * @throws ValueError when an index is out of range
   */
  predict(user: UserIndex, item: ItemIndex): number {
    return this.predictMany(user, Uint32Array.of(item))[0]!;
  }

  /** The ratings of one user foretold for many items, as {@link predict} gives each. */
  predictMany(user: UserIndex, items: Uint32Array): Float64Array {
    requireIndex("user", user, this.userCount);
    const { factors, mean, userBiases, itemBiases, userFactors, itemFactors } = this.parameters;
    return Float64Array.from(items, (item) => {
      requireIndex("item", item, this.itemCount);
      let rating = mean + userBiases[user]! + itemBiases[item]!;
      for (let d = 0; d < factors; d++) rating += userFactors[user * factors + d]! * itemFactors[item * factors + d]!;
      return Math.min(this.highest, Math.max(this.lowest, rating));
    });
  }
}

/** Root mean squared error of a model on ratings, for stopping early; NaN without ratings. */
export function ratingError(
  model: Pick<RatingFactorModel, "predictMany">,
  { userCount, items, rowStarts, values, pairCount }: UserItemMatrix,
): number {
  let squares = 0;
  for (let user = 0; user < userCount; user++) {
    const start = rowStarts[user]!;
    const foretold = model.predictMany(user as UserIndex, items.subarray(start, rowStarts[user + 1]));
    for (let n = 0; n < foretold.length; n++) squares += (foretold[n]! - values[start + n]!) ** 2;
  }
  return Math.sqrt(squares / pairCount);
}

/** Mean of all ratings; 0 when there are none. */
export function meanRating(ratings: Float32Array): number {
  let sum = 0;
  for (const rating of ratings) sum += rating;
  return ratings.length === 0 ? 0 : sum / ratings.length;
}
