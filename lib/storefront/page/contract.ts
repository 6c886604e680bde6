/**
 * What the shop's page and the server say to each other. Both sides are compiled against this one file.
 */

/** Languages that the shop speaks. */
export type Language = "en" | "zh";

/** One meaning in each language. */
export type Words = Readonly<Record<Language, string>>;

/** A product as it stands on a shelf. */
export interface Card {
  readonly id: string;
  readonly title: Words;
  readonly brand: Words;
  /** What kind of product it is: "Teapots". */
  readonly kind: Words;
  /** Of a piece, in the shop's currency; left out where nobody knows it. */
  readonly price?: number;
  /** Price before an offer. */
  readonly before?: number;
  /** Mean of its ratings, 1 to 5. */
  readonly stars?: number;
}

/** A product as its own page shows it. */
export interface Product extends Card {
  readonly description: Words;
  /** From the department down: names, with the filter that shows that part of the shop. */
  readonly path: readonly PathStep[];
  /** "Colour: Ivory" and the like. */
  readonly facts: readonly { readonly name: Words; readonly value: Words }[];
}

/** One step of a product's path through the shop. */
export interface PathStep {
  readonly name: Words;
  readonly facet: string;
  readonly value: string;
}

/** Every row of products that the shop can show. */
export type ShelfName = "for-you" | "recent" | "offers" | "popular" | "goes-with" | "people-also" | "results";

/** Why something is recommended: what the customer bought or looked at, or that many buy it. */
export interface Reason {
  readonly kind: "bought" | "looked" | "popular";
  /** What it was; left out for "popular". */
  readonly item?: { readonly id: string; readonly title: Words };
}

/** A product on a shelf. */
export interface ShelfItem {
  readonly card: Card;
  /** The model's score; its unit is the model's own. */
  readonly score: number;
  readonly why?: Reason;
}

/** Who filled a shelf, and how long it took: what the panel shows. */
export interface Said {
  readonly shelf: ShelfName;
  /** "als", "item-knn", "bm25", "popularity"; what the shop itself remembers is "memory". */
  readonly model: string;
  /** Name of the one saved version, where it has one. */
  readonly version?: string;
  /** Arm of the experiment that decided which model was asked. */
  readonly arm?: string;
  /** From question to answer, on the server. */
  readonly milliseconds: number;
  readonly items: number;
}

/** A row of products. */
export interface Shelf {
  readonly name: ShelfName;
  readonly items: readonly ShelfItem[];
  readonly said: Said;
}

/** Somebody whom one can be in this shop. */
export interface Visitor {
  readonly id: string;
  readonly kind: "new" | "loyal" | "bargain";
  readonly name: Words;
  /** A line about them. */
  readonly about: Words;
}

/** GET /shop/api/start: what does not change while the page is open. */
export interface StartAnswer {
  readonly name: Words;
  /** Where products and customers come from. */
  readonly origin: Words;
  /** ISO 4217: "GBP". */
  readonly currency: string;
  readonly visitors: readonly Visitor[];
  readonly departments: readonly Department[];
  /** Id of the experiment that runs, if one does. */
  readonly experiment?: string;
}

/** A department, by the filter that shows it. */
export interface Department {
  /** Key of the facet that it is a value of. */
  readonly facet: string;
  readonly value: string;
  readonly name: Words;
  /** Id of a product whose picture stands for it. */
  readonly picture: string;
}

/** POST /shop/api/home. */
export interface HomeRequest {
  readonly customer: string;
  /** False leaves out why things are recommended. */
  readonly why?: boolean;
}
export interface HomeAnswer {
  readonly arm?: string;
  readonly shelves: readonly Shelf[];
}

/** POST /shop/api/product. */
export interface ProductRequest {
  readonly customer: string;
  readonly id: string;
}
export interface ProductAnswer {
  readonly product: Product;
  readonly shelves: readonly Shelf[];
}

/** POST /shop/api/basket: the products of a basket that the page keeps, and what goes with them. */
export interface BasketRequest {
  readonly customer: string;
  readonly items: readonly string[];
}
export interface BasketAnswer {
  /** Those that the shop has, in the order asked for. */
  readonly cards: readonly Card[];
  readonly shelves: readonly Shelf[];
}

/** Orders of results. */
export type Sorting = "relevance" | "cheapest" | "dearest";

/** POST /shop/api/search. An empty query shows everything that the filters let through, most popular first. */
export interface SearchRequest {
  readonly query: string;
  readonly language: Language;
  /** By facet, the values that are allowed. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly sort: Sorting;
  /** Results to pass over. */
  readonly from: number;
}
export interface SearchAnswer {
  readonly total: number;
  readonly items: readonly FoundCard[];
  readonly facets: readonly Facet[];
  /** The query as it was probably meant; left out where nothing is misspelt. */
  readonly didYouMean?: string;
  readonly said: Said;
}

/** A found product with its title in pieces: those that the query asked for are marked. */
export interface FoundCard {
  readonly card: Card;
  readonly title: readonly { readonly text: string; readonly hit: boolean }[];
}

/** Something to filter by, with how many results each value would leave. */
export interface Facet {
  readonly key: string;
  readonly name: Words;
  readonly values: readonly { readonly value: string; readonly name: Words; readonly count: number }[];
}

/** POST /shop/api/suggest. */
export interface SuggestRequest {
  readonly text: string;
  readonly language: Language;
}
export interface SuggestAnswer {
  readonly completions: readonly string[];
  /** The best products for what is typed so far. */
  readonly cards: readonly Card[];
}

/** Refusals of the server. */
export interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly path: string };
}
