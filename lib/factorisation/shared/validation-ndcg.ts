import { asUserIndex, requireLength, type UserIndex } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { topK, type UserScorer } from "../../ranking";

/** Length of the lists that are judged. */
const K = 10;

/** Scores that are computed for one figure, about: what bounds its price on a large catalogue. */
const SCORES = 4e6;

/**
 * Mean nDCG@10 on validation pairs, for stopping early: all items are ranked but those of the user's training, a pair
 * gains 1, and the ideal list begins with all of the user's pairs. It is taken over 100 to 1000 users (more where there
 * are fewer items), evenly spread over those with a validation pair and always the same ones.
 *
 * @param scorer     what is judged
 * @param train      what is left out of the lists
 * @param validation pairs above 0 are relevant
 * @returns 0 to 1; NaN when nobody has a relevant pair
 * @throws ShapeError when train or validation has other users or items than the scorer
 */
export function validationNdcg(scorer: UserScorer, train: UserItemMatrix, validation: UserItemMatrix): number {
  for (const [name, matrix] of Object.entries({ train, validation })) {
    requireLength(`users of ${name}`, matrix.userCount, scorer.userCount);
    requireLength(`items of ${name}`, matrix.itemCount, scorer.itemCount);
  }
  const scores = new Float32Array(scorer.itemCount);
  const users = judgedUsers(validation);
  let sum = 0;
  for (const user of users) {
    scorer.scoreInto(user, scores);
    const { items } = topK(scores, K, { exclude: train.itemsOf(user) });
    sum += ndcg(items, relevantOf(validation, user));
  }
  return sum / users.length;
}

/** Users with a relevant pair; when there are many, every so-manieth of them. */
function judgedUsers(validation: UserItemMatrix): UserIndex[] {
  const all: UserIndex[] = [];
  for (let user = asUserIndex(0); user < validation.userCount; user = asUserIndex(user + 1)) {
    if (relevantOf(validation, user).size > 0) all.push(user);
  }
  const most = Math.min(1000, Math.max(100, Math.floor(SCORES / validation.itemCount)));
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, n) => all[Math.floor((n * all.length) / most)]!);
}

function relevantOf({ rowStarts, items, values }: UserItemMatrix, user: UserIndex): Set<number> {
  const relevant = new Set<number>();
  for (let at = rowStarts[user]!; at < rowStarts[user + 1]!; at++) if (values[at]! > 0) relevant.add(items[at]!);
  return relevant;
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
