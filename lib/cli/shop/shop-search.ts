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
  /** Holds the products; their price is the number "price" where they have one. */
  readonly index: SearchIndex;
  readonly facets: readonly ShopFacet[];
  /** Ids of all products by how much they are liked, most first: the order where nothing is searched for. */
  readonly popular: readonly string[];
  /** What people searched for, most frequent first. */
  readonly pastQueries: readonly string[];
}

type Filters = SearchRequest["filters"];

/** By id, what products are filtered and ordered by: read once, since every answer counts over all that match. */
type Attributes = ReadonlyMap<
  string,
  { readonly facets: Readonly<Record<string, string>>; readonly price: number | undefined }
>;

/**
 * An index as the shop asks it. Products must hold all words of a query where some do, else one of them; filters of one
 * facet join by "or", facets by "and", and a facet's counts leave its own choice aside, so that another value of it can be
 * added.
 */
export function shopSearch({ index, facets, popular, pastQueries }: ShopSearchParts): ShopSearch {
  index.prepare();
  const everything = popular.filter((id) => index.has(id));
  const byId: Attributes = new Map(
    everything.map((id) => [id, { facets: index.facetsOf(id)!, price: index.numbersOf(id)!["price"] }]),
  );

  const passes = (id: string, filters: Filters, except?: string): boolean =>
    Object.entries(filters).every(
      ([key, values]) => key === except || values.includes(byId.get(id)!.facets[key] ?? ""),
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

/**
 * An index of products for {@link shopSearch}.
 *
 * @param documents products, whose facets are those of `facets`
 * @param fields    weights of the documents' fields
 * @param facets    what can be filtered by
 */
export function indexProducts(
  documents: readonly SearchDocument[],
  fields: Readonly<Record<string, number>>,
  facets: readonly ShopFacet[],
): SearchIndex {
  const index = new SearchIndex({
    fields: Object.fromEntries(Object.entries(fields).map(([name, weight]) => [name, { weight }])),
    facets: facets.map(({ key }) => key),
    numbers: ["price"],
  });
  for (const document of documents) index.add(document);
  return index;
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

function countFacet({ key, name, nameOf }: ShopFacet, ids: readonly string[], byId: Attributes): Facet {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const value = byId.get(id)!.facets[key];
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const values = [...counts].map(([value, count]) => ({ value, name: nameOf(value), count }));
  return { key, name, values: values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)) };
}

/** Those without a price come last, whichever way prices are ordered. */
function sorted(ids: readonly string[], sort: SearchRequest["sort"], byId: Attributes): readonly string[] {
  if (sort === "relevance") return ids;
  const way = sort === "cheapest" ? 1 : -1;
  const priceOf = (id: string): number => byId.get(id)!.price ?? way * Infinity;
  return [...ids].sort((a, b) => way * (priceOf(a) - priceOf(b)) || 0);
}
