import type { BundleContent } from "../../bundle";
import type { UserItemMatrix } from "../../interactions";
import { type Audience, type History, requireAudience, requireHistory } from "../../ranking";
import { averageRow } from "../shared/average-row";
import type { BiasedFactors, FoldedVector } from "../shared/biased-factors";
import { biasedFactorsFromBundle, biasedFactorsToBundle } from "../shared/biased-factors-bundle";
import { RatingFactorModel } from "../shared/rating-factors";
import { type ExplicitAlsSettings, explicitAlsSettings } from "./explicit-als-options";
import { type FixedSide, RatingsSolver } from "./ratings-solver";

/** Ratings foretold from biases and taste vectors that were solved for by least squares; made by {@link fitExplicitAls}. */
export class ExplicitAlsModel extends RatingFactorModel {
  /**
   * @param parameters what was learned, finite
   * @param seen       the ratings it was fitted on
   * @param settings   what made it
   * @param sweeps     whole sweeps that the parameters have seen; fewer than settings.iterations when it was stopped early
   * @throws ShapeError when arrays do not fit together; ValueError when a parameter is not finite
   */
  constructor(
    parameters: BiasedFactors,
    seen: UserItemMatrix,
    readonly settings: ExplicitAlsSettings,
    readonly sweeps: number,
  ) {
    super(parameters, seen, settings.clip);
  }

  /**
   * Bias and vector of a new user, by the very solve that training makes. For an empty history zeros; without biases the
   * average vector.
   */
  foldIn(history: History): FoldedVector {
    requireHistory(history, this.itemCount);
    const { factors, mean, itemFactors: vectors, itemBiases: biases, userFactors } = this.parameters;
    if (history.items.length === 0) return this.unrated(userFactors);
    return this.solve(history.items, history.values, { factors, mean, vectors, biases });
  }

  /** Bias and vector of a new item, in the same way. */
  foldInItem(audience: Audience): FoldedVector {
    requireAudience(audience, this.userCount);
    const { factors, mean, userFactors: vectors, userBiases: biases, itemFactors } = this.parameters;
    if (audience.users.length === 0) return this.unrated(itemFactors);
    return this.solve(audience.users, audience.values, { factors, mean, vectors, biases });
  }

  private unrated(vectors: Float32Array): FoldedVector {
    const { biased, factors } = this.settings;
    return { bias: 0, vector: biased ? new Float64Array(factors) : averageRow(vectors, factors) };
  }

  private solve(partners: Uint32Array, ratings: Float32Array, fixed: FixedSide): FoldedVector {
    const { factors, biased, regularization } = this.settings;
    const vector = new Float64Array(factors);
    const solver = new RatingsSolver(factors, biased, regularization);
    return { bias: solver.solve(partners, ratings, 0, partners.length, fixed, vector), vector };
  }
}

/** The model as a bundle of kind "als-explicit". */
export function explicitAlsToBundle(model: ExplicitAlsModel): BundleContent {
  const settings = { ...model.settings, epochsDone: model.sweeps, feedback: "explicit" };
  return biasedFactorsToBundle("als-explicit", model, settings);
}

/**
 * Reads back what {@link explicitAlsToBundle} made.
 *
 * @throws DataError when something is missing; ShapeError or ValueError when the parts do not fit or are not finite
 */
export function explicitAlsFromBundle(content: BundleContent): ExplicitAlsModel {
  const { parameters, seen, epochs } = biasedFactorsFromBundle("als-explicit", content);
  const settings = explicitAlsSettings(content.settings as Partial<ExplicitAlsSettings>);
  return new ExplicitAlsModel(parameters, seen, settings, epochs);
}
