import type { UserItemMatrix } from "../../interactions";
import { type Random, weightedSampler } from "../../random";
import type { NegativeSampling } from "./bpr-options";

/** Draws before a pair is given up because the user has (nearly) all that is drawn. */
const MOST_DRAWS = 100;

/** Whether a user has an item. */
type HasItem = (item: number) => boolean;

/** Draws items that a user does not have. */
export class NegativeSampler {
  private readonly draw: (random: Random) => number;

  /**
   * @param popularity [itemCount] how many users have each item; at least one must be above 0 for "popularity"
   * @param how        every item alike, or in proportion to popularity
   */
  constructor(popularity: Uint32Array, how: NegativeSampling) {
    if (how === "uniform") {
      this.draw = (random) => random.integer(popularity.length);
    } else {
      const sampler = weightedSampler(Float64Array.from(popularity));
      this.draw = (random) => sampler.sample(random);
    }
  }

  /** An item that `has` denies, by throwing back; -1 when a hundred draws in a row are the user's own. */
  sample(has: HasItem, random: Random): number {
    for (let n = 0; n < MOST_DRAWS; n++) {
      const item = this.draw(random);
      if (!has(item)) return item;
    }
    return -1;
  }
}

/** How many users have each item. */
export function popularityOf({ itemCount, items }: UserItemMatrix): Uint32Array {
  const counts = new Uint32Array(itemCount);
  for (let at = 0; at < items.length; at++) counts[items[at]!]!++;
  return counts;
}
