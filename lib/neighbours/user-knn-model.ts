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
import { partsOfLikeness } from "./parts-of-likeness";
import { type NeighbourSearch, neighbourSearch } from "./find-neighbours";
import type { NeighbourTable } from "./nearest-rows";
import { fitOffsets, type RatingOffsets } from "./rating-offsets";
import { userRows } from "./sparse-rows";
import { tableFromTensors, tableToTensors } from "./table-tensors";
import { fitWeighting, type RowWeighting, weightRows } from "./weighting";

/** What one user of the same taste gave to a score. */
export interface Voice {
  readonly user: UserIndex;
  readonly amount: number;
}

/** User neighbours and the histories they speak from; made by {@link fitUserKnn}. */
export class UserKnnModel implements UserScorer, FoldsIn, ExplainsItems {
  readonly userCount: number;
  readonly itemCount: number;
  /** For explicit feedback. */
  private readonly offsets: RatingOffsets | undefined;
  /** [itemCount] sums of one call: what neighbours said, how much they weigh, how many they are. */
  private readonly sums: Float64Array;
  private readonly weights: Float64Array;
  private readonly spoken: Uint32Array;
  /** Built when the first stranger asks. */
  private strangers: { weighting: RowWeighting; search: NeighbourSearch } | undefined;

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
    this.offsets = settings.feedback === "explicit" ? fitOffsets(seen, "users", settings.offset) : undefined;
    this.sums = new Float64Array(this.itemCount);
    this.weights = new Float64Array(this.itemCount);
    this.spoken = new Uint32Array(this.itemCount);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    this.score(this.neighboursOf(user), this.offsets?.ofUser[user], scores);
  }

  /** Finds the stranger's neighbours among the users it was fitted on. One of those with the same history counts too. */
  scoreHistoryInto(history: History, scores: Float32Array): void {
    requireHistory(history, this.itemCount);
    const { weighting, search } = (this.strangers ??= this.prepareForStrangers());
    const neighbours = search.nearest(history.items, weighting(history.items, history.values));
    this.score(neighbours, this.offsets?.ofStranger(history), scores);
  }

  /**
   * How much the history's items had to do with a score: each neighbour who spoke for the item passes on its share to the
   * items that make it a neighbour, by their part in the product of the two histories (in equal parts where likeness is
   * a distance: "euclidean", "msd"). The amounts sum to the score; explicit: to the score less the offset.
   */
  explain(user: UserIndex, item: ItemIndex): Contribution[] {
    requireIndex("user", user, this.userCount);
    requireIndex("item", item, this.itemCount);
    const amounts = new Map<number, number>();
    for (const { user: neighbour, amount } of this.voices(user, item)) {
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

  /**
   * The neighbours who spoke for an item, and what each gave to its score, nearest first. The amounts sum to the score;
   * explicit: to the score less the offset.
   */
  voices(user: UserIndex, item: ItemIndex): Voice[] {
    requireIndex("user", user, this.userCount);
    requireIndex("item", item, this.itemCount);
    const { items: neighbours, scores: similarities } = this.neighboursOf(user);
    const limit = this.offsets === undefined ? Infinity : this.settings.voices;
    const voices: Voice[] = [];
    let total = 0;
    for (let n = 0; n < neighbours.length && voices.length < limit; n++) {
      const neighbour = asUserIndex(neighbours[n]!);
      const place = this.seen.placeOf(neighbour, item);
      if (place < 0) continue;
      const offset = this.offsets === undefined ? 0 : this.offsetOf(this.offsets.ofUser[neighbour]!, item);
      voices.push({ user: neighbour, amount: similarities[n]! * (this.seen.values[place]! - offset) });
      total += similarities[n]!;
    }
    if (this.offsets === undefined) return voices;
    return voices.map((voice) => ({ user: voice.user, amount: voice.amount / total }));
  }

  /** Items that both have, with their part in what makes the two alike. */
  private sharedItems(user: UserIndex, neighbour: UserIndex): { own: number; product: number }[] {
    const mine = this.weighed(user);
    const theirs = this.weighed(neighbour);
    const start = this.seen.rowStarts[neighbour]!;
    const own: number[] = [];
    const pairs: { a: number[]; b: number[] } = { a: [], b: [] };
    this.seen.itemsOf(user).forEach((item, n) => {
      const place = this.seen.placeOf(neighbour, asItemIndex(item));
      if (place < 0) return;
      own.push(item);
      pairs.a.push(mine[n]!);
      pairs.b.push(theirs[place - start]!);
    });
    const products = partsOfLikeness(pairs, this.settings.similarity);
    return own.map((item, n) => ({ own: item, product: products[n]! }));
  }

  /** A user's row as it is compared. */
  private weighed(user: UserIndex): Float32Array {
    const { weighting } = (this.strangers ??= this.prepareForStrangers());
    return weighting(this.seen.itemsOf(user), this.seen.valuesOf(user));
  }

  private neighboursOf(user: UserIndex): RankedList {
    const { starts, neighbours, similarities } = this.table;
    const start = starts[user]!;
    const end = starts[user + 1]!;
    return rankedList(neighbours.subarray(start, end), similarities.subarray(start, end));
  }

  private prepareForStrangers(): { weighting: RowWeighting; search: NeighbourSearch } {
    const rows = userRows(this.seen);
    const weighting = fitWeighting(rows, this.settings);
    return { weighting, search: neighbourSearch(weightRows(rows, weighting), this.settings) };
  }

  /** μ + b_u + b_i */
  private offsetOf(ofUser: number, item: number): number {
    return this.offsets!.overall + ofUser + this.offsets!.ofItem[item]!;
  }

  /** @param ofUser b_u, for explicit feedback only */
  private score(neighbours: RankedList, ofUser: number | undefined, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    if (ofUser === undefined) this.addStrengths(neighbours, scores);
    else this.foretellRatings(neighbours, ofUser, scores);
  }

  private addStrengths(neighbours: RankedList, scores: Float32Array): void {
    const { sums } = this;
    const { rowStarts, items, values } = this.seen;
    sums.fill(0);
    for (let n = 0; n < neighbours.items.length; n++) {
      const row = neighbours.items[n]!;
      const similarity = neighbours.scores[n]!;
      const end = rowStarts[row + 1]!;
      for (let at = rowStarts[row]!; at < end; at++) sums[items[at]!]! += similarity * values[at]!;
    }
    // A float32 can round to -0; adding 0 makes that 0.
    for (let item = 0; item < scores.length; item++) scores[item] = Math.fround(sums[item]!) + 0;
  }

  private foretellRatings(neighbours: RankedList, ofUser: number, scores: Float32Array): void {
    const { sums, weights, spoken } = this;
    const { rowStarts, items, values } = this.seen;
    sums.fill(0);
    weights.fill(0);
    spoken.fill(0);
    for (let n = 0; n < neighbours.items.length; n++) {
      const row = neighbours.items[n]!;
      const similarity = neighbours.scores[n]!;
      const end = rowStarts[row + 1]!;
      for (let at = rowStarts[row]!; at < end; at++) {
        const item = items[at]!;
        if (spoken[item]! >= this.settings.voices) continue; // nearer neighbours have spoken
        spoken[item]!++;
        sums[item]! += similarity * (values[at]! - this.offsetOf(this.offsets!.ofUser[row]!, item));
        weights[item]! += similarity;
      }
    }
    for (let item = 0; item < scores.length; item++) {
      const voice = spoken[item] === 0 ? 0 : sums[item]! / weights[item]!;
      scores[item] = Math.fround(this.offsetOf(ofUser, item) + voice) + 0;
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
