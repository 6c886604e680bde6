import type { BundleContent } from "../../bundle";
import { DataError, type ItemIndex, requireIndex, requireLength, type UserIndex, ValueError } from "../../contracts";
import { matrixFromTensors, matrixToTensors, positivePairs, type UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import {
  type Audience,
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
import { type BprSettings, bprSettings } from "./bpr-options";
import { bprScore, bprUserStep, type BprVectors } from "./bpr-step";
import { bprWasmAvailable } from "./bpr-wasm-kernel";
import { type FoldedItem, foldInBprItem } from "./fold-in-item";
import { NegativeSampler, NONE } from "./negative-sampler";
import { productsInto } from "../shared/products-into";

/**
 * Taste vectors of users and items, and a bias per item; made by `fitBpr`. The score p_u·q_i + b_i orders the items of
 * one user; it is no probability, and scores of two users do not compare.
 */
export class BprModel implements UserScorer, FoldsIn, FoldsInItems, FindsSimilarItems {
  readonly userCount: number;
  readonly itemCount: number;
  private sampler: NegativeSampler | undefined;

  /**
   * @param vectors  users [userCount × factors], items [itemCount × factors], biases [itemCount]
   * @param seen     what it was fitted on
   * @param settings what made it
   * @param epochs   whole epochs done; fewer than settings.epochs when it was stopped
   */
  constructor(
    readonly vectors: BprVectors<Float32Array>,
    readonly seen: UserItemMatrix,
    readonly settings: BprSettings,
    readonly epochs: number,
  ) {
    this.userCount = seen.userCount;
    this.itemCount = seen.itemCount;
    requireLength("users", vectors.users.length, this.userCount * settings.factors);
    requireLength("items", vectors.items.length, this.itemCount * settings.factors);
    requireLength("biases", vectors.biases.length, this.itemCount);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    const { factors } = this.settings;
    this.scoreVectorInto(this.vectors.users.subarray(user * factors, (user + 1) * factors), scores);
  }

  /** Scores for somebody new, by {@link foldIn}; for an empty history the biases, which order by popularity. */
  scoreHistoryInto(history: History, scores: Float32Array): void {
    this.scoreVectorInto(this.foldIn(history), scores);
  }

  /**
   * Taste vector of a new user: the training's own steps over as many epochs, from a zero vector, while the items hold
   * still. The draws come from the model's seed and the items are taken in ascending order, so one history has one
   * answer, whatever its order. Takes epochs × length steps.
   *
   * @param history items with values >= 0; their size says nothing, and 0 is no contact
   * @returns [factors]; zeros for an empty history
   * @throws ValueError when a value is negative or the history names an item twice or one out of range
   */
  foldIn(history: History): Float64Array {
    requireHistory(history, this.itemCount);
    const negative = history.values.find((value) => value < 0);
    if (negative !== undefined) throw new ValueError(`history.values must be at least 0, received ${negative}`);
    const { settings, vectors } = this;
    const own = history.items.filter((_, n) => history.values[n]! > 0).sort();
    const owned = new Set(own);
    const has = (item: number): boolean => owned.has(item);
    const user = new Float64Array(settings.factors);
    if (own.length === 0) return user;
    const random = new Random(settings.seed).split("bpr fold-in");
    const scoreOf = (item: number): number => bprScore({ ...vectors, users: user }, 0, item);
    for (let step = 0; step < settings.epochs * own.length; step++) {
      const other = this.negatives().sample(has, random, scoreOf);
      if (other !== NONE) bprUserStep(user, vectors, own[step % own.length]!, other, settings);
    }
    return user;
  }

  /** A new item's score for each known user, by {@link foldInItem}. */
  scoreAudienceInto(audience: Audience, scores: Float32Array): void {
    requireLength("scores", scores.length, this.userCount);
    const { vector, bias } = this.foldInItem(audience);
    productsInto(bias, vector, undefined, this.vectors.users, scores);
  }

  /**
   * Vector and bias of a new item, by the training's own steps over as many epochs while users and other items hold
   * still. Draws come from the model's seed, so one audience has one answer, whatever its order. "hard" negatives are
   * drawn as "uniform" ones here.
   *
   * @param audience users with values >= 0; their size says nothing, and 0 is no contact
   * @returns zeros for an audience of nobody in a model of nothing; else what nobody's interest teaches: a low bias
   * @throws ValueError when a value is negative or the audience names a user twice or one out of range
   */
  foldInItem(audience: Audience): FoldedItem {
    requireAudience(audience, this.userCount);
    const negative = audience.values.find((value) => value < 0);
    if (negative !== undefined) throw new ValueError(`audience.values must be at least 0, received ${negative}`);
    const users = audience.users.filter((_, n) => audience.values[n]! > 0).sort();
    const contacts = positivePairs(this.seen);
    if (contacts.pairCount === 0) return { vector: new Float64Array(this.settings.factors), bias: 0 };
    const sampler = new NegativeSampler(contacts, { ...this.settings, candidates: 1 });
    return foldInBprItem(users, this.vectors, contacts, sampler, this.settings);
  }

  /** The items whose vectors point the same way, by cosine; biases play no part. Without a direction all are 0. */
  similarItems(item: ItemIndex, k: number): RankedList {
    return nearestVectors(this.vectors.items, this.vectors.factors, item, k);
  }

  private scoreVectorInto(user: Float32Array | Float64Array, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    const { factors, items, biases } = this.vectors;
    for (let item = 0, at = 0; item < scores.length; item++) {
      let score = biases[item]!;
      for (let d = 0; d < factors; d++) score += user[d]! * items[at++]!;
      scores[item] = Math.fround(score) + 0; // A float32 can round to -0; adding 0 makes that 0.
    }
  }

  private negatives(): NegativeSampler {
    return (this.sampler ??= new NegativeSampler(positivePairs(this.seen), this.settings));
  }
}

/** The model as a bundle of kind "bpr". */
export function bprToBundle(model: BprModel): BundleContent {
  const { factors, users, items, biases } = model.vectors;
  return {
    kind: "bpr",
    settings: { ...model.settings, epochsDone: model.epochs },
    tensors: {
      userFactors: { shape: [model.userCount, factors], data: users },
      itemFactors: { shape: [model.itemCount, factors], data: items },
      itemBiases: { shape: [model.itemCount], data: biases },
      ...matrixToTensors(model.seen),
    },
  };
}

/** Reads back what {@link bprToBundle} made. Throws DataError when something is missing, ValueError on NaN in a vector. */
export function bprFromBundle({ kind, settings, tensors }: BundleContent): BprModel {
  const { epochsDone } = settings;
  if (kind !== "bpr" || typeof epochsDone !== "number") {
    throw new DataError(`the bundle must be of kind bpr with epochsDone in its settings, received kind ${kind}`);
  }
  const floats = (name: string): Float32Array => {
    const data = tensors[name]?.data;
    if (!(data instanceof Float32Array)) throw new DataError(`the bundle must hold ${name} as F32`);
    if (!data.every(Number.isFinite)) throw new ValueError(`the bundle's ${name} must hold finite numbers only`);
    return data;
  };
  const made = bprSettings(settings as Partial<BprSettings>, bprWasmAvailable());
  const vectors = {
    factors: made.factors,
    users: floats("userFactors"),
    items: floats("itemFactors"),
    biases: floats("itemBiases"),
  };
  return new BprModel(vectors, matrixFromTensors(tensors), made, epochsDone);
}
