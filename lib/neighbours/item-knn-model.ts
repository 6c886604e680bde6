import type { BundleContent } from "../bundle";
import {
  asItemIndex,
  DataError,
  type ItemIndex,
  requireIndex,
  requireInteger,
  requireLength,
  type UserIndex,
} from "../contracts";
import { matrixFromTensors, matrixToTensors, transpose, type UserItemMatrix } from "../interactions";
import {
  type Contribution,
  type ExplainsItems,
  type FindsSimilarItems,
  type FoldsIn,
  type History,
  rankedList,
  type RankedList,
  requireHistory,
  type UserScorer,
} from "../ranking";
import { type KnnSettings, knnSettingsFrom } from "./knn-options";
import type { NeighbourTable } from "./nearest-rows";
import { itemRows, rowMeans } from "./sparse-rows";
import { tableFromTensors, tableToTensors } from "./table-tensors";

/** Item neighbours and the histories they were found in; made by {@link fitItemKnn}. */
export class ItemKnnModel implements UserScorer, FoldsIn, FindsSimilarItems, ExplainsItems {
  readonly userCount: number;
  readonly itemCount: number;
  /** [itemCount] mean rating, for explicit feedback. */
  private readonly means: Float32Array | undefined;
  private readonly sums: Float64Array;
  private readonly weights: Float64Array;

  /**
   * @param seen     what it was fitted on
   * @param table    the nearest items of each item
   * @param settings what made it
   */
  constructor(
    readonly seen: UserItemMatrix,
    readonly table: NeighbourTable,
    readonly settings: KnnSettings,
  ) {
    this.userCount = seen.userCount;
    this.itemCount = seen.itemCount;
    requireLength("table.starts", table.starts.length, this.itemCount + 1);
    this.means = settings.feedback === "explicit" ? meanRatings(seen) : undefined;
    this.sums = new Float64Array(this.itemCount);
    this.weights = new Float64Array(this.itemCount);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    this.score(this.historyOf(user), scores);
  }

  scoreHistoryInto(history: History, scores: Float32Array): void {
    requireHistory(history, this.itemCount);
    this.score(history, scores);
  }

  similarItems(item: ItemIndex, k: number): RankedList {
    requireIndex("item", item, this.itemCount);
    requireInteger("k", k);
    const start = this.table.starts[item]!;
    const end = Math.min(this.table.starts[item + 1]!, start + k);
    return rankedList(this.table.neighbours.slice(start, end), this.table.similarities.slice(start, end));
  }

  /**
   * The neighbours that spoke for an item, loudest first. Implicit: the amounts sum to the score; explicit: to the score
   * less the item's mean.
   */
  explain(user: UserIndex, item: ItemIndex): Contribution[] {
    requireIndex("user", user, this.userCount);
    requireIndex("item", item, this.itemCount);
    const { items, values } = this.historyOf(user);
    const found: { item: ItemIndex; amount: number; similarity: number }[] = [];
    items.forEach((own, n) => {
      const similarity = this.similarityOf(own, item);
      const value = values[n]! - (this.means?.[own] ?? 0);
      if (similarity > 0) found.push({ item: asItemIndex(own), amount: similarity * value, similarity });
    });
    const total = this.means === undefined ? 1 : found.reduce((sum, { similarity }) => sum + similarity, 0);
    return found
      .map(({ item, amount }) => ({ item, amount: amount / total }))
      .sort((a, b) => b.amount - a.amount || a.item - b.item);
  }

  private historyOf(user: UserIndex): History {
    return { items: this.seen.itemsOf(user), values: this.seen.valuesOf(user) };
  }

  /** s_ji: what `own` says about `item`, 0 when the item is not among its neighbours. */
  private similarityOf(own: number, item: number): number {
    const end = this.table.starts[own + 1]!;
    for (let at = this.table.starts[own]!; at < end; at++) {
      if (this.table.neighbours[at] === item) return this.table.similarities[at]!;
    }
    return 0;
  }

  private score({ items, values }: History, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    const { sums, weights, means } = this;
    const { starts, neighbours, similarities } = this.table;
    sums.fill(0);
    weights.fill(0);
    for (let n = 0; n < items.length; n++) {
      const own = items[n]!;
      const value = means === undefined ? values[n]! : values[n]! - means[own]!;
      const end = starts[own + 1]!;
      for (let at = starts[own]!; at < end; at++) {
        sums[neighbours[at]!]! += similarities[at]! * value;
        weights[neighbours[at]!]! += similarities[at]!;
      }
    }
    for (let item = 0; item < scores.length; item++) {
      const score =
        means === undefined ? sums[item]! : means[item]! + (weights[item] === 0 ? 0 : sums[item]! / weights[item]!);
      scores[item] = Math.fround(score) + 0; // A float32 can round to -0; adding 0 makes that 0.
    }
  }
}

/** Mean rating of each item; the mean of all ratings for an item that has none. */
function meanRatings(seen: UserItemMatrix): Float32Array {
  const rows = itemRows(transpose(seen));
  const all = seen.values.reduce((sum, value) => sum + value, 0) / Math.max(1, seen.pairCount);
  return rowMeans(rows).map((mean, item) => (rows.starts[item] === rows.starts[item + 1] ? all : mean));
}

/** The model as a bundle of kind "item-knn". */
export function itemKnnToBundle(model: ItemKnnModel): BundleContent {
  return {
    kind: "item-knn",
    settings: { ...model.settings },
    tensors: { ...matrixToTensors(model.seen), ...tableToTensors(model.table) },
  };
}

/** Reads back what {@link itemKnnToBundle} made. Throws DataError when something is missing. */
export function itemKnnFromBundle({ kind, settings, tensors }: BundleContent): ItemKnnModel {
  if (kind !== "item-knn") throw new DataError(`the bundle must be of kind item-knn, received ${kind}`);
  return new ItemKnnModel(matrixFromTensors(tensors), tableFromTensors(tensors), knnSettingsFrom(settings));
}
