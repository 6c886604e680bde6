import { asUserIndex, type ItemIndex } from "../../contracts";
import { pairHash, type UserItemMatrix } from "../../interactions";
import { Random } from "../../random";

/** How items that a user lacks are drawn: every item alike, or as often as people have it. */
export const negativeSamplings = ["uniform", "popularity"] as const;

/** One of {@link negativeSamplings}. */
export type NegativeSampling = (typeof negativeSamplings)[number];

/** Stands for an item where none was found. */
export const NONE = -1;

/** A name of this file: an import is looked up in its room's index at each call, and a batch draws thousands. */
const hashOf = pairHash;

/** Draws for one negative. A user for whom a hundred fail has nearly everything that is drawn. */
const TRIES = 100;

/**
 * Items that a user does not have, as a function of seed, epoch, pair and number of the draw: no state, so a batch has the
 * same negatives wherever it is cut out of an epoch, and each epoch draws anew.
 */
export class NegativeDraws {
  private readonly random: Random;
  private epoch = -1;
  private epochSeed = 0;

  /**
   * @param matrix   contacts, at least one
   * @param sampling how items are drawn
   * @param seed     of all draws
   */
  constructor(
    private readonly matrix: UserItemMatrix,
    private readonly sampling: NegativeSampling,
    seed: number,
  ) {
    this.random = new Random(seed).split("negatives");
  }

  /**
   * @param user  who must lack the item
   * @param pair  number of the pair whose counterpart it is
   * @param draw  which of the pair's counterparts, from 0
   * @param epoch passes over the data before this one
   * @returns an item, or {@link NONE} when a hundred draws gave items that the user has
   */
  item(user: number, pair: number, draw: number, epoch: number): number {
    const { matrix, sampling } = this;
    const seed = this.seedOf(epoch);
    const who = asUserIndex(user);
    const range = sampling === "uniform" ? matrix.itemCount : matrix.pairCount;
    for (let attempt = draw * TRIES; attempt < (draw + 1) * TRIES; attempt++) {
      const lot = Math.floor((hashOf(pair, attempt, seed) / 2 ** 32) * range);
      const item = sampling === "uniform" ? lot : matrix.items[lot]!;
      if (matrix.placeOf(who, item as ItemIndex) < 0) return item;
    }
    return NONE;
  }

  private seedOf(epoch: number): number {
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      this.epochSeed = this.random.split(epoch).integer(2 ** 32);
    }
    return this.epochSeed;
  }
}
