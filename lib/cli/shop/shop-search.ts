import { ValueError } from "../../contracts";
import { SearchIndex, type SearchDocument } from "../../search";
import type { Facet, SearchRequest, ShopSearch, ShopSearchAnswer, Words } from "../../storefront";

/** What customers can filter by. */
export interface ShopFacet {
  readonly key: string;
  readonly name: Words;
  /** How a value of it is called. */
  readonly nameOf: (value: string) => Words;
}

/** What the search box is made of. */
export interface ShopSearchParts {
  /** Products as documents; their facets are those of `facets`, their price the number "price" where they have one. */
  readonly documents: readonly SearchDocument[];
  /** Weights of the documents' fields. */
  readonly fields: Readonly<Record<string, number>>;
  readonly facets: readonly ShopFacet[];
  /** Ids by how much they are liked, most first: the order where nothing is searched for. */
  readonly popular: readonly string[];
  /** What people searched for, most frequent first. */
  readonly pastQueries: readonly string[];
}

type Filters = SearchRequest["filters"];

/**
 * An index as the shop asks it. Products must hold all words of a query where some do, else one of them; filters of one
 * facet join by "or", facets by "and", and a facet's counts leave its own choice aside, so that another value of it can be
 * added.
 */
export function shopSearch({ documents, fields, facets, popular, pastQueries }: ShopSearchParts): ShopSearch {
  const index = new SearchIndex({
    fields: Object.fromEntries(Object.entries(fields).map(([name, weight]) => [name, { weight }])),
    facets: facets.map(({ key }) => key),
    numbers: ["price"],
  });
  for (const document of documents) index.add(document);
  index.prepare();
  const byId = new Map(documents.map((document) => [document.id, document]));
  const everything = popular.filter((id) => byId.has(id));

  const passes = (id: string, filters: Filters, except?: string): boolean =>
    Object.entries(filters).every(
      ([key, values]) => key === except || values.includes(byId.get(id)!.facets![key] ?? ""),
    );

  const find = ({ query, filters, sort, from }: SearchRequest, size: number): ShopSearchAnswer => {
    for (const key of Object.keys(filters)) {
      if (!facets.some((facet) => facet.key === key)) throw new ValueError(`there is no filter ${JSON.stringify(key)}`);
    }
    const matching = query.trim() === "" ? everything : matches(index, query);
    const within = matching.filter((id) => passes(id, filters));
    const counted = facets.map((facet) =>
      countFacet(
        facet,
        matching.filter((id) => passes(id, filters, facet.key)),
        byId,
      ),
    );
    const ids = sorted(within, sort, byId).slice(from, from + size);
    return { total: within.length, ids, facets: counted, didYouMean: query === "" ? undefined : index.suggest(query) };
  };

  return {
    kind: "bm25",
    find,
    mark: (query, text) => index.highlight(query, text),
    complete: (typed, k) => {
      const begin = typed.toLowerCase();
      const asked = pastQueries.filter((query) => query.startsWith(begin) && query !== begin);
      return [...new Set([...asked.slice(0, k), ...index.complete(typed, k)])].slice(0, k);
    },
  };
}

/** Ids that hold every word of a query, or, where none does, any; best first. */
function matches(index: SearchIndex, query: string): string[] {
  const idsFor = (text: string): string[] => index.search(text, { k: index.size }).items.map(({ id }) => id);
  const any = idsFor(query);
  const words = query.includes('"') ? [] : [...new Set(index.analyser.words(query))];
  if (words.length < 2) return any;
  const sets = words.map((word) => new Set(idsFor(word)));
  const all = any.filter((id) => sets.every((set) => set.has(id)));
  return all.length > 0 ? all : any;
}

function countFacet(
  { key, name, nameOf }: ShopFacet,
  ids: readonly string[],
  byId: ReadonlyMap<string, SearchDocument>,
): Facet {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const value = byId.get(id)!.facets?.[key];
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const values = [...counts].map(([value, count]) => ({ value, name: nameOf(value), count }));
  return { key, name, values: values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)) };
}

/** Those without a price come last, whichever way prices are ordered. */
function sorted(
  ids: readonly string[],
  sort: SearchRequest["sort"],
  byId: ReadonlyMap<string, SearchDocument>,
): readonly string[] {
  if (sort === "relevance") return ids;
  const way = sort === "cheapest" ? 1 : -1;
  const priceOf = (id: string): number => byId.get(id)!.numbers?.["price"] ?? way * Infinity;
  return [...ids].sort((a, b) => way * (priceOf(a) - priceOf(b)) || 0);
}
