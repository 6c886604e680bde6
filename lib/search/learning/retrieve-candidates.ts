import { requireInteger } from "../../contracts";
import type { SearchFilters } from "../documents/attribute-table";
import type { SearchIndex } from "../search-index";
import type { DocumentVectors } from "../vectors/document-vectors";

/** Where candidates come from. */
export interface CandidateSources {
  readonly index: SearchIndex;
  readonly vectors?: DocumentVectors;
  /** Documents that words and vectors bring each, at least 1; 100 unless given. */
  readonly depth?: number;
}

/**
 * The documents that a ranker is asked to sort: the best by words and, where there are vectors, the best by meaning. The
 * same in training and in serving, so that a ranker meets what it has learnt on.
 *
 * @param vector  the query's, where vectors shall be asked
 * @param filters what may be found
 * @returns ids, those found by words first, each once
 * @throws ValueError when depth is not at least 1 or a filter names what the index does not have
 */
export function retrieveCandidates(
  { index, vectors, depth = 100 }: CandidateSources,
  query: string,
  vector?: Float32Array,
  filters: SearchFilters = {},
): string[] {
  requireInteger("depth", depth, 1);
  const found = new Set(index.search(query, { k: depth, ...filters }).items.map(({ id }) => id));
  if (vectors !== undefined && vector !== undefined && vectors.size > 0) {
    const isFiltered = filters.facets !== undefined || filters.ranges !== undefined;
    const allowed = isFiltered ? index.idsWithin(filters) : undefined;
    for (const { id } of vectors.search(vector, depth, { allowed })) if (index.has(id)) found.add(id);
  }
  return [...found];
}
