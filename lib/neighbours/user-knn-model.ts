import type { BundleContent } from "../bundle";
import {
  asItemIndex,
  asUserIndex,
  DataError,
  type ItemIndex,
  requireIndex,
  requireLength,
  type UserIndex,
} from "../contracts";
import { matrixFromTensors, matrixToTensors, type UserItemMatrix } from "../interactions";
import {
  type Contribution,
  type ExplainsItems,
  type FoldsIn,
  type History,
  rankedList,
  type RankedList,
  requireHistory,
  type UserScorer,
} from "../ranking";
import { type KnnSettings, knnSettingsFrom } from "./knn-options";
import { type NeighbourTable, RowComparer } from "./nearest-rows";
import { rowMeans, userRows } from "./sparse-rows";
import { tableFromTensors, tableToTensors } from "./table-tensors";
import { fitWeighting, type RowWeighting, weightRows } from "./weighting";

/** User neighbours and the histories they speak from; made by {@link fitUserKnn}. */
export class UserKnnModel implements UserScorer, FoldsIn, ExplainsItems {
  readonly userCount: number;
  readonly itemCount: number;
  /** [userCount] mean rating, for explicit feedback. */
  private readonly means: Float32Array | undefined;
  private readonly sums: Float64Array;
  private readonly weights: Float64Array;
  /** Built when the first stranger asks. */
  private strangers: { weighting: RowWeighting; comparer: RowComparer } | undefined;

  /**
   * @param seen     what it was fitted on
   * @param table    the nearest users of each user
   * @param settings what made it
   */
  constructor(
    readonly seen: UserItemMatrix,
    readonly table: NeighbourTable,
    readonly settings: KnnSettings,
  ) {
    this.userCount = seen.userCount;
    this.itemCount = seen.itemCount;
    requireLength("table.starts", table.starts.length, this.userCount + 1);
    this.means = settings.feedback === "explicit" ? rowMeans(userRows(seen)) : undefined;
    this.sums = new Float64Array(this.itemCount);
    this.weights = new Float64Array(this.itemCount);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    this.score(this.neighboursOf(user), this.means?.[user] ?? 0, scores);
  }

  /** Finds the stranger's neighbours among the users it was fitted on. One of those with the same history counts too. */
  scoreHistoryInto(history: History, scores: Float32Array): void {
    requireHistory(history, this.itemCount);
    const { weighting, comparer } = (this.strangers ??= this.prepareForStrangers());
    const neighbours = comparer.nearest(history.items, weighting(history.items, history.values));
    const { values } = history;
    const mean = values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
    this.score(neighbours, this.means === undefined ? 0 : mean, scores);
  }

  /**
   * How much the history's items had to do with a score: each neighbour who spoke for the item passes on its share to the
   * items that make it a neighbour, by their part in the product of the two histories. The amounts sum to the score
   * (explicit: to the score less the user's mean).
   */
  explain(user: UserIndex, item: ItemIndex): Contribution[] {
    requireIndex("user", user, this.userCount);
    requireIndex("item", item, this.itemCount);
    const amounts = new Map<number, number>();
    for (const { neighbour, amount } of this.voices(user, item)) {
      const shares = this.sharedItems(user, neighbour);
      const total = shares.reduce((sum, { product }) => sum + product, 0);
      for (const { own, product } of shares) {
        amounts.set(own, (amounts.get(own) ?? 0) + (amount * product) / total);
      }
    }
    return [...amounts]
      .map(([own, amount]) => ({ item: asItemIndex(own), amount }))
      .sort((a, b) => b.amount - a.amount || a.item - b.item);
  }

  /** What each neighbour gave to the score of an item. */
  private voices(user: UserIndex, item: ItemIndex): { neighbour: UserIndex; amount: number }[] {
    const { items: neighbours, scores: similarities } = this.neighboursOf(user);
    const voices: { neighbour: UserIndex; amount: number; similarity: number }[] = [];
    neighbours.forEach((row, n) => {
      const neighbour = asUserIndex(row);
      const place = this.seen.placeOf(neighbour, item);
      if (place < 0) return;
      const similarity = similarities[n]!;
      const value = this.seen.values[place]! - (this.means?.[row] ?? 0);
      voices.push({ neighbour, amount: similarity * value, similarity });
    });
    const total = this.means === undefined ? 1 : voices.reduce((sum, { similarity }) => sum + similarity, 0);
    return voices.map(({ neighbour, amount }) => ({ neighbour, amount: amount / total }));
  }

  /** Items that both have, with their part in the product of the two weighted rows. */
  private sharedItems(user: UserIndex, neighbour: UserIndex): { own: number; product: number }[] {
    const { weighting } = (this.strangers ??= this.prepareForStrangers());
    const weigh = (row: UserIndex): Float32Array => weighting(this.seen.itemsOf(row), this.seen.valuesOf(row));
    const mine = weigh(user);
    const theirs = weigh(neighbour);
    const start = this.seen.rowStarts[neighbour]!;
    const shares: { own: number; product: number }[] = [];
    this.seen.itemsOf(user).forEach((own, n) => {
      const place = this.seen.placeOf(neighbour, asItemIndex(own));
      if (place >= 0) shares.push({ own, product: mine[n]! * theirs[place - start]! });
    });
    return shares;
  }

  private neighboursOf(user: UserIndex): RankedList {
    const { starts, neighbours, similarities } = this.table;
    const start = starts[user]!;
    const end = starts[user + 1]!;
    return rankedList(neighbours.subarray(start, end), similarities.subarray(start, end));
  }

  private prepareForStrangers(): { weighting: RowWeighting; comparer: RowComparer } {
    const rows = userRows(this.seen);
    const weighting = fitWeighting(rows, this.settings);
    return { weighting, comparer: new RowComparer(weightRows(rows, weighting), this.settings) };
  }

  private score(neighbours: RankedList, mean: number, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    const { sums, weights, means } = this;
    const { rowStarts, items, values } = this.seen;
    sums.fill(0);
    weights.fill(0);
    for (let n = 0; n < neighbours.items.length; n++) {
      const row = neighbours.items[n]!;
      const similarity = neighbours.scores[n]!;
      const offset = means === undefined ? 0 : means[row]!;
      const end = rowStarts[row + 1]!;
      for (let at = rowStarts[row]!; at < end; at++) {
        sums[items[at]!]! += similarity * (values[at]! - offset);
        weights[items[at]!]! += similarity;
      }
    }
    for (let item = 0; item < scores.length; item++) {
      const sum = sums[item]!;
      const score = means === undefined ? sum : mean + (weights[item] === 0 ? 0 : sum / weights[item]!);
      scores[item] = Math.fround(score) + 0; // A float32 can round to -0; adding 0 makes that 0.
    }
  }
}

/** The model as a bundle of kind "user-knn". */
export function userKnnToBundle(model: UserKnnModel): BundleContent {
  return {
    kind: "user-knn",
    settings: { ...model.settings },
    tensors: { ...matrixToTensors(model.seen), ...tableToTensors(model.table) },
  };
}

/** Reads back what {@link userKnnToBundle} made. Throws DataError when something is missing. */
export function userKnnFromBundle({ kind, settings, tensors }: BundleContent): UserKnnModel {
  if (kind !== "user-knn") throw new DataError(`the bundle must be of kind user-knn, received ${kind}`);
  return new UserKnnModel(matrixFromTensors(tensors), tableFromTensors(tensors), knnSettingsFrom(settings));
}
