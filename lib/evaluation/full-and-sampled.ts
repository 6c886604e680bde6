import type { SampledCandidates } from "./candidates";
import { evaluateRanking, type EvaluateRankingOptions, type RankingResult } from "./evaluate-ranking";

/** One model measured against all candidates and against a sample. */
export interface FullAndSampled {
  readonly full: RankingResult;
  readonly sampled: RankingResult;
  /** Figures that both have, side by side. */
  readonly metrics: readonly { readonly name: string; readonly full: number; readonly sampled: number }[];
}

/**
 * Measures a model twice on the same users: against all candidates, and against the relevant items among some drawn at
 * random. Sampled figures are far higher and can put two models in another order; side by side with full ones they show
 * by how much.
 *
 * @param options as for `evaluateRanking`; its candidates ("trained" unless given) are those of the full ranking
 * @param sample  how many others are drawn, and from which seed
 * @source Krichene & Rendle, "On Sampled Metrics for Item Recommendation", KDD 2020
 */
export async function fullAndSampled(
  options: EvaluateRankingOptions & { readonly candidates?: "trained" | "all" },
  sample: SampledCandidates,
): Promise<FullAndSampled> {
  const full = await evaluateRanking(options);
  const sampled = await evaluateRanking({ ...options, candidates: sample });
  const metrics = Object.entries(full.metrics)
    .filter(([name]) => name in sampled.metrics)
    .map(([name, figure]) => ({ name, full: figure, sampled: sampled.metrics[name]! }));
  return { full, sampled, metrics };
}
