import { asUserIndex, requireLength, requirePositive, type UserIndex } from "../contracts";
import type { ItemSets, UserScorer } from "./scorer";
import { topK } from "./top-k";

/** Length of the lists that are judged. */
const K = 10;

/** How much {@link validationNdcg} computes. */
export interface ValidationNdcgOptions {
  /** Scores that are computed for one figure, about; 4 million unless given. It bounds the price on a large catalogue. */
  readonly scores?: number;
}

/**
 * Mean nDCG@10 on validation pairs, for stopping a training early: all items are ranked but those of the user's training,
 * a pair gains 1, and the ideal list begins with all of the user's pairs. It is taken over 100 to 1000 users (more where
 * there are fewer items), evenly spread over those with a validation pair and always the same ones.
 *
 * @param scorer   what is judged
 * @param train    what is left out of the lists
 * @param relevant what should stand in them
 * @param options  `scores`: how much may be computed
 * @returns 0 to 1; NaN when nobody has a relevant pair
 * @throws ShapeError when train or relevant has other users or items than the scorer
 */
export function validationNdcg(
  scorer: UserScorer,
  train: ItemSets,
  relevant: ItemSets,
  { scores: budget = 4e6 }: ValidationNdcgOptions = {},
): number {
  requirePositive("scores", budget);
  for (const [name, sets] of Object.entries({ train, validation: relevant })) {
    requireLength(`users of ${name}`, sets.userCount, scorer.userCount);
    requireLength(`items of ${name}`, sets.itemCount, scorer.itemCount);
  }
  const scores = new Float32Array(scorer.itemCount);
  const users = judgedUsers(relevant, budget);
  let sum = 0;
  for (const user of users) {
    scorer.scoreInto(user, scores);
    const { items } = topK(scores, K, { exclude: train.itemsOf(user) });
    sum += ndcg(items, new Set(relevant.itemsOf(user)));
  }
  return sum / users.length;
}

/** Users with a relevant pair; when there are many, every so-manieth of them. */
function judgedUsers(relevant: ItemSets, budget: number): UserIndex[] {
  const all: UserIndex[] = [];
  for (let user = asUserIndex(0); user < relevant.userCount; user = asUserIndex(user + 1)) {
    if (relevant.itemsOf(user).length > 0) all.push(user);
  }
  const most = Math.min(1000, Math.max(100, Math.floor(budget / relevant.itemCount)));
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, n) => all[Math.floor((n * all.length) / most)]!);
}

/** Σ over hits of 1 / log2(rank + 1), over the same of a list that begins with all hits. */
function ndcg(list: Uint32Array, relevant: ReadonlySet<number>): number {
  let gain = 0;
  let ideal = 0;
  for (let rank = 1; rank <= K; rank++) {
    const discount = 1 / Math.log2(rank + 1);
    if (rank <= relevant.size) ideal += discount;
    if (rank <= list.length && relevant.has(list[rank - 1]!)) gain += discount;
  }
  return gain / ideal;
}
