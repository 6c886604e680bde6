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
import { matrixFromTensors, matrixToTensors, type UserItemMatrix } from "../interactions";
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
import { fitOffsets, type RatingOffsets } from "./rating-offsets";
import { tableFromTensors, tableToTensors } from "./table-tensors";

/** Item neighbours and the histories they were found in; made by {@link fitItemKnn}. */
export class ItemKnnModel implements UserScorer, FoldsIn, FindsSimilarItems, ExplainsItems {
  readonly userCount: number;
  readonly itemCount: number;
  /** For explicit feedback. */
  private readonly offsets: RatingOffsets | undefined;
  /** [itemCount] sums of one call, 0 between calls. */
  private readonly sums: Float64Array;
  /** [itemCount] ratings beyond their offsets in one call, NaN where there is none and between calls. */
  private readonly beyond: Float64Array;

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
    this.offsets = settings.feedback === "explicit" ? fitOffsets(seen, "items", settings.offset) : undefined;
    this.sums = new Float64Array(this.itemCount);
    this.beyond = new Float64Array(this.itemCount).fill(NaN);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    this.score(this.historyOf(user), this.offsets?.ofUser[user], scores);
  }

  scoreHistoryInto(history: History, scores: Float32Array): void {
    requireHistory(history, this.itemCount);
    this.score(history, this.offsets?.ofStranger(history), scores);
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
   * less the item's offset (its mean, or the baseline).
   */
  explain(user: UserIndex, item: ItemIndex): Contribution[] {
    requireIndex("user", user, this.userCount);
    requireIndex("item", item, this.itemCount);
    const voices = this.offsets === undefined ? this.implicitVoices(user, item) : this.explicitVoices(user, item);
    return voices.sort((a, b) => b.amount - a.amount || a.item - b.item);
  }

  private implicitVoices(user: UserIndex, item: ItemIndex): Contribution[] {
    const { items, values } = this.historyOf(user);
    const voices: Contribution[] = [];
    items.forEach((own, n) => {
      const similarity = this.similarityOf(own, item);
      if (similarity > 0) voices.push({ item: asItemIndex(own), amount: similarity * values[n]! });
    });
    return voices;
  }

  private explicitVoices(user: UserIndex, item: ItemIndex): Contribution[] {
    const { starts, neighbours, similarities } = this.table;
    const voices: Contribution[] = [];
    let total = 0;
    for (let at = starts[item]!; at < starts[item + 1]! && voices.length < this.settings.voices; at++) {
      const own = asItemIndex(neighbours[at]!);
      const place = this.seen.placeOf(user, own);
      if (place < 0) continue;
      const beyond = this.seen.values[place]! - this.offsetOf(this.offsets!.ofUser[user]!, own);
      voices.push({ item: own, amount: similarities[at]! * beyond });
      total += similarities[at]!;
    }
    return voices.map((voice) => ({ item: voice.item, amount: voice.amount / total }));
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

  /** μ + b_u + b_i */
  private offsetOf(ofUser: number, item: number): number {
    return this.offsets!.overall + ofUser + this.offsets!.ofItem[item]!;
  }

  /** @param ofUser b_u, for explicit feedback only */
  private score(history: History, ofUser: number | undefined, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    if (ofUser === undefined) this.addStrengths(history, scores);
    else this.foretellRatings(history, ofUser, scores);
  }

  private addStrengths({ items, values }: History, scores: Float32Array): void {
    const { sums } = this;
    const { starts, neighbours, similarities } = this.table;
    sums.fill(0);
    for (let n = 0; n < items.length; n++) {
      const own = items[n]!;
      const value = values[n]!;
      const end = starts[own + 1]!;
      for (let at = starts[own]!; at < end; at++) sums[neighbours[at]!]! += similarities[at]! * value;
    }
    // A float32 can round to -0; adding 0 makes that 0.
    for (let item = 0; item < scores.length; item++) scores[item] = Math.fround(sums[item]!) + 0;
  }

  private foretellRatings({ items, values }: History, ofUser: number, scores: Float32Array): void {
    const { beyond } = this;
    for (let n = 0; n < items.length; n++) beyond[items[n]!] = values[n]! - this.offsetOf(ofUser, items[n]!);
    for (let item = 0; item < scores.length; item++) {
      scores[item] = Math.fround(this.offsetOf(ofUser, item) + this.meanVoice(item)) + 0;
    }
    for (let n = 0; n < items.length; n++) beyond[items[n]!] = NaN;
  }

  /** The mean of what an item's nearest neighbours got beyond their offsets, weighted by similarity; 0 when none speaks. */
  private meanVoice(item: number): number {
    const { starts, neighbours, similarities } = this.table;
    const { voices } = this.settings;
    const end = starts[item + 1]!;
    let sum = 0;
    let weight = 0;
    let spoken = 0;
    for (let at = starts[item]!; at < end && spoken < voices; at++) {
      const value = this.beyond[neighbours[at]!]!;
      if (Number.isNaN(value)) continue;
      sum += similarities[at]! * value;
      weight += similarities[at]!;
      spoken++;
    }
    return spoken === 0 ? 0 : sum / weight;
  }
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
