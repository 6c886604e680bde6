import type { UserIndex } from "../../contracts";
import type { Scorer, UserScorer } from "../../ranking";
import type { Calibration } from "./calibration";

/**
 * A scorer whose scores are calibrated, each by itself: unlike min-max or ranks, what is said of one item does not depend
 * on the others, so a customer for whom nothing fits gets low scores throughout.
 *
 * Scores that the calibration maps to one number fall together (isotonic regression has steps), and then stand in the
 * order of the items.
 */
export function calibratedScorer<Context>(scorer: Scorer<Context>, calibration: Calibration): Scorer<Context> {
  return {
    itemCount: scorer.itemCount,
    scoreInto: (context, scores) => {
      scorer.scoreInto(context, scores);
      for (let item = 0; item < scores.length; item++) scores[item] = calibration.apply(scores[item]!);
    },
  };
}

/** {@link calibratedScorer} for a recommender. */
export function calibratedUserScorer(scorer: UserScorer, calibration: Calibration): UserScorer {
  return { userCount: scorer.userCount, ...calibratedScorer<UserIndex>(scorer, calibration) };
}
