import { exp, log, Random } from "../random";
import { createCalendar, seasonOf, type Calendar } from "./calendar";
import { CustomerSource, tasteOn, type Customer } from "./customers";
import { dotRow } from "./distributions";
import { Market } from "./market";
import { drawProduct, type Product } from "./products";
import { QueryBook } from "./queries";
import { findComplements, findSubstitutes, productsByLeaf } from "./relations";
import { SearchEngine } from "./results-page";
import { resolveSettings, type ShopOptions, type ShopSettings } from "./settings";
import { drawTasteSpace, type TasteSpace } from "./taste-space";
import { LEAVES } from "./vocabulary/categories";

/** Everything about the shop that does not depend on a customer. Its size grows with products and days only. */
export interface Shop {
  readonly settings: ShopSettings;
  readonly calendar: Calendar;
  readonly space: TasteSpace;
  readonly products: readonly Product[];
  /** For each leaf the indices of its products, ascending. */
  readonly byLeaf: readonly Uint32Array[];
  /** Planted: for each product what is bought along with it. */
  readonly complements: readonly Uint32Array[];
  /** Planted: for each product what is bought instead of it. */
  readonly substitutes: readonly Uint32Array[];
  readonly market: Market;
  readonly queries: QueryBook;
  readonly engine: SearchEngine;
  /** Planted: θ, the probability that the result at each position is looked at: position^-η. Position 1 is entry 0. */
  readonly examination: Float64Array;
  /** The customer of a row; the same whatever else is asked of the shop. */
  customer(index: number): Customer;
  /** The stream from which everything that customer does is drawn. */
  customerStream(index: number): Random;
}

/**
 * Draws a shop from a seed.
 *
 * @throws ValueError naming the first option that is out of range
 */
export function createShop(options: ShopOptions = {}): Shop {
  const settings = resolveSettings(options);
  const random = new Random(settings.seed);
  const calendar = createCalendar(settings.start, settings.days);
  const space = drawTasteSpace(settings.model.dimensions, random.split("space"));
  const productRandom = random.split("products");
  const products = Array.from({ length: settings.products }, (_, index) =>
    drawProduct(index, settings, space, calendar, productRandom.split(index)),
  );
  const byLeaf = productsByLeaf(products);
  const market = new Market(products, settings.model, calendar, random.split("market"));
  const source = new CustomerSource(settings.model, space, calendar);
  const customerRandom = random.split("customers");
  return {
    settings,
    calendar,
    space,
    products,
    byLeaf,
    complements: findComplements(products, byLeaf),
    substitutes: findSubstitutes(products, byLeaf),
    market,
    queries: new QueryBook(random.split("queries")),
    engine: new SearchEngine(products, market, settings.model, random.split("engine")),
    examination: Float64Array.from({ length: settings.model.resultsPerPage }, (_, place) =>
      exp(-settings.model.positionBias * log(place + 1)),
    ),
    customer: (index) => source.draw(index, customerRandom.split(index)),
    customerStream: (index) => customerRandom.split(index).split("visits"),
  };
}

/**
 * The planted utility of a product for a customer on a day, before the noise of the moment:
 *
 * V = A · p(t)·q + b(t) − β ln(price(t) / median price of its kind) + season of its kind.
 */
export function expectedUtility(shop: Shop, customer: Customer, product: number, day: number): number {
  return utilityFor(shop, customer, tasteOn(customer, day), product, day);
}

/** {@link expectedUtility} with the day's taste at hand. */
export function utilityFor(shop: Shop, customer: Customer, taste: Float64Array, product: number, day: number): number {
  const { factor, leaf } = shop.products[product]!;
  return (
    shop.settings.model.tasteWeight * dotRow(taste, factor, 0) +
    shop.market.popularityOf(product, day) -
    customer.priceSensitivity * log(shop.market.priceOf(product, day) / LEAVES[leaf]!.price) +
    seasonOf(leaf, shop.calendar.dayOfYear[day]!)
  );
}

/** The planted mean of the rating that a customer gives a product, before rounding: μ + b_u + b_i + w · p(t)·q. */
export function expectedRating(shop: Shop, customer: Customer, product: number, day: number): number {
  const { ratingMean, ratingTasteWeight } = shop.settings.model;
  const { factor, quality } = shop.products[product]!;
  return ratingMean + customer.ratingBias + quality + ratingTasteWeight * dotRow(tasteOn(customer, day), factor, 0);
}
