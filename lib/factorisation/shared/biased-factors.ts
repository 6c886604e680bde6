import { type ItemIndex, requireIndex, requireLength, type UserIndex, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import {
  type Audience,
  type FindsSimilarItems,
  type FoldsIn,
  type FoldsInItems,
  type History,
  nearestVectors,
  type RankedList,
  type UserScorer,
} from "../../ranking";
import { productsInto } from "./products-into";

/** What models of the form μ + b_u + b_i + p_u · q_i learn. */
export interface BiasedFactors {
  /** Length of each vector. */
  readonly factors: number;
  /** μ, what every pair begins with. */
  readonly mean: number;
  /** b_u [users] */
  readonly userBiases: Float32Array;
  /** b_i [items] */
  readonly itemBiases: Float32Array;
  /** p, row-major [users × factors] */
  readonly userFactors: Float32Array;
  /** q, row-major [items × factors] */
  readonly itemFactors: Float32Array;
}

/** What was found for one new user or one new item. */
export interface FoldedVector {
  readonly bias: number;
  /** [factors] */
  readonly vector: Float64Array;
}

/** Parameters of their own memory, so that training can go on while these stay. */
export function copyBiasedFactors(parameters: BiasedFactors): BiasedFactors {
  return {
    factors: parameters.factors,
    mean: parameters.mean,
    userBiases: parameters.userBiases.slice(),
    itemBiases: parameters.itemBiases.slice(),
    userFactors: parameters.userFactors.slice(),
    itemFactors: parameters.itemFactors.slice(),
  };
}

/** Scores a pair as μ + b_u + b_i + p_u · q_i. How new users and new items are folded in is each model's own. */
export abstract class BiasedFactorModel implements UserScorer, FoldsIn, FoldsInItems, FindsSimilarItems {
  readonly userCount: number;
  readonly itemCount: number;

  /**
   * @param parameters what was learned, finite
   * @param seen       what it was fitted on
   * @throws ShapeError when arrays do not fit together; ValueError when a parameter is not finite
   */
  constructor(
    readonly parameters: BiasedFactors,
    readonly seen: UserItemMatrix,
  ) {
    const { factors, mean, userBiases, itemBiases, userFactors, itemFactors } = parameters;
    this.userCount = seen.userCount;
    this.itemCount = seen.itemCount;
    requireLength("userBiases", userBiases.length, this.userCount);
    requireLength("itemBiases", itemBiases.length, this.itemCount);
    requireLength("userFactors", userFactors.length, this.userCount * factors);
    requireLength("itemFactors", itemFactors.length, this.itemCount * factors);
    for (const array of [[mean], userBiases, itemBiases, userFactors, itemFactors]) {
      if (!array.every(Number.isFinite)) throw new ValueError("parameters must hold finite numbers only");
    }
  }

  /**
   * Bias and vector of somebody new, or of a known user with a newer history, while the items stay as they are.
   *
   * @throws ValueError when the history names an item twice or one out of range, or a value makes no sense
   */
  abstract foldIn(history: History): FoldedVector;

  /**
   * Bias and vector of a new item while the users stay as they are.
   *
   * @throws ValueError when the audience names a user twice or one out of range, or a value makes no sense
   */
  abstract foldInItem(audience: Audience): FoldedVector;

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    const { factors, userBiases, userFactors } = this.parameters;
    this.scoreItemsInto(userBiases[user]!, userFactors.subarray(user * factors, (user + 1) * factors), scores);
  }

  /** Scores for somebody new, by {@link foldIn}. */
  scoreHistoryInto(history: History, scores: Float32Array): void {
    const { bias, vector } = this.foldIn(history);
    this.scoreItemsInto(bias, vector, scores);
  }

  /** A new item's score for each known user, by {@link foldInItem}. */
  scoreAudienceInto(audience: Audience, scores: Float32Array): void {
    const { bias, vector } = this.foldInItem(audience);
    const { mean, userBiases, userFactors } = this.parameters;
    requireLength("scores", scores.length, this.userCount);
    productsInto(mean + bias, vector, userBiases, userFactors, scores);
  }

  /** The items whose vectors point the same way, by cosine; biases play no part. */
  similarItems(item: ItemIndex, k: number): RankedList {
    requireIndex("item", item, this.itemCount);
    return nearestVectors(this.parameters.itemFactors, this.parameters.factors, item, k);
  }

  private scoreItemsInto(bias: number, vector: Float32Array | Float64Array, scores: Float32Array): void {
    const { mean, itemBiases, itemFactors } = this.parameters;
    requireLength("scores", scores.length, this.itemCount);
    productsInto(mean + bias, vector, itemBiases, itemFactors, scores);
  }
}
