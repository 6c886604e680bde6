import type { UserIndex } from "../contracts";
import type { RankedList } from "./ranked-list";
import type { ItemSets, Scorer } from "./scorer";
import { topK } from "./top-k";

/** How {@link recommend} chooses its candidates. */
export interface RecommendOptions {
  /** How many items are wanted. */
  readonly k: number;
  /** What each user has already; those items are left out. */
  readonly seen?: ItemSets;
  /** [itemCount] mask: only items with a non-zero entry may appear. */
  readonly allowed?: Uint8Array;
}

/**
 * The best unseen items for one user: score everything, leave out what the user has, keep the top k.
 *
 * @param scorer any recommender
 * @param user   row of a user the scorer knows
 * @returns at most k items, best first; shorter when fewer candidates are left
 */
export function recommend(scorer: Scorer, user: UserIndex, { k, seen, allowed }: RecommendOptions): RankedList {
  const scores = new Float32Array(scorer.itemCount);
  scorer.scoreInto(user, scores);
  return topK(scores, k, { exclude: seen?.itemsOf(user), allowed });
}
