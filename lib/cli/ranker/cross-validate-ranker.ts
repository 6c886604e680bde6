import type { ProgressListener } from "../../contracts";
import { ndcg, sha256 } from "../../evaluation";
import { joinLists } from "../../search";
import { CUTOFF } from "../measure-search";
import { fitScorer, type ScorerSettings } from "./fit-scorer";
import type { JudgedList } from "./judged-lists";

const FOLDS = 5;

/** nDCG@10 over all judged queries with a gain. */
export interface RankerFigures {
  /** Each query sorted by a ranker that was trained on the other folds. */
  readonly learned: number;
  /** The order of retrieval: by words first. */
  readonly before: number;
  readonly queries: number;
}

/** Which of five folds a query is in: the first 32 bits of its SHA-256, modulo 5. */
export function foldOf(query: string): number {
  return parseInt(sha256(query).slice(0, 8), 16) % FOLDS;
}

/**
 * How well rankers trained so do on queries that they never saw. Undefined where there are too few queries: a fold is
 * empty, or has nothing to learn from.
 */
export async function crossValidateRanker(
  lists: readonly JudgedList[],
  settings: ScorerSettings,
  { onProgress, signal }: { readonly onProgress: ProgressListener; readonly signal: AbortSignal },
): Promise<RankerFigures | undefined> {
  const judged = lists.filter(({ judged: gains }) => [...gains.values()].some((gain) => gain > 0));
  const folds = Array.from({ length: FOLDS }, (_, fold) => judged.filter(({ query }) => foldOf(query) === fold));
  if (folds.some((fold) => fold.length === 0)) return undefined;
  let learned = 0;
  let before = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = judged.filter(({ query }) => foldOf(query) !== fold);
    if (!others.some(hasPair)) return undefined;
    onProgress({ task: "cross-validation", done: fold, total: FOLDS, unit: "folds" });
    const { scorer } = await fitScorer(joinLists(others), settings, { signal });
    signal.throwIfAborted();
    for (const list of folds[fold]!) {
      const scores = scorer.scores(list.features);
      const order = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
      learned += ndcgOf(list, order);
      before += ndcgOf(list, Array.from(scores.keys()));
    }
  }
  onProgress({ task: "cross-validation", done: FOLDS, total: FOLDS, unit: "folds" });
  return { learned: learned / judged.length, before: before / judged.length, queries: judged.length };
}

/** nDCG@10 of a list in an order; the ideal list holds all judged products, found or not. */
export function ndcgOf({ gains, judged }: JudgedList, order: readonly number[]): number {
  const ideal = Float64Array.from([...judged.values()].filter((gain) => gain > 0))
    .sort()
    .reverse();
  return ndcg.valueOf({ gains: Float64Array.from(order.slice(0, CUTOFF), (n) => gains[n]!), ideal }, CUTOFF);
}

function hasPair({ gains }: JudgedList): boolean {
  return Array.from(gains).some((gain) => gain !== gains[0]);
}
