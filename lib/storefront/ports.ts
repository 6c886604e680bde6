import type { Card, Department, Facet, Product, SearchRequest, Visitor, Words } from "./page/contract";

/** Something that a customer did since the models were trained. */
export interface ShopEvent {
  readonly item: string;
  readonly type: "view" | "click" | "cart" | "buy";
}

/** A model with the ids of its users and items, as the room `serving` has it. */
export interface ShopRecommender {
  /** Which model it is: "als". */
  readonly kind: string;
  /** Names this one saved version. */
  readonly name: string;
  knowsUser(user: string): boolean;
  knowsItem(item: string): boolean;
  /** The k best items that the user does not have. */
  recommend(user: string, k: number, recent: readonly ShopEvent[]): { readonly items: readonly RecommendedItem[] };
  /** The k items most like one item; throws where the model does not know the item or cannot tell. */
  similar(item: string, k: number): { readonly items: readonly { readonly item: string; readonly score: number }[] };
  /** Which of the user's items a score came from, largest first; throws where the model cannot tell. */
  explain(
    user: string,
    item: string,
  ): { readonly contributions: readonly { readonly item: string; readonly amount: number }[] };
}

/** One recommended item. */
export interface RecommendedItem {
  readonly item: string;
  readonly score: number;
  /** The model, or "popularity" for an unknown user. */
  readonly source: string;
}

/** A query's answer in ids. */
export interface ShopSearchAnswer {
  readonly total: number;
  readonly ids: readonly string[];
  /** For each facet how many results each value would leave, were it the only one chosen of that facet. */
  readonly facets: readonly Facet[];
  readonly didYouMean?: string;
}

/** The index behind the search box. */
export interface ShopSearch {
  /** How it ranks: "bm25". */
  readonly kind: string;
  /**
   * One page of results.
   *
   * @throws ValueError when a filter names what the index does not have
   */
  find(request: SearchRequest, size: number): ShopSearchAnswer | Promise<ShopSearchAnswer>;
  /** A text in pieces; those that the query asks for are hits. */
  mark(query: string, text: string): readonly { readonly text: string; readonly hit: boolean }[];
  /** How a query that is being typed may go on, likeliest first. */
  complete(typed: string, k: number): readonly string[];
}

/** What the shop sells. */
export interface ShopCatalogue {
  readonly name: Words;
  /** Where products and customers come from, in a sentence. */
  readonly origin: Words;
  /** ISO 4217. */
  readonly currency: string;
  readonly departments: readonly Department[];
  card(id: string): Card | undefined;
  product(id: string): Product | undefined;
  /** The product's picture as SVG text, or undefined when there is no such product. */
  picture(id: string): string | undefined;
  /** Ids of what is on offer, best offers first. */
  readonly offers: readonly string[];
  /** Ids of what most people buy, most first. */
  readonly popular: readonly string[];
}

/** An experiment on "for you": each customer's arm says which model fills the shelf. */
export interface ShopExperiment {
  readonly id: string;
  /** The arm of a customer; undefined for one who takes no part, who gets the default model. */
  armOf(customer: string): string | undefined;
  /** For each arm its model. */
  readonly arms: Readonly<Record<string, ShopRecommender>>;
  /** Hears of every list that an arm filled and a customer got. */
  readonly onExposure?: (exposure: { readonly unit: string; readonly arm: string; readonly time: number }) => void;
}

/** What a shop is made of. */
export interface StorefrontOptions {
  readonly catalogue: ShopCatalogue;
  readonly search: ShopSearch;
  /** Fills "for you". */
  readonly forYou: ShopRecommender;
  /** Fills "goes with": what is bought together. */
  readonly goesWith?: ShopRecommender;
  /** Fills "people also": what the same people look at. */
  readonly peopleAlso?: ShopRecommender;
  /** Whom one can be; at least one. */
  readonly visitors: readonly Visitor[];
  readonly experiment?: ShopExperiment;
  /**
   * Origins whose pages may show the shop in a frame: "http://127.0.0.1:8888", or "http://127.0.0.1:*" for any port. Nobody
   * unless given: who frames a page can lay something over its buttons.
   */
  readonly framedBy?: readonly string[];
}
