import type { Sorting } from "./contract.js";

/** Where the shop stands on its server. */
const SHOP = "/shop";

/** What the address says. */
export type Place =
  | { readonly name: "home" }
  | { readonly name: "product"; readonly id: string; readonly found: boolean }
  | { readonly name: "basket" }
  | SearchPlace
  | { readonly name: "nowhere" };

/** A list of results: what was searched for, filtered by and ordered by. */
export interface SearchPlace {
  readonly name: "search";
  readonly query: string;
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly sort: Sorting;
}

const SORTINGS: readonly string[] = ["relevance", "cheapest", "dearest"] satisfies Sorting[];

/** The place of an address. */
export function placeAt({ pathname, search }: { readonly pathname: string; readonly search: string }): Place {
  const path = pathname.slice(SHOP.length).replace(/\/+$/, "");
  const parameters = new URLSearchParams(search);
  if (path === "") return { name: "home" };
  if (path === "/basket") return { name: "basket" };
  if (path === "/search") return searchPlace(parameters);
  const product = /^\/product\/([^/]+)$/.exec(path);
  if (product === null) return { name: "nowhere" };
  return { name: "product", id: decodeURIComponent(product[1]!), found: parameters.has("found") };
}

function searchPlace(parameters: URLSearchParams): SearchPlace {
  const filters: Record<string, string[]> = {};
  for (const [name, value] of parameters) {
    if (name.startsWith("f.")) (filters[name.slice(2)] ??= []).push(value);
  }
  const sort = parameters.get("sort") ?? "";
  return {
    name: "search",
    query: parameters.get("q") ?? "",
    filters,
    sort: SORTINGS.includes(sort) ? (sort as Sorting) : "relevance",
  };
}

/** The address of a place. */
export function addressOf(place: Place): string {
  switch (place.name) {
    case "product":
      return `${SHOP}/product/${encodeURIComponent(place.id)}${place.found ? "?found=1" : ""}`;
    case "basket":
      return `${SHOP}/basket`;
    case "search": {
      const parameters = new URLSearchParams();
      if (place.query !== "") parameters.set("q", place.query);
      for (const [facet, values] of Object.entries(place.filters)) {
        for (const value of values) parameters.append(`f.${facet}`, value);
      }
      if (place.sort !== "relevance") parameters.set("sort", place.sort);
      return `${SHOP}/search?${parameters}`;
    }
    default:
      return `${SHOP}/`;
  }
}

/** The results of a query or a filter, from the best on. */
export function resultsOf(query: string, filters: SearchPlace["filters"] = {}): SearchPlace {
  return { name: "search", query, filters, sort: "relevance" };
}

/** Where the picture of a product is. */
export function pictureOf(id: string): string {
  return `${SHOP}/pictures/${encodeURIComponent(id)}.svg`;
}
