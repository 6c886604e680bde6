import { requireInteger, requireLength, ShapeError, type UserIndex } from "../contracts";
import type { UserScorer } from "../ranking";

/** What a {@link ColdItemScorer} is made of. */
export interface ColdItemParts {
  /** Knows items by who took them, and so nothing of new ones. */
  readonly warm: UserScorer;
  /** Knows items by what they are: content. */
  readonly cold: UserScorer;
  /** [itemCount] how many took each item. */
  readonly audience: ArrayLike<number>;
  /** An item with so many is warm. */
  readonly atLeast: number;
}

/**
 * Routes items: those with an audience are scored by one model, new ones by another, on one scale. The cold model scores
 * all items; a new item gets the score that the warm model gives to the warm item of the same standing: if content puts
 * it above nine tenths of the warm items, it stands where the warm model's best tenth begins.
 *
 * Warm items keep their scores and order; those that the warm model never shows are no measure for others. New items that
 * the cold model never shows stay away.
 */
export class ColdItemScorer implements UserScorer {
  readonly userCount: number;
  readonly itemCount: number;
  private readonly warmItems: Uint32Array;
  private readonly coldItems: Uint32Array;
  private readonly coldScores: Float32Array;

  /** @throws ShapeError when the parts know other users or items; ValueError when atLeast is out of range */
  constructor(private readonly parts: ColdItemParts) {
    const { warm, cold, audience, atLeast } = parts;
    if (warm.userCount !== cold.userCount || warm.itemCount !== cold.itemCount) {
      throw new ShapeError(
        `cold must know ${warm.userCount} users and ${warm.itemCount} items as warm, it knows ${cold.userCount} and ${cold.itemCount}`,
      );
    }
    requireLength("audience", audience.length, warm.itemCount);
    requireInteger("atLeast", atLeast);
    this.userCount = warm.userCount;
    this.itemCount = warm.itemCount;
    const all = Uint32Array.from({ length: warm.itemCount }, (_, item) => item);
    this.warmItems = all.filter((item) => audience[item]! >= atLeast);
    this.coldItems = all.filter((item) => audience[item]! < atLeast);
    this.coldScores = new Float32Array(warm.itemCount);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    const { warm, cold } = this.parts;
    warm.scoreInto(user, scores);
    if (this.coldItems.length === 0) return;
    cold.scoreInto(user, this.coldScores);
    const shown = this.warmItems.filter((item) => scores[item] !== -Infinity);
    if (shown.length === 0) {
      for (const item of this.coldItems) scores[item] = this.coldScores[item]!;
      return;
    }
    const warmLadder = Float32Array.from(shown, (item) => scores[item]!).sort();
    const coldLadder = Float32Array.from(shown, (item) => this.coldScores[item]!).sort();
    for (const item of this.coldItems) {
      const score = this.coldScores[item]!;
      const below = countBelow(coldLadder, score);
      scores[item] = score === -Infinity ? score : warmLadder[Math.min(below, warmLadder.length - 1)]!;
    }
  }
}

/** How many of the ascending values lie below a score. */
function countBelow(ascending: Float32Array, score: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}
