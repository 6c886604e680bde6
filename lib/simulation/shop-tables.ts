import type { WrittenSchema, WrittenType } from "../data";
import { formatDay } from "./calendar";
import type { Customer } from "./customers";
import type { CustomerHistory } from "./history";
import { categoryPath, type Product } from "./products";
import type { Cell } from "./row-sink";
import type { Shop } from "./shop";
import { BRANDS, COLOURS } from "./vocabulary/words";
import { LEAVES } from "./vocabulary/categories";

/** A table as it is written: its columns, and how one thing becomes its rows. */
export interface TableForm<Thing> {
  readonly schema: WrittenSchema;
  rowsOf(shop: Shop, thing: Thing): Cell[][];
}

/** What the shop knows of a customer. */
export const CUSTOMERS: TableForm<Customer> = {
  schema: columns("customer_id", "joined", "country", "region", "language", "age_band"),
  rowsOf: (shop, customer) => [
    [
      customer.id,
      formatDay(shop.calendar, customer.joinDay),
      customer.country,
      customer.region,
      customer.language,
      customer.ageBand,
    ],
  ],
};

/** What the shop knows of a product. */
export const PRODUCTS: TableForm<Product> = {
  schema: columns(
    "product_id",
    "title_en",
    "title_zh",
    "description_en",
    "description_zh",
    "category",
    "category_zh",
    "brand",
    "brand_zh",
    "colour",
    "colour_zh",
    "material",
    "size",
    "price:number",
    "cost:number",
    "stock:integer",
    "launched",
    "picture",
  ),
  rowsOf: (shop, product) => [
    [
      product.id,
      product.title.en,
      product.title.zh,
      product.description.en,
      product.description.zh,
      categoryPath(product.leaf, "en"),
      categoryPath(product.leaf, "zh"),
      BRANDS[product.brand]!.en,
      BRANDS[product.brand]!.zh,
      COLOURS[product.colour]!.en,
      COLOURS[product.colour]!.zh,
      LEAVES[product.leaf]!.materials[product.material]!.en,
      LEAVES[product.leaf]!.sizes[product.size]!.en,
      product.price,
      product.cost,
      product.stock,
      formatDay(shop.calendar, product.launchDay),
      picturePath(product),
    ],
  ],
};

/** What customers did: views, clicks, carts, purchases. */
export const EVENTS: TableForm<CustomerHistory> = {
  schema: columns("customer_id", "session_id", "time:time", "type", "product_id", "quantity:integer", "price:number"),
  rowsOf: (shop, { customer, events }) =>
    events.map((event) => [
      customer.id,
      sessionId(customer, event.session),
      event.time,
      event.type,
      shop.products[event.product]!.id,
      event.quantity,
      event.price,
    ]),
};

/** Stars. */
export const RATINGS: TableForm<CustomerHistory> = {
  schema: columns("customer_id", "product_id", "rating:integer", "time:time"),
  rowsOf: (shop, { customer, ratings }) =>
    ratings.map((rating) => [customer.id, shop.products[rating.product]!.id, rating.stars, rating.time]),
};

/** One row for each result that a search showed. */
export const SEARCHES: TableForm<CustomerHistory> = {
  schema: columns(
    "search_id",
    "session_id",
    "customer_id",
    "time:time",
    "language",
    "query",
    "page_order",
    "position:integer",
    "product_id",
    "clicked:integer",
  ),
  rowsOf: (shop, { customer, searches }) =>
    searches.flatMap((search) =>
      Array.from(search.products, (product, place) => [
        `${customer.id}-q${search.number + 1}`,
        sessionId(customer, search.session),
        customer.id,
        search.time,
        search.query.language,
        search.query.text,
        search.randomised ? "random" : "engine",
        place + 1,
        shop.products[product]!.id,
        search.clicked[place]!,
      ]),
    ),
};

/** Where a product's drawing stands in the shop's folder. */
export function picturePath(product: Product): string {
  return `pictures/${product.id}.svg`;
}

/** Columns from `name` (text) or `name:type`. */
export function columns(...specifications: readonly string[]): WrittenSchema {
  return specifications.map((specification) => {
    const [name, type = "string"] = specification.split(":");
    return { name: name!, type: type as WrittenType };
  });
}

function sessionId(customer: Customer, session: number): string {
  return `${customer.id}-s${session + 1}`;
}
