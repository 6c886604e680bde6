import { DataError, Pace, type ProgressListener } from "../../contracts";
import { type FeatureSample, type FeatureStore, type GradedList, retrieveCandidates } from "../../search";
import type { CandidateSources } from "../../search";
import type { Judgments } from "../judgments";

/** One judged query, with what the first stage finds for it. */
export interface JudgedList extends FeatureSample, GradedList {
  /** Gains of all judged products, found or not. */
  readonly judged: ReadonlyMap<string, number>;
}

/**
 * The lists that a ranker learns from: for each judged query the products that words and vectors bring, as a search would,
 * with the gains that people gave; a product that nobody judged has gain 0.
 *
 * @param vectors of the queries, where the index has vectors
 * @throws DataError when nothing found has a gain
 */
export async function judgedLists(
  sources: CandidateSources,
  store: FeatureStore,
  judgments: Judgments,
  vectors: ReadonlyMap<string, Float32Array> | undefined,
  { onProgress, signal }: { readonly onProgress: ProgressListener; readonly signal: AbortSignal },
): Promise<JudgedList[]> {
  const lists: JudgedList[] = [];
  const pace = new Pace(signal);
  let done = 0;
  for (const [query, judged] of judgments) {
    const vector = vectors?.get(query);
    const ids = retrieveCandidates(sources, query, vector);
    const features = store.rowsFor(query, ids, vector);
    const gains = Float64Array.from(ids, (id) => judged.get(id) ?? 0);
    lists.push({ query, ids, vector, features, gains, judged });
    onProgress({ task: "features", done: ++done, total: judgments.size, unit: "queries" });
    if (pace.isDue()) await pace.rest();
  }
  if (lists.some(({ gains }) => (gains as Float64Array).some((gain) => gain > 0))) return lists;
  throw new DataError("the index finds none of the judged products with a gain: is it of another catalogue?");
}
