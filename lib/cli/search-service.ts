import type { SearchService } from "../serving";
import { openSearch } from "./open-search";
import { searchIn } from "./search-modes";

/** The index of a folder as the server asks it, all built before the first request. */
export async function openSearchService(dir: string): Promise<SearchService> {
  const opened = await openSearch(dir, "--search");
  const { index } = opened;
  const searcher = await searchIn(opened, undefined);
  index.prepare();
  return {
    search: (query, k, facets) => searcher.search(query, k, { facets }),
    suggest: (text, k) => ({ text, completions: index.complete(text, k), didYouMean: index.suggest(text) }),
  };
}
