import {
  requireIndex,
  requireLength,
  requireNonNegative,
  requireOneOf,
  ShapeError,
  type UserIndex,
  ValueError,
} from "../contracts";
import type { FoldsIn, History, Scorer, UserScorer } from "../ranking";
import { historyScorer } from "./scorer-views";
import { SCALINGS, scaleScores, type ScoreScaling } from "./score-scaling";

/** One voice of a fusion. */
export interface FusionPart<S> {
  /** Names the voice in tables and bundles: letters, digits and dashes. */
  readonly name: string;
  readonly scorer: S;
  /** How much it counts, at least 0; a part of weight 0 is not asked. */
  readonly weight: number;
}

/** How voices are joined. */
export interface FusionOptions {
  /** Makes the parts' scores comparable, per context; "min-max" unless given. */
  readonly scaling?: ScoreScaling;
  /**
   * Over which items each part is scaled: "own" (unless given), all that it would show; "shared", those that every asked
   * part would show. In personalised search the few items that match the query are "shared": taste is then compared
   * among them, and not with the whole shop.
   */
  readonly scaledOver?: ScaledOver;
}

/** See {@link FusionOptions.scaledOver}. */
export type ScaledOver = "own" | "shared";

/**
 * Weighted sum of scorers: score(i) = Σ weight · scaled score of the part, with weights as given (they need not sum to 1).
 *
 * An item that any asked part scores -Infinity ("never show") is -Infinity. A part whose scores are all equal adds the
 * same to every item and so does not move the list; see {@link scaleScores}. Search, recommendation and anything else
 * that scores the same items can be parts.
 *
 * @source Fox & Shaw, "Combination of Multiple Searches", TREC-2, 1994 (weighted linear combination)
 */
export class WeightedFusion<
  Context = UserIndex,
  S extends Scorer<Context> = Scorer<Context>,
> implements Scorer<Context> {
  readonly itemCount: number;
  readonly scaling: ScoreScaling;
  readonly scaledOver: ScaledOver;
  /** Parts that are asked, each with room for its scores. */
  private readonly voices: readonly { readonly part: FusionPart<S>; readonly scores: Float32Array }[];
  private readonly sums: Float64Array;

  /**
   * @param parts   at least one with a weight above 0, all over the same items
   * @throws ShapeError when parts disagree in the number of items; ValueError when a name or weight is not as it must be
   */
  constructor(
    readonly parts: readonly FusionPart<S>[],
    { scaling = "min-max", scaledOver = "own" }: FusionOptions = {},
  ) {
    requireOneOf("scaling", scaling, SCALINGS);
    requireOneOf("scaledOver", scaledOver, ["own", "shared"]);
    this.itemCount = requireParts(parts);
    this.scaling = scaling;
    this.scaledOver = scaledOver;
    const asked = parts.filter(({ weight }) => weight > 0);
    this.voices = asked.map((part) => ({ part, scores: new Float32Array(this.itemCount) }));
    this.sums = new Float64Array(this.itemCount);
  }

  scoreInto(context: Context, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    this.listen(context);
    const { sums } = this;
    sums.fill(0);
    for (const { part, scores: own } of this.voices) {
      for (let item = 0; item < sums.length; item++) sums[item]! += part.weight * own[item]!;
    }
    for (let item = 0; item < scores.length; item++) scores[item] = Math.fround(sums[item]!) + 0; // + 0: never -0.
  }

  /**
   * What each part gives to the scores of some items: weight · scaled score, which add up to the fused score. The part that
   * gives most to an item is the one that "answered".
   *
   * @returns [items × parts] in the parts' order, 0 for a part that is not asked
   * @throws ValueError when an item is out of range
   */
  contributions(context: Context, items: ArrayLike<number>): Float64Array {
    for (let n = 0; n < items.length; n++) requireIndex("items", items[n]!, this.itemCount);
    this.listen(context);
    const amounts = new Float64Array(items.length * this.parts.length);
    for (const { part, scores } of this.voices) {
      const column = this.parts.indexOf(part);
      for (let n = 0; n < items.length; n++) {
        amounts[n * this.parts.length + column] = part.weight * scores[items[n]!]!;
      }
    }
    return amounts;
  }

  /** The same parts with other weights, in the parts' order. */
  withWeights(weights: ArrayLike<number>): WeightedFusion<Context, S> {
    return new WeightedFusion(reweighted(this.parts, weights), this.options);
  }

  /** What it was made with. */
  protected get options(): Required<FusionOptions> {
    return { scaling: this.scaling, scaledOver: this.scaledOver };
  }

  /** Asks every part and scales what it says. */
  private listen(context: Context): void {
    for (const { part, scores } of this.voices) part.scorer.scoreInto(context, scores);
    if (this.scaledOver === "shared") this.barTogether();
    for (const { scores } of this.voices) scaleScores(scores, this.scaling);
  }

  /** What one part never shows, none does. */
  private barTogether(): void {
    for (let item = 0; item < this.itemCount; item++) {
      if (!this.voices.some(({ scores }) => scores[item] === -Infinity)) continue;
      for (const { scores } of this.voices) scores[item] = -Infinity;
    }
  }
}

