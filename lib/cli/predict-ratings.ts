import type { UserIndex } from "../contracts";
import type { UserItemMatrix } from "../interactions";
import type { Fitted } from "./recipes";

/** The ratings that one user would give some items. */
export type PredictRatings = (user: UserIndex, items: Uint32Array) => Float64Array;

/**
 * How a model of ratings foretells them: by its own `predictMany` where it has one, else by its scores, which are ratings,
 * clipped to the range of the training ratings. An item that the model has no score for (-Infinity) gets the mean of all
 * training ratings.
 *
 * @param train the ratings it was fitted on, at least one
 */
export function predictRatings(scorer: Fitted["scorer"], train: UserItemMatrix): PredictRatings {
  if ("predictMany" in scorer && typeof scorer.predictMany === "function") {
    return (scorer.predictMany as PredictRatings).bind(scorer);
  }
  const { values } = train;
  const lowest = values.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const scores = new Float32Array(scorer.itemCount);
  return (user, items) => {
    scorer.scoreInto(user, scores);
    return Float64Array.from(items, (item) => {
      const score = scores[item]!;
      return Number.isFinite(score) ? Math.min(highest, Math.max(lowest, score)) : mean;
    });
  };
}
