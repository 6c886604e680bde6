import type { LoadedBert } from "../../bert";
import { DataError, type ProgressListener } from "../../contracts";
import { joinLists, rerank, type SearchIndex } from "../../search";
import {
  type CrossEncoder,
  type CrossEncoderSettings,
  type JudgedPair,
  textOf,
  tuneCrossEncoder,
} from "./cross-encoder";
import { foldOf, ndcgOf } from "./cross-validate-ranker";
import { fitScorer, type ScorerSettings } from "./fit-scorer";
import type { JudgedList } from "./judged-lists";
import type { CrossEncoderUse } from "./ranker-bundle";

/** Shares of the cross-encoder that are tried. */
const WEIGHTS = [0, 0.25, 0.5, 0.75, 1];

/** A cross-encoder that was fine-tuned, and how much it is to say. */
export interface Reranking {
  readonly bert: LoadedBert;
  readonly use: CrossEncoderUse;
  /** nDCG@10 on the held-out queries, without and with it. */
  readonly metrics: {
    readonly without: number;
    readonly with: number;
    readonly weight: number;
    readonly queries: number;
  };
}

/**
 * Fine-tunes a cross-encoder on the judged pairs of four fifths of the queries, and finds on the last fifth by which share
 * it is best mixed with a scorer that learnt from the same four fifths. The figure at the best share is the best of five
 * and so a little too good.
 *
 * @throws DataError when a side of the cut is empty
 */
export async function trainReranking(
  encoder: CrossEncoder,
  index: SearchIndex,
  lists: readonly JudgedList[],
  settings: ScorerSettings,
  { depth, tuning }: { readonly depth: number; readonly tuning: CrossEncoderSettings },
  work: { readonly onProgress: ProgressListener; readonly signal: AbortSignal },
): Promise<Reranking> {
  const held = lists.filter(
    ({ query, judged }) => foldOf(query) === 0 && [...judged.values()].some((gain) => gain > 0),
  );
  const learnt = lists.filter(({ query }) => foldOf(query) !== 0);
  if (held.length === 0 || learnt.length === 0) {
    throw new DataError(`${lists.length} judged queries are too few for --cross-encoder: a fifth is held out`);
  }
  await tuneCrossEncoder(encoder, judgedPairs(index, learnt), tuning, work);
  const { scorer } = await fitScorer(joinLists(learnt), settings, { signal: work.signal });
  const values = new Float64Array(WEIGHTS.length);
  for (const list of held) {
    const scores = scorer.scores(list.features);
    const order = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
    const found = order.map((n) => ({ id: list.ids[n]!, score: scores[n]! }));
    const place = new Map(list.ids.map((id, n) => [id, n]));
    const texts = found.slice(0, depth).map(({ id }) => textOf(index, id));
    const read = await encoder.score(list.query, texts, work.signal);
    for (const [n, weight] of WEIGHTS.entries()) {
      const mixed = await rerank(list.query, found, (id) => id, { score: async () => read }, { depth, weight });
      values[n]! +=
        ndcgOf(
          list,
          mixed.map(({ id }) => place.get(id)!),
        ) / held.length;
    }
  }
  const best = values.indexOf(Math.max(...values));
  const weight = WEIGHTS[best]!;
  const metrics = { without: values[0]!, with: values[best]!, weight, queries: held.length };
  return { bert: encoder.bert, use: { depth, weight }, metrics };
}

/** All judged pairs whose product is in the index; targets are shares of the largest gain. */
export function judgedPairs(index: SearchIndex, lists: readonly JudgedList[]): JudgedPair[] {
  const largest = Math.max(...lists.flatMap(({ judged }) => [...judged.values()]));
  return lists.flatMap(({ query, judged }) =>
    [...judged]
      .filter(([id]) => index.has(id))
      .map(([id, gain]) => ({ query, text: textOf(index, id), target: largest === 0 ? 0 : gain / largest })),
  );
}
