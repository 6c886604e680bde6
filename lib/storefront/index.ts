// Needs: contracts
// Packages: fastify, @sinclair/typebox
/**
 * storefront: what the customer sees. A shop in front of models and a search index, on the same server: a first page with
 * "for you" and why, search with suggestions and facets, product pages, a basket, and a panel that shows which model said
 * what. Its page is a program of its own, in `page/`, that the browser loads as it was compiled.
 *
 * @packageDocumentation
 */
export { SHOP_PATH, type Storefront, storefront } from "./storefront";
export type {
  RecommendedItem,
  ShopCatalogue,
  ShopEvent,
  ShopExperiment,
  ShopRecommender,
  ShopSearch,
  ShopSearchAnswer,
  StorefrontOptions,
} from "./ports";
export type {
  Card,
  Department,
  Facet,
  FoundCard,
  HomeAnswer,
  HomeRequest,
  Language,
  PathStep,
  Product,
  Reason,
  Said,
  SearchAnswer,
  SearchRequest,
  Shelf,
  ShelfItem,
  ShelfName,
  Sorting,
  Visitor,
  Words,
} from "./page/contract";
export { chooseForYou } from "./shelves";
export { drawProductPicture, type PictureTraits } from "./picture";
