import type { UserItemMatrix } from "../../interactions";
import type { Random } from "../../random";
import type { BprSettings } from "./bpr-options";

/** Draws before a pair is given up because the user has (nearly) all that is drawn. */
const MOST_DRAWS = 100;

/** Whether a user has an item. */
type HasItem = (item: number) => boolean;

/** Draws items that a user does not have. */
export class NegativeSampler {
  /**
   * @param matrix   who has what; "popularity" needs at least one pair, and draws the item of a pair: an item that many
   *                 have comes as much more often
   * @param settings how items are drawn, and how many there are to choose from
   */
  constructor(
    private readonly matrix: UserItemMatrix,
    private readonly settings: Pick<BprSettings, "negatives" | "candidates">,
  ) {}

  /**
   * The best scored of as many items as there are candidates, the first among equals; -1 when there is none to be found.
   *
   * @param has     what is thrown back
   * @param random  where the draws come from
   * @param scoreOf the user's score of an item; asked only where there is a choice
   */
  sample(has: HasItem, random: Random, scoreOf: (item: number) => number): number {
    const { candidates } = this.settings;
    let best = this.drawNew(has, random);
    if (candidates === 1 || best < 0) return best;
    let highest = scoreOf(best);
    for (let n = 1; n < candidates; n++) {
      const item = this.drawNew(has, random);
      if (item < 0) break;
      const score = scoreOf(item);
      if (score <= highest) continue;
      highest = score;
      best = item;
    }
    return best;
  }

  /** An item that `has` denies, by throwing back; -1 when a hundred draws in a row are the user's own. */
  private drawNew(has: HasItem, random: Random): number {
    const { itemCount, pairCount, items } = this.matrix;
    const byPopularity = this.settings.negatives === "popularity";
    for (let n = 0; n < MOST_DRAWS; n++) {
      const item = byPopularity ? items[random.integer(pairCount)]! : random.integer(itemCount);
      if (!has(item)) return item;
    }
    return -1;
  }
}
