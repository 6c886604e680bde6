import type { BundleContent } from "../../bundle";
import {
  asItemIndex,
  DataError,
  type ItemIndex,
  requireIndex,
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
  nearestVectors,
  type RankedList,
  requireAudience,
  requireHistory,
  type UserScorer,
} from "../../ranking";
import { type PureSvdOptions, type PureSvdSettings, pureSvdSettings } from "./pure-svd-options";

/** Items as rows of V; made by `fitPureSvd`. The score of an item is Σ r_uj (v_j · v_i) over what the user had. */
export class PureSvdModel implements UserScorer, FoldsIn, FoldsInItems, FindsSimilarItems, ExplainsItems {
  readonly userCount: number;
  readonly itemCount: number;
  /** Singular triples kept. */
  readonly rank: number;

  /**
   * @param itemFactors    V, row-major [itemCount × rank]
   * @param singularValues [rank] largest first
   * @param seen           what it was fitted on
   * @param settings       what made it
   */
  constructor(
    readonly itemFactors: Float32Array,
    readonly singularValues: Float64Array,
    readonly seen: UserItemMatrix,
    readonly settings: PureSvdSettings,
  ) {
    this.userCount = seen.userCount;
    this.itemCount = seen.itemCount;
    this.rank = singularValues.length;
    requireLength("itemFactors", itemFactors.length, this.itemCount * this.rank);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    this.scoreTaste(this.tasteOf(this.historyOf(user)), scores);
  }

  /** Scores for somebody new: the same sum, because users have no parameters. All 0 for an empty history. */
  scoreHistoryInto(history: History, scores: Float32Array): void {
    requireHistory(history, this.itemCount);
    this.scoreTaste(this.tasteOf(history), scores);
  }

  /**
   * A new item's score for each known user: its row of V would be aᵀ·U·Σ⁻¹ for an audience a, as for any item that the
   * decomposition knows. Directions whose singular value is 0 say nothing. All 0 for an empty audience.
   */
  scoreAudienceInto(audience: Audience, scores: Float32Array): void {
    requireAudience(audience, this.userCount);
    requireLength("scores", scores.length, this.userCount);
    const row = new Float64Array(this.rank);
    audience.users.forEach((user, n) => {
      const taste = this.tasteOf(this.historyOf(user as UserIndex));
      // U·Σ⁻¹ = R·V·Σ⁻².
      for (let f = 0; f < this.rank; f++) {
        const s = this.singularValues[f]!;
        if (s > 1e-6 * this.singularValues[0]!) row[f]! += (audience.values[n]! * taste[f]!) / (s * s);
      }
    });
    for (let user = 0; user < this.userCount; user++) {
      const taste = this.tasteOf(this.historyOf(user as UserIndex));
      scores[user] = Math.fround(taste.reduce((sum, value, f) => sum + value * row[f]!, 0)) + 0; // -0 becomes 0.
    }
  }

  /** Items with the largest cosine between rows of V. */
  similarItems(item: ItemIndex, k: number): RankedList {
    return nearestVectors(this.itemFactors, this.rank, item, k);
  }

  /** What each item of the history gave to a score: r_uj (v_j · v_i). One entry per item, largest amount first. */
  explain(user: UserIndex, item: ItemIndex): Contribution[] {
    requireIndex("user", user, this.userCount);
    requireIndex("item", item, this.itemCount);
    const { items, values } = this.historyOf(user);
    return Array.from(items, (own, n) => ({
      item: asItemIndex(own),
      amount: values[n]! * this.product(own, item) + 0,
    })).sort((a, b) => b.amount - a.amount || a.item - b.item);
  }

  private historyOf(user: UserIndex): History {
    return { items: this.seen.itemsOf(user), values: this.seen.valuesOf(user) };
  }

  /** r·V. */
  private tasteOf({ items, values }: History): Float64Array {
    const taste = new Float64Array(this.rank);
    for (let n = 0; n < items.length; n++) {
      for (let f = 0, at = items[n]! * this.rank; f < this.rank; f++) taste[f]! += values[n]! * this.itemFactors[at++]!;
    }
    return taste;
  }

  private scoreTaste(taste: Float64Array, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    for (let item = 0, at = 0; item < this.itemCount; item++) {
      let score = 0;
      for (let f = 0; f < this.rank; f++) score += taste[f]! * this.itemFactors[at++]!;
      scores[item] = Math.fround(score) + 0; // -0 becomes 0.
    }
  }

  private product(a: number, b: number): number {
    let sum = 0;
    for (let f = 0; f < this.rank; f++) {
      sum += this.itemFactors[a * this.rank + f]! * this.itemFactors[b * this.rank + f]!;
    }
    return sum;
  }
}

/** The model as a bundle of kind "pure-svd". */
export function pureSvdToBundle(model: PureSvdModel): BundleContent {
  return {
    kind: "pure-svd",
    settings: { ...model.settings },
    tensors: {
      itemFactors: { shape: [model.itemCount, model.rank], data: model.itemFactors },
      singularValues: { shape: [model.rank], data: model.singularValues },
      ...matrixToTensors(model.seen),
    },
  };
}

/** Reads back what {@link pureSvdToBundle} made. Throws DataError when something is missing, ValueError on NaN in V. */
export function pureSvdFromBundle({ kind, settings, tensors }: BundleContent): PureSvdModel {
  const factors = tensors["itemFactors"]?.data;
  const values = tensors["singularValues"]?.data;
  if (kind !== "pure-svd" || !(factors instanceof Float32Array) || !(values instanceof Float64Array)) {
    throw new DataError(
      `the bundle must be of kind pure-svd with itemFactors as F32 and singularValues as F64, received kind ${kind}`,
    );
  }
  if (!factors.every(Number.isFinite)) throw new ValueError("the bundle's itemFactors must hold finite numbers only");
  return new PureSvdModel(factors, values, matrixFromTensors(tensors), pureSvdSettings(settings as PureSvdOptions));
}
