import { NotSupportedError } from "../contracts";
import type { SearchFilters } from "../search";
import type { OpenedSearch } from "./open-search";

/** How documents are found: by their words, by their meaning, or both fused. */
export const SEARCH_MODES = ["bm25", "vector", "hybrid"] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];

/** A found document as commands and the server show it. */
export interface ModeHit {
  readonly id: string;
  readonly score: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** Answer of a search in any mode. */
export interface ModeAnswer {
  readonly query: string;
  readonly items: readonly ModeHit[];
  /** How many documents match in all. */
  readonly total: number;
}

/** An index that is asked in one mode. */
export interface SearchInMode {
  readonly mode: SearchMode;
  search(query: string, k: number, filters?: SearchFilters): Promise<ModeAnswer>;
}

/**
 * The index in the mode that a person asked for; without a wish in the best it can.
 *
 * @throws NotSupportedError when the mode needs vectors and the index has none
 */
export function searchIn({ index }: OpenedSearch, mode: SearchMode | undefined): SearchInMode {
  if (mode !== undefined && mode !== "bm25") {
    throw new NotSupportedError(`--mode ${mode} needs vectors, and this index has none; --mode bm25 can be used`);
  }
  return {
    mode: "bm25",
    search: async (query, k, filters = {}) => {
      const { items } = index.search(query, { k, ...filters });
      return { query, items, total: index.count(query, filters).total };
    },
  };
}
