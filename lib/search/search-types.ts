import type { AnalysisSettings } from "./documents/search-analyser";
import type { FacetCount, SearchFilters } from "./documents/attribute-table";
import type { FieldSettings } from "./postings/bm25f";
import type { Correction, PlanOptions } from "./queries/query-plan";

/** What an index is made of. */
export interface SearchIndexOptions {
  /** Fields of text with their weights. At least one; a document has no others. */
  readonly fields: Readonly<Record<string, FieldSettings>>;
  /** Names of facets. */
  readonly facets?: readonly string[];
  /** Names of numbers. */
  readonly numbers?: readonly string[];
  /** How soon more occurrences of a word add little; 1.2 unless given. */
  readonly k1?: number;
  readonly analysis?: AnalysisSettings;
}

/** What is asked for besides the query. */
export interface SearchOptions extends SearchFilters, PlanOptions {
  /** How many documents at most; 10 unless given. */
  readonly k?: number;
}

/** A document that was found. */
export interface FoundDocument {
  readonly id: string;
  readonly score: number;
  /** Its texts by field. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Answer to a query. */
export interface SearchResult {
  readonly query: string;
  /** Best first; equal scores in the order of adding. */
  readonly items: readonly FoundDocument[];
  readonly corrections: readonly Correction[];
}

/** All documents that match a query, counted. */
export interface MatchCounts {
  readonly total: number;
  /** By facet, how many of them have each value. */
  readonly facets: Readonly<Record<string, readonly FacetCount[]>>;
}
