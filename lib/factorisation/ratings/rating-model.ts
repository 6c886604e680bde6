import { asUserIndex, type ItemIndex, requireIndex, requireLength, type UserIndex, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import {
  type Audience,
  type FindsSimilarItems,
  type FoldsIn,
  type FoldsInItems,
  type History,
  nearestVectors,
  type RankedList,
  requireAudience,
  requireHistory,
  type UserScorer,
} from "../../ranking";
import { foldInRatings } from "./fold-in-ratings";
import type { RatingParameters } from "./rating-parameters";
import type { SvdSettings } from "./svd-options";
import { productsInto } from "../shared/products-into";
import { dot } from "./svd-pass";
import { sumRows } from "./svdpp-pass";

/**
 * Foretells ratings: r̂ = μ + b_u + b_i + q_i · x_u. Made by {@link fitSvd} (kind "svd") and {@link fitSvdpp} ("svdpp").
 * A score is the rating foretold, never clipped, since clipping would make ties of the best items; {@link predict} clips.
 */
export class RatingModel implements UserScorer, FoldsIn, FoldsInItems, FindsSimilarItems {
  readonly kind: "svd" | "svdpp";
  readonly userCount: number;
  readonly itemCount: number;
  private readonly lowest: number;
  private readonly highest: number;
  private readonly x: Float64Array;

  /**
   * @param parameters what was learned, finite; with implicitFactors it is SVD++
   * @param seen       the ratings it was fitted on
   * @param settings   what made it
   * @param epochs     passes that the parameters have seen; fewer than settings.epochs when it was stopped early
   * @throws ShapeError when arrays do not fit together; ValueError when a parameter is not finite
   */
  constructor(
    readonly parameters: RatingParameters,
    readonly seen: UserItemMatrix,
    readonly settings: SvdSettings,
    readonly epochs: number,
  ) {
    const { userBiases, itemBiases, userFactors, itemFactors, implicitFactors } = parameters;
    const { userCount, itemCount, values } = seen;
    requireLength("userBiases", userBiases.length, userCount);
    requireLength("itemBiases", itemBiases.length, itemCount);
    requireLength("userFactors", userFactors.length, userCount * settings.factors);
    requireLength("itemFactors", itemFactors.length, itemCount * settings.factors);
    if (implicitFactors !== undefined) requireLength("implicitFactors", implicitFactors.length, itemFactors.length);
    for (const array of [userBiases, itemBiases, userFactors, itemFactors, implicitFactors ?? []]) {
      if (!array.every(Number.isFinite)) throw new ValueError("parameters must hold finite numbers only");
    }
    this.kind = implicitFactors === undefined ? "svd" : "svdpp";
    this.userCount = userCount;
    this.itemCount = itemCount;
    this.lowest = values.reduce((least, value) => Math.min(least, value), Infinity);
    this.highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
    this.x = new Float64Array(settings.factors);
  }

  /**
   * The rating that the user would give the item, within the range of the training ratings unless settings.clip is false.
   * A user or item without a training rating is foretold from the biases of the rest.
   *
   * @throws ValueError when an index is out of range
   */
  predict(user: UserIndex, item: ItemIndex): number {
    requireIndex("user", user, this.userCount);
    requireIndex("item", item, this.itemCount);
    this.readUser(user);
    const rating = this.ratingOf(this.parameters.userBiases[user]!, item);
    return this.settings.clip ? this.clipped(rating) : rating;
  }

  /** The ratings of one user foretold for many items, as {@link predict} gives each; the user is read only once. */
  predictMany(user: UserIndex, items: Uint32Array): Float64Array {
    requireIndex("user", user, this.userCount);
    this.readUser(user);
    return Float64Array.from(items, (item) => {
      requireIndex("items", item, this.itemCount);
      const rating = this.ratingOf(this.parameters.userBiases[user]!, item);
      return this.settings.clip ? this.clipped(rating) : rating;
    });
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    this.readUser(user);
    this.ratingsInto(this.parameters.userBiases[user]!, scores);
  }

  /**
   * Ratings foretold for somebody new, whose bias and vector are solved for by ridge regression while the items stay.
   *
   * @throws ValueError when an item stands twice or is out of range, or a rating is not finite; NotSupportedError when
   *         the model was fitted without regularisation, which leaves the solution open
   */
  scoreHistoryInto(history: History, scores: Float32Array): void {
    requireHistory(history, this.itemCount);
    const { length } = history.items;
    const { implicitFactors } = this.parameters;
    const offset = new Float64Array(this.settings.factors);
    if (implicitFactors !== undefined && length > 0) {
      sumRows(offset, implicitFactors, history.items, 0, length, 1 / Math.sqrt(length));
    }
    const { bias, vector } = foldInRatings(history, this.parameters, offset, this.settings.regularization);
    this.x.set(vector);
    this.ratingsInto(bias, scores);
  }

  /**
   * Ratings of a new item foretold for each known user: its bias and vector are solved for by ridge regression while the
   * users stay. In SVD++ it says nothing yet about those who rated it.
   *
   * @throws as {@link scoreHistoryInto} does
   */
  scoreAudienceInto(audience: Audience, scores: Float32Array): void {
    requireAudience(audience, this.userCount);
    requireLength("scores", scores.length, this.userCount);
    const { factors, regularization } = this.settings;
    const { mean, userBiases } = this.parameters;
    const users = this.userVectors();
    const ratings = { items: audience.users, values: audience.values };
    const turned = { mean, itemBiases: userBiases, itemFactors: users };
    const { bias, vector } = foldInRatings(ratings, turned, new Float64Array(factors), regularization);
    productsInto(mean + bias, vector, userBiases, users, scores);
  }

  /** The items whose vectors point the same way, by cosine; 0 for an item that nobody rated. */
  similarItems(item: ItemIndex, k: number): RankedList {
    return nearestVectors(this.parameters.itemFactors, this.settings.factors, item, k);
  }

  /** x of every user, row-major [users × factors]. */
  private userVectors(): Float32Array {
    const { userFactors, implicitFactors } = this.parameters;
    if (implicitFactors === undefined) return userFactors;
    const vectors = new Float32Array(userFactors.length);
    for (let user = 0; user < this.userCount; user++) {
      this.readUser(asUserIndex(user));
      vectors.set(this.x, user * this.settings.factors);
    }
    return vectors;
  }

  /** Sets x to the user's vector, p_u (+ z_u in SVD++). */
  private readUser(user: UserIndex): void {
    const { factors } = this.settings;
    const { userFactors, implicitFactors } = this.parameters;
    const { rowStarts, items } = this.seen;
    const first = rowStarts[user]!;
    const end = rowStarts[user + 1]!;
    if (implicitFactors === undefined || first === end) this.x.fill(0);
    else sumRows(this.x, implicitFactors, items, first, end, 1 / Math.sqrt(end - first));
    for (let d = 0; d < factors; d++) this.x[d]! += userFactors[user * factors + d]!;
  }

  /** The rating that the owner of x would give. */
  private ratingOf(bias: number, item: number): number {
    const { mean, itemBiases, itemFactors } = this.parameters;
    const { factors } = this.settings;
    return mean + bias + itemBiases[item]! + dot(this.x, itemFactors, item * factors, factors);
  }

  private ratingsInto(bias: number, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    for (let item = 0; item < scores.length; item++) {
      scores[item] = Math.fround(this.ratingOf(bias, item)) + 0; // A float32 can round to -0; adding 0 makes that 0.
    }
  }

  private clipped(rating: number): number {
    return this.seen.pairCount === 0 ? rating : Math.min(this.highest, Math.max(this.lowest, rating));
  }
}
