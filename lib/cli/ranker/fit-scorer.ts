import type { BundleContent } from "../../bundle";
import { DataError, type ProgressListener } from "../../contracts";
import {
  type FeatureScorer,
  fitRankNet,
  type GradedLists,
  gradesOfGains,
  rankNetFromBundle,
  rankNetToBundle,
} from "../../search";
import { type BoostingSettings, fitBoosting, fitLambdaMart, treesFromBundle, treesToBundle } from "../../trees";

/** What a ranker is trained on: whole lists, pairs, or one product at a time. */
export const LOSSES = ["lambdamart", "ranknet", "pointwise"] as const;
export type Loss = (typeof LOSSES)[number];

/** How a ranker is trained. */
export interface ScorerSettings {
  readonly loss: Loss;
  readonly trees: number;
  readonly leaves: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** What was trained, with what is saved of it. */
export interface FittedScorer {
  readonly scorer: FeatureScorer;
  readonly content: BundleContent;
}

/** Trains a scorer on features. Throws as `fitLambdaMart`, `fitRankNet` and `fitBoosting` do. */
export async function fitScorer(
  lists: GradedLists,
  settings: ScorerSettings,
  work: { readonly onProgress?: ProgressListener; readonly signal?: AbortSignal } = {},
): Promise<FittedScorer> {
  const { features, gains, starts } = lists;
  if (settings.loss === "ranknet") {
    const net = await fitRankNet(lists, { seed: settings.seed, ...work });
    return { scorer: net, content: rankNetToBundle(net) };
  }
  const options = { ...treeSettings(settings, features.rows), ...work };
  const trees =
    settings.loss === "lambdamart"
      ? await fitLambdaMart(features, gradesOfGains(gains), starts, options)
      : await fitBoosting(features, gains, options);
  return { scorer: trees, content: treesToBundle(trees) };
}

/** Small trees of many rows each: judgments are few, and a product that nobody judged is not surely bad. */
function treeSettings({ trees, leaves, learningRate, seed }: ScorerSettings, rows: number): Partial<BoostingSettings> {
  return { trees, leaves, learningRate, seed, minRows: Math.min(50, Math.ceil(rows / 20)), featureShare: 0.5, l2: 1 };
}

/** The scorer of saved data. Throws DataError when it is damaged or of another kind. */
export function scorerFromBundle(content: BundleContent): FeatureScorer {
  if (content.kind === "trees") return treesFromBundle(content);
  if (content.kind === "rank-net") return rankNetFromBundle(content);
  throw new DataError(`a ranker's scorer has the kind trees or rank-net, received ${content.kind}`);
}
