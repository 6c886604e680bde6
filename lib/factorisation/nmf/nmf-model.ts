import type { BundleContent } from "../../bundle";
import { ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { type Audience, type History, requireAudience, requireHistory } from "../../ranking";
import { averageRow } from "../shared/average-row";
import type { BiasedFactors, FoldedVector } from "../shared/biased-factors";
import { biasedFactorsFromBundle, biasedFactorsToBundle } from "../shared/biased-factors-bundle";
import { RatingFactorModel } from "../shared/rating-factors";
import { type NmfSettings, nmfSettings } from "./nmf-options";
import { nonNegativeLeastSquares } from "./non-negative-least-squares";

/**
 * Ratings foretold from vectors without a negative number, so that each factor can be read as a part: how much of it is
 * in the item, how much the user likes it. Made by {@link fitNmf}. Who has no ratings gets the average vector of those
 * who have.
 */
export class NmfModel extends RatingFactorModel {
  /**
   * @param parameters what was learned, finite and without a negative vector entry
   * @param seen       the ratings it was fitted on
   * @param settings   what made it
   * @param epochs     passes that the parameters have seen; fewer than settings.epochs when it was stopped early
   * @throws ShapeError when arrays do not fit together; ValueError when a number is not finite or a vector negative
   */
  constructor(
    parameters: BiasedFactors,
    seen: UserItemMatrix,
    readonly settings: NmfSettings,
    readonly epochs: number,
  ) {
    super(parameters, seen, settings.clip);
    for (const vectors of [parameters.userFactors, parameters.itemFactors]) {
      if (!vectors.every((value) => value >= 0)) throw new ValueError("vectors must hold numbers of at least 0");
    }
  }

  /**
   * Vector (and bias) of a new user: the exact minimum of Σ (r − r̂)² + λ m |p|² + λ_b m b² over p >= 0 for the m ratings of
   * the history, while the items are held fixed. The average vector for an empty history.
   */
  foldIn(history: History): FoldedVector {
    requireHistory(history, this.itemCount);
    const { itemFactors, itemBiases } = this.parameters;
    if (history.items.length > 0) return this.solve(history.items, history.values, itemFactors, itemBiases);
    return { bias: 0, vector: averageRow(this.parameters.userFactors, this.parameters.factors) };
  }

  /** Vector (and bias) of a new item, as {@link foldIn} finds a user's. */
  foldInItem(audience: Audience): FoldedVector {
    requireAudience(audience, this.userCount);
    const { userFactors, userBiases } = this.parameters;
    if (audience.users.length > 0) return this.solve(audience.users, audience.values, userFactors, userBiases);
    return { bias: 0, vector: averageRow(this.parameters.itemFactors, this.parameters.factors) };
  }

  /** Entry 0 is the bias, whose row and column stay empty in the model without biases. */
  private solve(
    partners: Uint32Array,
    ratings: Float32Array,
    vectors: Float32Array,
    biases: Float32Array,
  ): FoldedVector {
    const { biased, factors, regularization, biasRegularization } = this.settings;
    const size = factors + 1;
    const left = new Float64Array(size * size);
    const right = new Float64Array(size);
    const row = new Float64Array(size);
    row[0] = biased ? 1 : 0;
    for (let n = 0; n < partners.length; n++) {
      const partner = partners[n]!;
      const rating = ratings[n]!;
      if (!biased && rating < 0) throw new ValueError(`values must be at least 0 without biases, received ${rating}`);
      for (let f = 0; f < factors; f++) row[f + 1] = vectors[partner * factors + f]!;
      const target = rating - this.parameters.mean - biases[partner]!;
      for (let a = 0; a < size; a++) {
        right[a]! += row[a]! * target;
        for (let b = 0; b < size; b++) left[a * size + b]! += row[a]! * row[b]!;
      }
    }
    if (biased) left[0]! += biasRegularization * partners.length;
    for (let d = 1; d < size; d++) left[d * size + d]! += regularization * partners.length;
    const solved = nonNegativeLeastSquares(left, right, 1);
    return { bias: solved[0]!, vector: solved.slice(1) };
  }
}

/** The model as a bundle of kind "nmf". */
export function nmfToBundle(model: NmfModel): BundleContent {
  return biasedFactorsToBundle("nmf", model, { ...model.settings, epochsDone: model.epochs, feedback: "explicit" });
}

/**
 * Reads back what {@link nmfToBundle} made.
 *
 * @throws DataError when something is missing; ShapeError or ValueError when the parts do not fit or make no sense
 */
export function nmfFromBundle(content: BundleContent): NmfModel {
  const { parameters, seen, epochs } = biasedFactorsFromBundle("nmf", content);
  return new NmfModel(parameters, seen, nmfSettings(content.settings as Partial<NmfSettings>), epochs);
}
