import { requireInteger, type UserIndex } from "../contracts";
import type { FoldsIn, History, Scorer, UserScorer } from "../ranking";
import { scaleScores, type ScoreScaling } from "./score-scaling";

/** A recommender whose scores are scaled, per user. */
export function scaledScorer(scorer: UserScorer, scaling: ScoreScaling): UserScorer {
  return {
    userCount: scorer.userCount,
    itemCount: scorer.itemCount,
    scoreInto: (user, scores) => {
      scorer.scoreInto(user, scores);
      scaleScores(scores, scaling);
    },
  };
}

/**
 * A recommender that remembers what it answered, so that many weights can be tried on the same users.
 *
 * @param maxBytes how much it may remember, at 4 bytes per item and user; 256 MiB unless given. Users who do not fit are
 *                 scored anew each time.
 */
export function rememberingScorer(scorer: UserScorer, maxBytes = 2 ** 28): UserScorer {
  requireInteger("maxBytes", maxBytes);
  const remembered = new Map<UserIndex, Float32Array>();
  return {
    userCount: scorer.userCount,
    itemCount: scorer.itemCount,
    scoreInto: (user, scores) => {
      const known = remembered.get(user);
      if (known?.length === scores.length) {
        scores.set(known);
        return;
      }
      scorer.scoreInto(user, scores);
      if ((remembered.size + 1) * scores.byteLength <= maxBytes) remembered.set(user, scores.slice());
    },
  };
}

/** A model that folds in, as a scorer of histories: strangers can then be fused like anybody else. */
export function historyScorer(model: FoldsIn & { readonly itemCount: number }): Scorer<History> {
  return {
    itemCount: model.itemCount,
    scoreInto: (history, scores) => model.scoreHistoryInto(history, scores),
  };
}

/**
 * A scorer asked through a part of a larger context: in personalised search the context is `{ query, user }`, the search
 * is asked through its query and the recommender through its user, and both are fused like any two parts.
 */
export function through<Whole, Context>(pick: (whole: Whole) => Context, scorer: Scorer<Context>): Scorer<Whole> {
  return {
    itemCount: scorer.itemCount,
    scoreInto: (whole, scores) => scorer.scoreInto(pick(whole), scores),
  };
}
