import { requireInteger, requireLength } from "../../contracts";
import type { SearchFilters } from "../documents/attribute-table";
import type { ScoredDocument } from "../vectors/ranked-documents";
import type { FeatureScorer } from "./feature-rows";
import { FeatureStore } from "./feature-store";
import { type CandidateSources, retrieveCandidates } from "./retrieve-candidates";

/** What is asked of a {@link LearnedRanker} besides the query. */
export interface LearnedSearchOptions extends SearchFilters {
  /** How many documents at most, at least 1; 10 unless given. */
  readonly k?: number;
  /** The query's vector, where the ranker has vectors. */
  readonly vector?: Float32Array;
}

/**
 * Search in two stages: words and vectors bring candidates, a trained scorer sorts them by their features.
 *
 * ```ts
 * const trees = await fitLambdaMart(lists.features, gradesOfGains(lists.gains), lists.starts);
 * const ranker = new LearnedRanker({ index, vectors }, trees);
 * ranker.search("red shoes", { vector });
 * ```
 */
export class LearnedRanker {
  readonly store: FeatureStore;

  /**
   * @param sources index and vectors
   * @param scorer  trained on the features of a store over such an index
   * @throws ShapeError when it was trained on another number of features; {@link requireSameFeatures} tells more
   */
  constructor(
    private readonly sources: CandidateSources,
    private readonly scorer: FeatureScorer,
  ) {
    this.store = new FeatureStore(sources.index, sources);
    requireLength("features of the scorer", scorer.columns, this.store.schema.names.length);
  }

  /**
   * The best documents for a query; equal scores in the order of retrieval.
   *
   * @throws ValueError when k is not at least 1 or a filter names what the index does not have
   */
  search(query: string, { k = 10, vector, ...filters }: LearnedSearchOptions = {}): ScoredDocument[] {
    requireInteger("k", k, 1);
    const { depth = 100 } = this.sources;
    const ids = retrieveCandidates({ ...this.sources, depth: Math.max(depth, k) }, query, vector, filters);
    return this.order(query, ids, vector).slice(0, k);
  }

  /** Sorts given documents, all of them. */
  order(query: string, ids: readonly string[], vector?: Float32Array): ScoredDocument[] {
    const scores = this.scorer.scores(this.store.rowsFor(query, ids, vector));
    return ids.map((id, n) => ({ id, score: scores[n]! })).sort((a, b) => b.score - a.score);
  }
}