/** A {@link WeightedFusion} of recommenders, itself a recommender. It folds in where all its parts do. */
export class UserFusion extends WeightedFusion<UserIndex, UserScorer> implements UserScorer {
  readonly userCount: number;
  /** Scores for strangers, from their history; undefined when a part that is asked cannot fold in. */
  readonly scoreHistoryInto: FoldsIn["scoreHistoryInto"] | undefined;

  /** @throws as {@link WeightedFusion}, and ShapeError when parts disagree in the number of users */
  constructor(parts: readonly FusionPart<UserScorer>[], options: FusionOptions = {}) {
    super(parts, options);
    this.userCount = parts[0]!.scorer.userCount;
    for (const { name, scorer } of parts) {
      if (scorer.userCount !== this.userCount) {
        throw new ShapeError(
          `${name} must know ${this.userCount} users as ${parts[0]!.name}, it knows ${scorer.userCount}`,
        );
      }
    }
    let folding: Scorer<History> | undefined;
    if (!parts.every(({ weight, scorer }) => weight === 0 || canFoldIn(scorer))) return;
    this.scoreHistoryInto = (history, scores) => (folding ??= this.overHistories()).scoreInto(history, scores);
  }

  override withWeights(weights: ArrayLike<number>): UserFusion {
    return new UserFusion(reweighted(this.parts, weights), this.options);
  }

  /** The fusion for strangers, from their history; undefined when a part that is asked cannot fold in. */
  foldingIn(): (FoldsIn & { readonly itemCount: number }) | undefined {
    const { itemCount, scoreHistoryInto } = this;
    return scoreHistoryInto && { itemCount, scoreHistoryInto };
  }

  private overHistories(): WeightedFusion<History> {
    const parts = this.parts.flatMap(({ scorer, ...part }) =>
      part.weight > 0 && canFoldIn(scorer) ? [{ ...part, scorer: historyScorer(scorer) }] : [],
    );
    return new WeightedFusion<History>(parts, this.options);
  }
}

function canFoldIn(scorer: UserScorer): scorer is UserScorer & FoldsIn {
  return "scoreHistoryInto" in scorer && typeof scorer.scoreHistoryInto === "function";
}

function reweighted<S>(parts: readonly FusionPart<S>[], weights: ArrayLike<number>): FusionPart<S>[] {
  requireLength("weights", weights.length, parts.length);
  return parts.map((part, n) => ({ ...part, weight: weights[n]! }));
}

function requireParts(parts: readonly FusionPart<Scorer<never>>[]): number {
  const [first] = parts;
  if (first === undefined) throw new ValueError("parts must hold at least one part, received none");
  for (const { name, scorer, weight } of parts) {
    if (!/^[a-z0-9-]+$/i.test(name)) {
      throw new ValueError(`a part must be named by letters, digits and dashes, received ${JSON.stringify(name)}`);
    }
    requireNonNegative(`weight of ${name}`, weight);
    if (scorer.itemCount !== first.scorer.itemCount) {
      throw new ShapeError(
        `${name} must know ${first.scorer.itemCount} items as ${first.name}, it knows ${scorer.itemCount}`,
      );
    }
  }
  const names = parts.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw new ValueError(`parts must differ in name, received ${names.join(", ")}`);
  if (parts.every(({ weight }) => weight === 0)) throw new ValueError("parts must hold a weight above 0, all are 0");
  return first.scorer.itemCount;
}
