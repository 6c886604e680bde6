import { requireIndex, requireLength, type UserIndex } from "../../contracts";
import type { Scorer, UserScorer } from "../../ranking";
import { predictionsOf, type RowModel } from "../rows";
import type { FeatureSource } from "./feature-source";
import type { Shortlist } from "./shortlist";

/** What a {@link ModelScorer} is made of. */
export interface ModelScorerParts<Context> {
  readonly itemCount: number;
  readonly features: FeatureSource<Context>;
  /** Which items the model looks at; all others are not shown. All items unless given. */
  readonly candidates?: Shortlist<Context>;
  /** Fitted on the rows of `judgeRows`, with these features in this order. */
  readonly model: RowModel;
}

/**
 * A model of rows as a scorer: the features of each candidate, and what the model says of them. The features are those of
 * its training by construction, since both come from one source.
 */
export class ModelScorer<Context> implements Scorer<Context> {
  readonly itemCount: number;
  private readonly everything: Uint32Array;

  /** @param parts model, features and candidates */
  constructor(readonly parts: ModelScorerParts<Context>) {
    this.itemCount = parts.itemCount;
    this.everything = Uint32Array.from({ length: parts.candidates ? 0 : parts.itemCount }, (_, item) => item);
  }

  scoreInto(context: Context, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    const { features, candidates, model } = this.parts;
    const items = candidates?.(context) ?? this.everything;
    scores.fill(-Infinity);
    if (items.length === 0) return;
    const columns = features.names.length;
    const data = new Float32Array(items.length * columns);
    features.featuresInto(context, items, data, 0, columns);
    const said = predictionsOf(model, { rows: items.length, columns, data });
    items.forEach((item, row) => (scores[item] = said[row]!));
  }
}

/** A scorer of users as a recommender of so many users. */
export function overUsers(scorer: Scorer<UserIndex>, userCount: number): UserScorer {
  return {
    userCount,
    itemCount: scorer.itemCount,
    scoreInto: (user, scores) => {
      requireIndex("user", user, userCount);
      scorer.scoreInto(user, scores);
    },
  };
}
