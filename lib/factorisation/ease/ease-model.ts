import type { BundleContent } from "../../bundle";
import {
  asItemIndex,
  DataError,
  type ItemIndex,
  requireIndex,
  requireInteger,
  requireLength,
  type UserIndex,
  ValueError,
} from "../../contracts";
import { matrixFromTensors, matrixToTensors, type UserItemMatrix } from "../../interactions";
import {
  type Audience,
  type Contribution,
  type ExplainsItems,
  type FindsSimilarItems,
  type FoldsIn,
  type FoldsInItems,
  type History,
  type RankedList,
  requireAudience,
  requireHistory,
  topK,
  type UserScorer,
} from "../../ranking";
import { type EaseSettings, easeSettings } from "./ease-options";
import { newItemWeights } from "./new-item-weights";

/** Weights from item to item; made by `fitEase`. The score of an item is what the user's items say for it: Σ x_uj b_ji. */
export class EaseModel implements UserScorer, FoldsIn, FoldsInItems, FindsSimilarItems, ExplainsItems {
  readonly userCount: number;
  readonly itemCount: number;
  /** Sums of one user, in float64. */
  private readonly sums: Float64Array;

  /**
   * @param weights  B, row-major [itemCount × itemCount]: row j holds what item j says for each other item; 4 n² bytes
   * @param seen     what it was fitted on
   * @param settings what made it
   */
  constructor(
    readonly weights: Float32Array,
    readonly seen: UserItemMatrix,
    readonly settings: EaseSettings,
  ) {
    this.userCount = seen.userCount;
    this.itemCount = seen.itemCount;
    this.sums = new Float64Array(this.itemCount);
    requireLength("weights", weights.length, this.itemCount ** 2);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    this.sumInto({ items: this.seen.itemsOf(user), values: this.seen.valuesOf(user) }, scores);
  }

  /** Scores for somebody new: the same sum, because users have no parameters. All 0 for an empty history. */
  scoreHistoryInto(history: History, scores: Float32Array): void {
    requireHistory(history, this.itemCount);
    this.sumInto(history, scores);
  }

  /**
   * A new item's score for each known user: what a model fitted with the new item would give, while the others' weights
   * stay. All 0 for an empty audience.
   */
  scoreAudienceInto(audience: Audience, scores: Float32Array): void {
    requireAudience(audience, this.userCount);
    requireLength("scores", scores.length, this.userCount);
    const weights = newItemWeights(this, audience);
    const { rowStarts, items, values } = this.seen;
    for (let user = 0; user < this.userCount; user++) {
      let score = 0;
      for (let at = rowStarts[user]!; at < rowStarts[user + 1]!; at++) score += values[at]! * weights[items[at]!]!;
      scores[user] = Math.fround(score) + 0; // -0 becomes 0.
    }
  }

  /** The items that this item speaks for most: its row of B. Items it speaks against come last, below 0. */
  similarItems(item: ItemIndex, k: number): RankedList {
    requireIndex("item", item, this.itemCount);
    requireInteger("k", k);
    const row = this.weights.slice(item * this.itemCount, (item + 1) * this.itemCount);
    return topK(row, k, { exclude: Uint32Array.of(item) });
  }

  /** What each item of the history gave to a score: x_uj b_ji, exactly. One entry per item, largest amount first. */
  explain(user: UserIndex, item: ItemIndex): Contribution[] {
    requireIndex("user", user, this.userCount);
    requireIndex("item", item, this.itemCount);
    const values = this.seen.valuesOf(user);
    return Array.from(this.seen.itemsOf(user), (own, n) => ({
      item: asItemIndex(own),
      amount: values[n]! * this.weights[own * this.itemCount + item]! + 0,
    })).sort((a, b) => b.amount - a.amount || a.item - b.item);
  }

  private sumInto({ items, values }: History, scores: Float32Array): void {
    const { sums, weights, itemCount } = this;
    requireLength("scores", scores.length, itemCount);
    sums.fill(0);
    for (let n = 0; n < items.length; n++) {
      const value = values[n]!;
      for (let item = 0, at = items[n]! * itemCount; item < itemCount; item++) sums[item]! += value * weights[at++]!;
    }
    for (let item = 0; item < itemCount; item++) scores[item] = Math.fround(sums[item]!) + 0; // -0 becomes 0.
  }
}

/** The model as a bundle of kind "ease". It holds B whole: 4 n² bytes for n items (55 MB for 3,700). */
export function easeToBundle(model: EaseModel): BundleContent {
  return {
    kind: "ease",
    settings: { ...model.settings },
    tensors: {
      weights: { shape: [model.itemCount, model.itemCount], data: model.weights },
      ...matrixToTensors(model.seen),
    },
  };
}

/** Reads back what {@link easeToBundle} made. Throws DataError when something is missing, ValueError on NaN in B. */
export function easeFromBundle({ kind, settings, tensors }: BundleContent): EaseModel {
  const weights = tensors["weights"]?.data;
  if (kind !== "ease" || !(weights instanceof Float32Array)) {
    throw new DataError(`the bundle must be of kind ease with weights as F32, received kind ${kind}`);
  }
  if (!weights.every(Number.isFinite)) throw new ValueError("the bundle's weights must hold finite numbers only");
  return new EaseModel(weights, matrixFromTensors(tensors), easeSettings(settings as Partial<EaseSettings>, true));
}
