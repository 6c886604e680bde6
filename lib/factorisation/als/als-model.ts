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
  ItemVectors,
  type RankedList,
  requireAudience,
  requireHistory,
  type ScoresByVectors,
  topK,
} from "../../ranking";
import { type AlsSettings, alsSettings } from "./als-options";
import { rowRegularization } from "./row-regularization";
import { gramMatrix } from "../shared/gram";
import { productsInto } from "../shared/products-into";
import { normalMatrix, solveSymmetricPositive, solveUser, type SolveUserOptions } from "./solve-user";

/** Taste vectors of users and items; made by {@link fitAls}. The score of a pair is the product of their vectors. */
export class AlsModel implements ScoresByVectors, FoldsIn, FoldsInItems, FindsSimilarItems, ExplainsItems {
  readonly userCount: number;
  readonly itemCount: number;
  private gram: Float64Array | undefined;
  private gramOfUsers: Float64Array | undefined;
  private products: ItemVectors | undefined;

  /**
   * @param userFactors X, row-major [userCount × factors]
   * @param itemFactors Y, row-major [itemCount × factors]
   * @param seen        what it was fitted on
   * @param settings    what made it
   * @param sweeps      whole sweeps done; fewer than settings.iterations when it was stopped
   */
  constructor(
    readonly userFactors: Float32Array,
    readonly itemFactors: Float32Array,
    readonly seen: UserItemMatrix,
    readonly settings: AlsSettings,
    readonly sweeps: number,
  ) {
    this.userCount = seen.userCount;
    this.itemCount = seen.itemCount;
    requireLength("userFactors", userFactors.length, this.userCount * settings.factors);
    requireLength("itemFactors", itemFactors.length, this.itemCount * settings.factors);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    this.itemVectors.scoreInto(this.vectorOf(user), scores);
  }

  userVectorInto(user: UserIndex, vector: Float32Array): void {
    requireIndex("user", user, this.userCount);
    requireLength("vector", vector.length, this.settings.factors);
    vector.set(this.vectorOf(user));
  }

  /** The items' vectors, laid out for products when they are first needed. */
  get itemVectors(): ItemVectors {
    return (this.products ??= new ItemVectors(this.itemFactors, this.settings.factors));
  }

  /** Scores for somebody new: one solve against the fixed item vectors. */
  scoreHistoryInto(history: History, scores: Float32Array): void {
    this.itemVectors.scoreInto(this.foldIn(history), scores);
  }

  /**
   * Taste vector of a new user, or of a known one with a newer history, while the items stay as they are.
   *
   * @param history items with strengths r >= 0
   * @returns [factors]; zeros for an empty history
   * @throws ValueError when a strength is negative or the history names an item twice or one out of range
   */
  foldIn(history: History): Float64Array {
    requireHistory(history, this.itemCount);
    return solveUser(history, this.itemFactors, this.itemGram(), this.solveOptions(history.values, this.itemCount));
  }

  /** A new item's score for each known user, by {@link foldInItem}. */
  scoreAudienceInto(audience: Audience, scores: Float32Array): void {
    requireLength("scores", scores.length, this.userCount);
    productsInto(0, this.foldInItem(audience), undefined, this.userFactors, scores);
  }

  /**
   * Vector of a new item, or of a known one with a newer audience, while the users stay as they are.
   *
   * @param audience users with strengths r >= 0
   * @returns [factors]; zeros for an empty audience
   * @throws ValueError when a strength is negative or the audience names a user twice or one out of range
   */
  foldInItem(audience: Audience): Float64Array {
    requireAudience(audience, this.userCount);
    const contacts = { items: audience.users, values: audience.values };
    this.gramOfUsers ??= gramMatrix(this.userFactors, this.settings.factors);
    const options = this.solveOptions(audience.values, this.userCount);
    return solveUser(contacts, this.userFactors, this.gramOfUsers, options);
  }

