import type { SearchService } from "../serving";
import type { OpenedSearch } from "./open-search";
import { searchIn } from "./search-modes";

/** A saved index as the server asks it, all built before the first request. */
export async function searchService(opened: OpenedSearch): Promise<SearchService> {
  const { index } = opened;
  const searcher = await searchIn(opened, undefined);
  index.prepare();
  return {
    search: (query, k, facets) => searcher.search(query, k, { facets }),
    suggest: (text, k) => ({ text, completions: index.complete(text, k), didYouMean: index.suggest(text) }),
  };
}
