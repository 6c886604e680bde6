import { requireLength, requireNonNegative, requireOneOf, ShapeError, type UserIndex, ValueError } from "../contracts";
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
}

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
  private readonly partScores: Float32Array;
  private readonly sums: Float64Array;

  /**
   * @param parts   at least one with a weight above 0, all over the same items
   * @throws ShapeError when parts disagree in the number of items; ValueError when a name or weight is not as it must be
   */
  constructor(
    readonly parts: readonly FusionPart<S>[],
    { scaling = "min-max" }: FusionOptions = {},
  ) {
    requireOneOf("scaling", scaling, SCALINGS);
    this.itemCount = requireParts(parts);
    this.scaling = scaling;
    this.partScores = new Float32Array(this.itemCount);
    this.sums = new Float64Array(this.itemCount);
  }

  scoreInto(context: Context, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    const { sums, partScores } = this;
    sums.fill(0);
    for (const { scorer, weight } of this.parts) {
      if (weight === 0) continue;
      scorer.scoreInto(context, partScores);
      scaleScores(partScores, this.scaling);
      for (let item = 0; item < sums.length; item++) sums[item]! += weight * partScores[item]!;
    }
    for (let item = 0; item < scores.length; item++) scores[item] = Math.fround(sums[item]!) + 0; // + 0: never -0.
  }

  /** The same parts with other weights, in the parts' order. */
  withWeights(weights: ArrayLike<number>): WeightedFusion<Context, S> {
    return new WeightedFusion(reweighted(this.parts, weights), { scaling: this.scaling });
  }
}

/** A {@link WeightedFusion} of recommenders, itself a recommender. It folds in where all its parts do. */
export class UserFusion extends WeightedFusion<UserIndex, UserScorer> implements UserScorer {
  readonly userCount: number;

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
  }

  override withWeights(weights: ArrayLike<number>): UserFusion {
    return new UserFusion(reweighted(this.parts, weights), { scaling: this.scaling });
  }

  /** The fusion for strangers, from their history; undefined when a part that is asked cannot fold in. */
  foldingIn(): (FoldsIn & { readonly itemCount: number }) | undefined {
    const parts: FusionPart<Scorer<History>>[] = [];
    for (const { scorer, ...part } of this.parts.filter(({ weight }) => weight > 0)) {
      if (!canFoldIn(scorer)) return undefined;
      parts.push({ ...part, scorer: historyScorer(scorer) });
    }
    const fusion = new WeightedFusion<History>(parts, { scaling: this.scaling });
    return { itemCount: this.itemCount, scoreHistoryInto: (history, scores) => fusion.scoreInto(history, scores) };
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