  /** The items whose vectors point the same way, by cosine. An item that nobody touched has no direction: all are 0. */
  similarItems(item: ItemIndex, k: number): RankedList {
    requireIndex("item", item, this.itemCount);
    requireInteger("k", k);
    const { factors } = this.settings;
    const own = this.itemFactors.subarray(item * factors, (item + 1) * factors);
    const scores = new Float32Array(this.itemCount);
    this.itemVectors.scoreInto(own, scores);
    const norm = Math.sqrt(scores[item]!);
    for (let other = 0; other < this.itemCount; other++) {
      let squares = 0;
      for (let d = other * factors; d < (other + 1) * factors; d++) squares += this.itemFactors[d]! ** 2;
      const norms = norm * Math.sqrt(squares);
      scores[other] = norms === 0 ? 0 : scores[other]! / norms;
    }
    return topK(scores, k, { exclude: Uint32Array.of(item) });
  }

  /**
   * How much each item of the history gave to a score: c_uj · y_iᵀ W y_j with W = (YᵀCY + λI)⁻¹. The amounts sum to the
   * score that {@link foldIn} gives, which is the model's own up to the last steps of its solver.
   *
   * @returns one entry per item of the history, largest amount first; empty for an empty history
   * @source Hu, Koren & Volinsky, ICDM 2008, section 5, equation 7
   */
  explain(user: UserIndex, item: ItemIndex): Contribution[] {
    requireIndex("user", user, this.userCount);
    requireIndex("item", item, this.itemCount);
    const { factors, alpha } = this.settings;
    const history = { items: this.seen.itemsOf(user), values: this.seen.valuesOf(user) };
    const weighted = Float64Array.from(this.itemFactors.subarray(item * factors, (item + 1) * factors));
    solveSymmetricPositive(
      normalMatrix(history, this.itemFactors, this.itemGram(), this.solveOptions(history.values, this.itemCount)),
      weighted,
    );
    return Array.from(history.items, (own, n) => {
      let product = 0;
      for (let d = 0; d < factors; d++) product += weighted[d]! * this.itemFactors[own * factors + d]!;
      const strength = history.values[n]!;
      return { item: asItemIndex(own), amount: strength > 0 ? (1 + alpha * strength) * product : 0 };
    }).sort((a, b) => b.amount - a.amount || a.item - b.item);
  }

  private vectorOf(user: UserIndex): Float32Array {
    const { factors } = this.settings;
    return this.userFactors.subarray(user * factors, (user + 1) * factors);
  }

  /** @param others rows of the other side */
  private solveOptions(values: Float32Array, others: number): SolveUserOptions {
    const { factors: rank, alpha } = this.settings;
    const contacts = values.reduce((count, strength) => (strength > 0 ? count + 1 : count), 0);
    return { rank, alpha, regularization: rowRegularization(this.settings, contacts, others) };
  }

  /** YᵀY, computed when it is first needed. */
  private itemGram(): Float64Array {
    return (this.gram ??= gramMatrix(this.itemFactors, this.settings.factors));
  }
}

/** The model as a bundle of kind "als". */
export function alsToBundle(model: AlsModel): BundleContent {
  const { factors } = model.settings;
  return {
    kind: "als",
    settings: { ...model.settings, sweeps: model.sweeps },
    tensors: {
      userFactors: { shape: [model.userCount, factors], data: model.userFactors },
      itemFactors: { shape: [model.itemCount, factors], data: model.itemFactors },
      ...matrixToTensors(model.seen),
    },
  };
}

/** Reads back what {@link alsToBundle} made. Throws DataError when something is missing, ValueError on NaN in a vector. */
export function alsFromBundle({ kind, settings, tensors }: BundleContent): AlsModel {
  const users = tensors["userFactors"]?.data;
  const items = tensors["itemFactors"]?.data;
  const { sweeps } = settings;
  if (
    kind !== "als" ||
    !(users instanceof Float32Array && items instanceof Float32Array) ||
    typeof sweeps !== "number"
  ) {
    throw new DataError(
      `the bundle must be of kind als with userFactors and itemFactors as F32, received kind ${kind}`,
    );
  }
  for (const vectors of [users, items]) {
    if (!vectors.every(Number.isFinite)) throw new ValueError("the bundle's vectors must hold finite numbers only");
  }
  return new AlsModel(
    users,
    items,
    matrixFromTensors(tensors),
    alsSettings(settings as Partial<AlsSettings>, true),
    sweeps,
  );
}
