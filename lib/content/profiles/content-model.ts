import {
  asItemIndex,
  type ItemIndex,
  requireIndex,
  requireInteger,
  requireLength,
  ShapeError,
  type UserIndex,
  ValueError,
} from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { type CsrMatrix, transpose } from "../../linalg";
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
import type { ItemProfiles } from "./item-profiles";

/** One feature of a user's profile. */
export interface FeatureWeight {
  /** "brand:Acme". */
  readonly feature: string;
  /** The profile's value there, above 0. */
  readonly weight: number;
}

/**
 * What is like that which the user had. The user's profile is the weighted mean of the items' profiles,
 * p_u = Σ r_ui · x_i / Σ r_ui, and the score of an item is the cosine of the two, in [0, 1].
 *
 * An item that nobody has met scores as well as any other: this is the model for new products. A user without history,
 * or with items of which nothing is known, gets 0 everywhere.
 *
 * @source Pazzani & Billsus, "Content-Based Recommendation Systems", in The Adaptive Web, 2007
 */
export class ContentModel implements UserScorer, FoldsIn, FindsSimilarItems, ExplainsItems {
  readonly userCount: number;
  readonly itemCount: number;
  /** [features x items] the items that have each feature. */
  private readonly itemsByFeature: CsrMatrix;
  /** [features] the profile being scored, 0 everywhere between two calls. */
  private readonly profile: Float64Array;
  /** The features where it is not 0; the first `touchedCount` entries count. */
  private readonly touched: Uint32Array;
  private touchedCount = 0;
  /** [items] sums of one call. */
  private readonly sums: Float64Array;

  /**
   * @param seen     what each user had, values of at least 0
   * @param profiles one row per column of `seen`
   * @throws ShapeError when the two disagree in the number of items; ValueError when a value of either is negative
   */
  constructor(
    readonly seen: UserItemMatrix,
    readonly profiles: ItemProfiles,
  ) {
    if (profiles.vectors.rows !== seen.itemCount) {
      throw new ShapeError(`profiles must have one row per item, ${seen.itemCount}, received ${profiles.vectors.rows}`);
    }
    requireLength("profiles.features", profiles.features.length, profiles.vectors.columns);
    requireStrengths("profiles.vectors", profiles.vectors.values);
    requireStrengths("values", seen.values);
    this.userCount = seen.userCount;
    this.itemCount = seen.itemCount;
    this.itemsByFeature = transpose(profiles.vectors);
    this.profile = new Float64Array(profiles.vectors.columns);
    this.touched = new Uint32Array(profiles.vectors.columns);
    this.sums = new Float64Array(seen.itemCount);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    this.score(this.historyOf(user), scores);
  }

  scoreHistoryInto(history: History, scores: Float32Array): void {
    requireHistory(history, this.itemCount);
    requireStrengths("history.values", history.values);
    this.score(history, scores);
  }

  /** Items with the largest cosine. Items that share no feature with this one are left out, so the list may be short. */
  similarItems(item: ItemIndex, k: number): RankedList {
    requireIndex("item", item, this.itemCount);
    requireInteger("k", k);
    const scores = new Float32Array(this.itemCount);
    this.score({ items: Uint32Array.of(item), values: Float32Array.of(1) }, scores);
    const like = scores.map((score) => (score > 0 ? score : -Infinity));
    return topK(like, k, { exclude: Uint32Array.of(item) });
  }

  /** The items of the history that are like this one, loudest first. The amounts sum to the score. */
  explain(user: UserIndex, item: ItemIndex): Contribution[] {
    requireIndex("item", item, this.itemCount);
    const history = this.historyOf(user);
    const length = this.gather(history);
    this.clear();
    const { items, values } = history;
    const found: Contribution[] = [];
    items.forEach((own, n) => {
      const amount = length === 0 ? 0 : (values[n]! * this.sharedWith(own, item)) / length;
      if (amount > 0) found.push({ item: asItemIndex(own), amount });
    });
    return found.sort((a, b) => b.amount - a.amount || a.item - b.item);
  }

  /** The strongest features of a user's profile, strongest first: what a segment card or an explanation shows. */
  profileOf(user: UserIndex, k: number): FeatureWeight[] {
    const history = this.historyOf(user);
    const total = history.values.reduce((sum, value) => sum + value, 0);
    this.gather(history);
    const weights = Float32Array.from(this.profile, (value) => (value > 0 ? value / total : -Infinity));
    this.clear();
    const { items: features, scores } = topK(weights, k);
    return Array.from(features, (feature, n) => ({ feature: this.profiles.features[feature]!, weight: scores[n]! }));
  }

  private historyOf(user: UserIndex): History {
    requireIndex("user", user, this.userCount);
    return { items: this.seen.itemsOf(user), values: this.seen.valuesOf(user) };
  }

  /** Only items that share a feature with the history are visited. */
  private score(history: History, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    const { sums, profile, touched } = this;
    const { rowStarts, columnIndices, values } = this.itemsByFeature;
    const length = this.gather(history);
    sums.fill(0);
    for (let n = 0; n < this.touchedCount; n++) {
      const feature = touched[n]!;
      const weight = profile[feature]!;
      const end = rowStarts[feature + 1]!;
      for (let e = rowStarts[feature]!; e < end; e++) sums[columnIndices[e]!]! += weight * values[e]!;
    }
    this.clear();
    // A cosine: rounding may carry it a hair above 1.
    for (let item = 0; item < scores.length; item++)
      scores[item] = length === 0 ? 0 : Math.min(1, sums[item]! / length);
  }

  /** Adds Σ r_i · x_i into the empty profile and returns its length. */
  private gather({ items, values }: History): number {
    const { profile, touched } = this;
    const { rowStarts, columnIndices, values: weights } = this.profiles.vectors;
    for (let n = 0; n < items.length; n++) {
      const end = rowStarts[items[n]! + 1]!;
      for (let e = rowStarts[items[n]!]!; e < end; e++) {
        const feature = columnIndices[e]!;
        const amount = values[n]! * weights[e]!;
        if (amount > 0 && profile[feature] === 0) touched[this.touchedCount++] = feature;
        profile[feature]! += amount;
      }
    }
    let squares = 0;
    for (let n = 0; n < this.touchedCount; n++) squares += profile[touched[n]!]! ** 2;
    return Math.sqrt(squares);
  }

  private clear(): void {
    for (let n = 0; n < this.touchedCount; n++) this.profile[this.touched[n]!] = 0;
    this.touchedCount = 0;
  }

  /** Dot product of two items' profiles: their cosine. */
  private sharedWith(a: number, b: number): number {
    const { vectors } = this.profiles;
    const values = vectors.valuesOf(a);
    return vectors.columnsOf(a).reduce((sum, column, n) => sum + values[n]! * vectors.at(b, column), 0);
  }
}

function requireStrengths(name: string, values: Float32Array | Float64Array): void {
  for (const value of values) {
    if (!Number.isFinite(value)) throw new ValueError(`${name} must be finite, received ${value}`);
    if (value < 0) throw new ValueError(`${name} must be at least 0, received ${value}`);
  }
}
