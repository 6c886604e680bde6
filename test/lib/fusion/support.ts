import type { UserScorer } from "cartwright/ranking";

/** A recommender whose scores are written down, one row per user. */
export function scorerOf(rows: readonly (readonly number[])[]): UserScorer {
  return {
    userCount: rows.length,
    itemCount: rows[0]!.length,
    scoreInto: (user, scores) => scores.set(rows[user]!),
  };
}
