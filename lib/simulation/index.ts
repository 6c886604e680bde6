// Needs: contracts, random, wasm, bundle, ranking, data
// Packages: @duckdb/node-api, fflate
/**
 * simulation: a shop made from one seed, with the truth that was planted in it. Customers with tastes visit, browse,
 * search, buy and rate; products have titles in English and Chinese, prices, pictures, complements and substitutes.
 *
 * The model, where u is a customer, i a product, l its kind (a leaf of the category tree) and t a day:
 *
 * - taste: p_u = unit(0.85 m_s + 0.55 z), near the centre m_s of the customer's segment; p_u(t) = unit(p_u + t d_u) drifts;
 * - product: q_i = unit(0.65 c_l + 0.5 style + 0.25 brand + 0.45 z): what a product is says much of who likes it;
 * - utility: V_ui(t) = A p_u(t)·q_i + b_i(t) − β_u ln(price_i(t) / median price of l) + season_l(t);
 * - popularity: b_i(t) walks at random from month to month; season: amplitude_l cos(2π (day of year − peak_l) / 365);
 * - wish: P(kind l) ∝ exp(B p_u(t)·c_l + season_l(t));
 * - choice from a shelf or among clicked results: P(buy i) = e^V_i / (e^V₀ + Σ e^V_j);
 * - click at position k: k^−η · ρ(grade) · (½ + σ(A p_u·q_i − 1)), the first factor being the chance that it is seen;
 * - complement j of a bought product: bought along with probability γ σ(V_uj − 1);
 * - stars: round(μ + b_u + b_i + w p_u(t)·q_i + noise), within 1 to 5.
 *
 * The letters are named in {@link ShopModel}. Every customer draws from a stream of their own, derived from the seed and
 * the customer's index: the first n customers are the same however many are asked for.
 *
 * @packageDocumentation
 */
export { createShop, expectedRating, expectedUtility, type Shop } from "./shop";
export { DEFAULT_MODEL, LEAST_PRODUCTS, type ShopModel, type ShopOptions, type ShopSettings } from "./settings";
export { formatDay, formatTime, type Calendar } from "./calendar";
export { Market } from "./market";
export { categoryPath, type Product } from "./products";
export type { ProductTexts, ProductTraits } from "./titles";
export { drawPicture } from "./picture";
export { poisson } from "./distributions";
export { tasteOn, type Customer } from "./customers";
export { gradeOf, type Grade, type Language, type Query, QueryBook, type Wish } from "./queries";
export { type ResultsPage, SearchEngine } from "./results-page";
export type { TasteSpace } from "./taste-space";
export {
  customerHistories,
  customerHistory,
  type CustomerHistory,
  type EventType,
  type Rating,
  type Search,
  type ShopEvent,
} from "./history";
export {
  type Contacts,
  EVENT_TYPES,
  type EventColumns,
  type PlantedTruth,
  type SimulatedShop,
  simulateShop,
} from "./in-memory";
export { writeShop, type WriteShopOptions, type WrittenShop } from "./write-shop";
export { type RetailDefects, type RetailFile, type RetailFileOptions, simulateRetailFile } from "./retail-file";
export { DIRT_RATES } from "./retail-dirt";
export { BRANDS, type Brand, type Colour, COLOURS, STYLES, type Word } from "./vocabulary/words";
export { COMPLEMENT_LEAVES, DEPARTMENT_OF_LEAF, DEPARTMENTS, LEAVES } from "./vocabulary/categories";
export type { Department, LeafCategory, Shape } from "./vocabulary/category";
export { COUNTRIES, type Country } from "./vocabulary/places";
export { AGE_BANDS, type Segment, SEGMENTS } from "./vocabulary/segments";
