import { requireInteger, ValueError } from "../../contracts";
import type { SearchIndex } from "../search-index";

/** A category that a query is probably about. */
export interface CategoryShare {
  readonly value: string;
  /** In (0, 1]; the shares of all categories sum to 1. */
  readonly share: number;
}

/** How {@link categoryIntent} looks. */
export interface CategoryIntentOptions {
  /** How many of the best documents are asked, at least 1; 50 unless given. */
  readonly documents?: number;
  /** Levels of a path "a > b > c" that are told apart, at least 1; all unless given. */
  readonly levels?: number;
}

/**
 * Which categories a query is about, by a vote of the documents that answer it best, each with its score:
 * share(c) = Σ score(d) over found d in c / Σ score(d) over found d that have a category. So it needs no training and
 * follows the catalogue; what it cannot know is what customers click on.
 *
 * @param index with the facet
 * @param query as it was typed
 * @param facet name of the facet that holds the category
 * @returns largest share first, equals by code-unit order; none where nothing is found
 * @throws ValueError when the index has no such facet
 */
export function categoryIntent(
  index: SearchIndex,
  query: string,
  facet: string,
  { documents = 50, levels = Infinity }: CategoryIntentOptions = {},
): CategoryShare[] {
  if (!index.options.facets.includes(facet)) throw new ValueError(`the index has no facet ${JSON.stringify(facet)}`);
  if (levels !== Infinity) requireInteger("levels", levels, 1);
  const sums = new Map<string, number>();
  let all = 0;
  for (const { id, score } of index.search(query, { k: documents }).items) {
    const path = index.facetsOf(id)?.[facet];
    if (path === undefined) continue;
    const category = path.split(" > ").slice(0, levels).join(" > ");
    sums.set(category, (sums.get(category) ?? 0) + score);
    all += score;
  }
  return [...sums]
    .map(([value, sum]) => ({ value, share: sum / all }))
    .sort((a, b) => b.share - a.share || (a.value < b.value ? -1 : 1));
}
