import type { UserItemMatrix } from "../../interactions";
import type { Random } from "../../random";
import type { BprSettings } from "./bpr-options";

/** Where no item is to be found; no index of an item, which stays below it. */
export const NONE = 0xffffffff;

/** Whether a user has an item. */
type HasItem = (item: number) => boolean;

/** Draws items that a user does not have. */
export class NegativeSampler {
  private readonly drawn: Uint32Array;

  /**
   * @param matrix   who has what; "popularity" needs at least one pair, and draws the item of a pair: an item that many
   *                 have comes as much more often
   * @param settings how items are drawn, how often, and how many there are to choose from
   */
  constructor(
    private readonly matrix: UserItemMatrix,
    private readonly settings: Pick<BprSettings, "negatives" | "candidates" | "tries">,
  ) {
    this.drawn = new Uint32Array(settings.candidates);
  }

  /** An item, whoever has it. */
  draw(random: Random): number {
    const { itemCount, pairCount, items } = this.matrix;
    return this.settings.negatives === "popularity" ? items[random.integer(pairCount)]! : random.integer(itemCount);
  }

  /** The item if `has` denies it, else another one; NONE when as many in a row as there are tries are the user's own. */
  replaceOwn(item: number, has: HasItem, random: Random): number {
    let candidate = item;
    for (let tries = 1; has(candidate); tries++) {
      if (tries === this.settings.tries) return NONE;
      candidate = this.draw(random);
    }
    return candidate;
  }

  /** Draws as many candidates as the settings say and returns the best scored; NONE when there is none to be found. */
  sample(has: HasItem, random: Random, scoreOf: (item: number) => number): number {
    const { drawn } = this;
    for (let n = 0; n < drawn.length; n++) drawn[n] = this.replaceOwn(this.draw(random), has, random);
    return bestOf(drawn, 0, drawn.length, scoreOf);
  }
}

/**
 * The best scored of items[from..to), the first among equals; NONE when there is none.
 *
 * @param scoreOf the user's score of an item; asked only where there is a choice
 */
export function bestOf(items: Uint32Array, from: number, to: number, scoreOf: (item: number) => number): number {
  if (to - from === 1) return items[from]!;
  let best = NONE;
  let highest = -Infinity;
  for (let at = from; at < to; at++) {
    const item = items[at]!;
    if (item === NONE) continue;
    const score = scoreOf(item);
    if (best !== NONE && score <= highest) continue;
    highest = score;
    best = item;
  }
  return best;
}
