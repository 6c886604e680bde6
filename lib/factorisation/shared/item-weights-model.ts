import {
  asItemIndex,
  type ItemIndex,
  requireIndex,
  requireInteger,
  requireLength,
  type UserIndex,
} from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
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

/** The score of an item is what the user's items say for it: Σ x_uj b_ji. How B is kept is a model's own affair. */
export abstract class ItemWeightsModel implements UserScorer, FoldsIn, FindsSimilarItems, ExplainsItems {
  readonly userCount: number;
  readonly itemCount: number;
  /** Sums of one user, in float64. */
  private readonly sums: Float64Array;

  /** @param seen what it was fitted on */
  constructor(readonly seen: UserItemMatrix) {
    this.userCount = seen.userCount;
    this.itemCount = seen.itemCount;
    this.sums = new Float64Array(this.itemCount);
  }

  /** Adds value · b_ji to each item's sum. */
  protected abstract addRow(j: number, value: number, sums: Float64Array): void;

  /** [itemCount] row j of B: what item j says for each item. The caller may change it. */
  protected abstract rowOf(j: number): Float32Array;

  /** b_ji: what item j says for item i. */
  protected abstract weightOf(j: number, i: number): number;

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
   * The items that this item speaks for most: its row of B. Items it speaks against come last, below 0; items it says nothing
   * about are 0, in between.
   */
  similarItems(item: ItemIndex, k: number): RankedList {
    requireIndex("item", item, this.itemCount);
    requireInteger("k", k);
    return topK(this.rowOf(item), k, { exclude: Uint32Array.of(item) });
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

  private sumInto({ items, values }: History, scores: Float32Array): void {
    const { sums } = this;
    requireLength("scores", scores.length, this.itemCount);
    sums.fill(0);
    for (let n = 0; n < items.length; n++) this.addRow(items[n]!, values[n]!, sums);
    for (let item = 0; item < scores.length; item++) scores[item] = Math.fround(sums[item]!) + 0; // -0 becomes 0.
  }
}
