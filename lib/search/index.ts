// Needs: contracts, random, wasm, bundle, linalg, ranking, text
// Packages: stopword, wink-porter2-stemmer, jieba-wasm (optional)
/**
 * search: an inverted index that ranks by BM25 and BM25F, exactly and without scoring most documents. Fields, phrases,
 * prefixes, misspelt words, filters, facets, explanations; documents come and go at any time.
 *
 * @packageDocumentation
 */
export { type AnalysisSettings, SearchAnalyser } from "./documents/search-analyser";
export type { FacetCount, SearchFilters } from "./documents/attribute-table";
export { type FieldSettings, inverseDocumentFrequency, occurrenceWeight, termScore } from "./postings/bm25f";
export { editDistance } from "./queries/edit-distance";
export type { Explanation, FieldExplanation, TermExplanation } from "./matches/explain";
export type { Fragment } from "./matches/highlight";
export { parseQuery, type QueryPart } from "./queries/parse-query";
export type { Correction, PlanOptions } from "./queries/query-plan";
export { searchFromBundle, searchToBundle } from "./search-bundle";
export type { SearchDocument } from "./documents/search-document";
export { SearchIndex } from "./search-index";
export type { FoundDocument, MatchCounts, SearchIndexOptions, SearchOptions, SearchResult } from "./search-types";
export type { VectorHits, VectorIndex, VectorMetric, VectorSearchOptions } from "./vectors/vector-index";
export { ExactIndex, type ExactIndexOptions } from "./vectors/exact-index";
export { buildHnsw, HnswIndex, type HnswOptions, type HnswSettings } from "./vectors/hnsw-index";
export { vectorsFromBundle } from "./vectors/vector-bundle";
export type { VectorSlotsOptions } from "./vectors/vector-slots";
export { recallCurve, type RecallCurveOptions, recallOf, type RecallPoint } from "./vectors/recall-curve";
export { DocumentVectors, type DocumentVectorsOptions } from "./vectors/document-vectors";
export { type JoinableLists, rankedDocuments, type ScoredDocument } from "./vectors/ranked-documents";

// Learning to rank: features, training lists, rankers
export { type FeatureRows, type FeatureScorer } from "./learning/feature-rows";
export { FEATURE_SET_VERSION, type FeatureSchema, featureSchema, requireSameFeatures } from "./learning/feature-schema";
export { type FeatureSample, featureSkew, type SkewedFeature } from "./learning/feature-skew";
export { FeatureStore, type FeatureStoreOptions } from "./learning/feature-store";
export { fitRankNet, type RankNetOptions } from "./learning/fit-rank-net";
export { type GradedList, type GradedLists, gradesOfGains, joinLists } from "./learning/graded-lists";
export { LearnedRanker, type LearnedSearchOptions } from "./learning/learned-ranker";
export { RankNet, type RankNetWeights } from "./learning/rank-net";
export { rankNetFromBundle, rankNetToBundle } from "./learning/rank-net-bundle";
export { rerank, type Reranker, type RerankOptions } from "./learning/reranker";
export { type CandidateSources, retrieveCandidates } from "./learning/retrieve-candidates";
export { type DocumentMatch, type FieldMatch, type QueryMatcher } from "./queries/query-matcher";

// Clicks: what they say once it is known what was seen
export { CascadeModel, fitCascadeModel } from "./clicks/cascade-model";
export type { ClickModel, ClickPage } from "./clicks/click-page";
export { clickPerplexity } from "./clicks/click-perplexity";
export { clickLists, estimatedAttraction, inversePropensities, type PropensityOptions } from "./clicks/click-training";
export { type LoggedChoices, offPolicyValues, type PolicyValue, type PolicyValues } from "./clicks/off-policy";
export {
  examinationFromShuffled,
  fitPositionBasedModel,
  PositionBasedModel,
  type PositionBasedOptions,
} from "./clicks/position-based-model";
export { rankingValue, type RankingRule, type RankingValueOptions, shuffledPagesValue } from "./clicks/ranking-value";
export { type ReadingBehaviour, simulateClicks } from "./clicks/simulate-clicks";

// What a query means
export { categoryIntent, type CategoryIntentOptions, type CategoryShare } from "./understanding/category-intent";
export { FacetLexicon, type FacetMention } from "./understanding/facet-mentions";
export { expandByFeedback, type FeedbackOptions } from "./understanding/feedback-expansion";
export { priceMention, type PriceMention } from "./understanding/price-range";
export { type Writing, writingOf } from "./understanding/query-writing";
export { sizeMentions, type SizeMention } from "./understanding/size-mentions";
export { correctSpelling } from "./understanding/spelling";
export { type SynonymGroups, Synonyms } from "./understanding/synonyms";
export { QueryReader, type QueryReaderOptions, type UnderstoodQuery } from "./understanding/understand-query";
