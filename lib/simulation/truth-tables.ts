import type { Customer } from "./customers";
import { categoryPath, type Product } from "./products";
import { gradeOf, type Query } from "./queries";
import type { Cell } from "./row-sink";
import type { Shop } from "./shop";
import { columns, type TableForm } from "./shop-tables";
import { LEAVES } from "./vocabulary/categories";
import { SEGMENTS } from "./vocabulary/segments";

/** The planted numbers of a customer. `dimensions` is D. */
export function customerTruth(dimensions: number): TableForm<Customer> {
  const names = ["segment", "price_sensitivity:number", "visits_per_year:number", "rating_bias:number"];
  return {
    schema: columns(
      "customer_id",
      ...names,
      ...vectorColumns("taste", dimensions),
      ...vectorColumns("drift", dimensions),
    ),
    rowsOf: (_shop, customer) => [
      [
        customer.id,
        SEGMENTS[customer.segment]!.en,
        rounded(customer.priceSensitivity),
        rounded(customer.visitsPerYear),
        rounded(customer.ratingBias),
        ...Array.from(customer.taste, rounded),
        ...Array.from(customer.drift, rounded),
      ],
    ],
  };
}

/** The planted numbers of a product; popularity is that of the first day. */
export function productTruth(dimensions: number): TableForm<Product> {
  return {
    schema: columns("product_id", "quality:number", "popularity:number", ...vectorColumns("factor", dimensions)),
    rowsOf: (shop, product) => [
      [
        product.id,
        rounded(product.quality),
        rounded(shop.market.popularityOf(product.index, 0)),
        ...Array.from(product.factor, rounded),
      ],
    ],
  };
}

/** What is bought along with a product, closest first within each kind. */
export const COMPLEMENTS: TableForm<Product> = {
  schema: columns("product_id", "complement_id", "rank:integer"),
  rowsOf: (shop, product) => related(shop, product, shop.complements[product.index]!),
};

/** What is bought instead of a product, closest first. */
export const SUBSTITUTES: TableForm<Product> = {
  schema: columns("product_id", "substitute_id", "rank:integer"),
  rowsOf: (shop, product) => related(shop, product, shop.substitutes[product.index]!),
};

/** Every product that is exact, substitute or complement for a query, and the irrelevant ones that its pages can show. */
export const JUDGMENTS: TableForm<Query> = {
  schema: columns("query", "language", "product_id", "esci_label"),
  rowsOf: (shop, query) => {
    const shown = new Set(shop.engine.candidatesOf(query));
    return shop.products.flatMap((product) => {
      const grade = gradeOf(query, product);
      if (grade === "I" && !shown.has(product.index)) return [];
      return [[query.text, query.language, product.id, grade]];
    });
  },
};

/** The probability that each position of a page is looked at; one row for each entry of `shop.examination`. */
export const POSITIONS: TableForm<number> = {
  schema: columns("position:integer", "examination:number"),
  rowsOf: (shop, place) => [[place + 1, rounded(shop.examination[place]!)]],
};

/** The season and the place in the space of tastes of a kind of product. */
export function categoryTruth(dimensions: number): TableForm<number> {
  return {
    schema: columns("category", "peak_day:integer", "amplitude:number", ...vectorColumns("factor", dimensions)),
    rowsOf: (shop, leaf) => [
      [
        categoryPath(leaf, "en"),
        LEAVES[leaf]!.season.peakDay,
        LEAVES[leaf]!.season.amplitude,
        ...Array.from(shop.space.leaves.subarray(leaf * dimensions, (leaf + 1) * dimensions), rounded),
      ],
    ],
  };
}

function related(shop: Shop, product: Product, others: Uint32Array): Cell[][] {
  return Array.from(others, (other, place) => [product.id, shop.products[other]!.id, place + 1]);
}

function vectorColumns(name: string, dimensions: number): string[] {
  return Array.from({ length: dimensions }, (_, d) => `${name}_${d + 1}:number`);
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
