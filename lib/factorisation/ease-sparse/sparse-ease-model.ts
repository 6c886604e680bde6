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
  type Contribution,
  type ExplainsItems,
  type FindsSimilarItems,
  type FoldsIn,
  type History,
  type RankedList,
  requireHistory,
  topK,
  type UserScorer,
} from "../../ranking";
import { type SparseEaseSettings, sparseEaseSettings } from "./sparse-ease-options";

/** B row by row, without its zeros: what each item says for the others. */
export interface ItemWeights {
  /** [items + 1], where each row begins. */
  readonly starts: Uint32Array;
  /** [entries] items, ascending in each row. */
  readonly items: Uint32Array;
  /** [entries] their weights. */
  readonly weights: Float32Array;
}

/** Few weights from item to item; made by `fitSparseEase`. The score of an item is what the user's items say for it. */
export class SparseEaseModel implements UserScorer, FoldsIn, FindsSimilarItems, ExplainsItems {
  readonly userCount: number;
  readonly itemCount: number;
  /** Sums of one user, in float64. */
  private readonly sums: Float64Array;

  /**
   * @param weights  B
   * @param seen     what it was fitted on
   * @param settings what made it
   */
  constructor(
    readonly weights: ItemWeights,
    readonly seen: UserItemMatrix,
    readonly settings: SparseEaseSettings,
  ) {
    this.userCount = seen.userCount;
    this.itemCount = seen.itemCount;
    this.sums = new Float64Array(this.itemCount);
    requireLength("weights.starts", weights.starts.length, this.itemCount + 1);
    requireLength("weights.items", weights.items.length, weights.starts[this.itemCount]!);
    requireLength("weights.weights", weights.weights.length, weights.items.length);
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

  /** The items that this item speaks for most: its row of B; items it says nothing about are 0, in between. */
  similarItems(item: ItemIndex, k: number): RankedList {
    requireIndex("item", item, this.itemCount);
    requireInteger("k", k);
    const row = new Float32Array(this.itemCount);
    const { starts, items, weights } = this.weights;
    for (let at = starts[item]!; at < starts[item + 1]!; at++) row[items[at]!] = weights[at]!;
    return topK(row, k, { exclude: Uint32Array.of(item) });
  }

  /** What each item of the history gave to a score: x_uj b_ji, exactly. One entry per item, largest amount first. */
  explain(user: UserIndex, item: ItemIndex): Contribution[] {
    requireIndex("user", user, this.userCount);
    requireIndex("item", item, this.itemCount);
    const values = this.seen.valuesOf(user);
    return Array.from(this.seen.itemsOf(user), (own, n) => ({
      item: asItemIndex(own),
      amount: values[n]! * this.weightOf(own, item) + 0,
    })).sort((a, b) => b.amount - a.amount || a.item - b.item);
  }

  /** b_ji: what item j says for item i. */
  private weightOf(j: number, i: number): number {
    const { starts, items, weights } = this.weights;
    const place = items.subarray(starts[j], starts[j + 1]).indexOf(i);
    return place < 0 ? 0 : weights[starts[j]! + place]!;
  }

  private sumInto({ items: own, values }: History, scores: Float32Array): void {
    const { sums } = this;
    const { starts, items, weights } = this.weights;
    requireLength("scores", scores.length, this.itemCount);
    sums.fill(0);
    for (let n = 0; n < own.length; n++) {
      const value = values[n]!;
      for (let at = starts[own[n]!]!; at < starts[own[n]! + 1]!; at++) sums[items[at]!]! += value * weights[at]!;
    }
    for (let item = 0; item < scores.length; item++) scores[item] = Math.fround(sums[item]!) + 0; // -0 becomes 0.
  }
}

/** The model as a bundle of kind "ease-sparse": 8 bytes a weight. */
export function sparseEaseToBundle(model: SparseEaseModel): BundleContent {
  const { starts, items, weights } = model.weights;
  return {
    kind: "ease-sparse",
    settings: { ...model.settings },
    tensors: {
      weightStarts: { shape: [starts.length], data: starts },
      weightItems: { shape: [items.length], data: items },
      weights: { shape: [weights.length], data: weights },
      ...matrixToTensors(model.seen),
    },
  };
}

/**
 * Reads back what {@link sparseEaseToBundle} made. Throws DataError when something is missing, ValueError on NaN in a weight
 * or an item out of range.
 */
export function sparseEaseFromBundle({ kind, settings, tensors }: BundleContent): SparseEaseModel {
  const starts = tensors["weightStarts"]?.data;
  const items = tensors["weightItems"]?.data;
  const weights = tensors["weights"]?.data;
  const typed = starts instanceof Uint32Array && items instanceof Uint32Array && weights instanceof Float32Array;
  if (kind !== "ease-sparse" || !typed) {
    throw new DataError(`the bundle must be of kind ease-sparse with its weights, received kind ${kind}`);
  }
  const seen = matrixFromTensors(tensors);
  if (!weights.every(Number.isFinite)) throw new ValueError("the bundle's weights must hold finite numbers only");
  items.forEach((item) => requireIndex("the bundle's weightItems", item, seen.itemCount));
  return new SparseEaseModel(
    { starts, items, weights },
    seen,
    sparseEaseSettings(settings as Partial<SparseEaseSettings>),
  );
}
