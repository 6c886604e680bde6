import { NotSupportedError } from "../contracts";
import { reciprocalRankFusion } from "../fusion";
import { rankedDocuments, type ScoredDocument, type SearchFilters, type SearchIndex } from "../search";
import type { OpenedSearch } from "./open-search";
import { openEmbedder, vectorsOf } from "./search-vectors";

/** How documents are found: by their words, by their meaning, or both fused. */
export const SEARCH_MODES = ["bm25", "vector", "hybrid"] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];

/** A found document as commands and the server show it. */
export interface ModeHit extends ScoredDocument {
  readonly fields: Readonly<Record<string, string>>;
}

/** Answer of a search in any mode. */
export interface ModeAnswer {
  readonly query: string;
  readonly items: readonly ModeHit[];
  /** How many documents match in all. By meaning every one does that the filters let through. */
  readonly total: number;
}

/** An index that is asked in one mode. */
export interface SearchInMode {
  /** How it finds: one of the modes, or a trained ranker over both. */
  readonly mode: SearchMode | "ranker";
  /** At once by words; later where a network must embed the query first. */
  search(query: string, k: number, filters?: SearchFilters): ModeAnswer | Promise<ModeAnswer>;
}

/** How many documents each side brings to a fused answer at least. */
const FUSED_DEPTH = 100;

/**
 * The index in the mode that a person asked for; without a wish hybrid where it has vectors, else by words.
 *
 * @throws NotSupportedError when the mode needs vectors and the index has none
 */
export async function searchIn({ index, bundle }: OpenedSearch, wish: SearchMode | undefined): Promise<SearchInMode> {
  const saved = wish === "bm25" ? undefined : vectorsOf(bundle);
  if (saved === undefined) {
    if (wish === undefined || wish === "bm25") return byWords(index);
    throw new NotSupportedError(
      `--mode ${wish} needs vectors, and this index has none: index --vectors minilm makes them; --mode bm25 can be used`,
    );
  }
  const embed = await openEmbedder(saved.model);
  const nearest = async (query: string, k: number, allowed: ReadonlySet<string>): Promise<ScoredDocument[]> =>
    query.trim() === "" ? [] : saved.vectors.search(await embed([query]), k, { allowed });
  const mode = wish ?? "hybrid";
  return {
    mode,
    search: async (query, k, filters = {}) => {
      const allowed = index.idsWithin(filters);
      const found =
        mode === "vector"
          ? await nearest(query, k, allowed)
          : fused(
              index.search(query, { k: Math.max(k, FUSED_DEPTH), ...filters }).items,
              await nearest(query, Math.max(k, FUSED_DEPTH), allowed),
              k,
            );
      const items = found.map(({ id, score }) => ({ id, score, fields: index.fieldsOf(id) ?? {} }));
      return { query, items, total: allowed.size };
    },
  };
}

function byWords(index: SearchIndex): SearchInMode {
  return {
    mode: "bm25",
    search: (query, k, filters = {}) => {
      const { items } = index.search(query, { k, ...filters });
      return { query, items, total: index.count(query, filters).total };
    },
  };
}

function fused(words: readonly ScoredDocument[], vectors: readonly ScoredDocument[], k: number): ScoredDocument[] {
  const { lists, ids } = rankedDocuments([words, vectors]);
  const { items, scores } = reciprocalRankFusion(lists, { k });
  return Array.from(items, (item, n) => ({ id: ids[item]!, score: scores[n]! }));
}
