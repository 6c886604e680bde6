import { requireInteger } from "../contracts";
import { customerHistories, type CustomerHistory, type EventType, type Search } from "./history";
import type { Customer } from "./customers";
import type { ShopOptions } from "./settings";
import { createShop, type Shop } from "./shop";

/** Pairs of a customer and a product that met, one entry each, ordered by customer, then by time. */
export interface Contacts {
  /** Customer indices. */
  readonly users: Uint32Array;
  /** Product indices. */
  readonly items: Uint32Array;
  /** What the contact is worth: pieces bought, or stars. */
  readonly values: Float32Array;
  /** Milliseconds since 1970. */
  readonly times: Float64Array;
}

/** All events, as columns. */
export interface EventColumns extends Contacts {
  /** Index into {@link EVENT_TYPES}. `values` holds the pieces, 0 for views and clicks. */
  readonly types: Uint8Array;
  /** Number of the visit among its customer's, from 0. */
  readonly sessions: Uint32Array;
  /** Pounds a piece. */
  readonly prices: Float32Array;
}

/** The names behind {@link EventColumns.types}. */
export const EVENT_TYPES: readonly EventType[] = ["view", "click", "cart", "buy"];

/** What was planted, in arrays. */
export interface PlantedTruth {
  /** [customers] index of each one's segment. */
  readonly segments: Uint8Array;
  /** [customers × D] p(0), row-major. */
  readonly tastes: Float64Array;
  /** [products × D] q, row-major. */
  readonly factors: Float64Array;
  /** p(0) · q: the planted affinity of a customer and a product, in [-1, 1]. */
  affinity(customer: number, product: number): number;
}

/** A whole shop in memory. */
export interface SimulatedShop {
  readonly shop: Shop;
  readonly customers: readonly Customer[];
  readonly customerIds: readonly string[];
  readonly productIds: readonly string[];
  readonly events: EventColumns;
  /** The events of type `buy`; values are pieces. */
  readonly purchases: Contacts;
  /** Values are stars. */
  readonly ratings: Contacts;
  readonly searches: readonly (Search & { readonly customer: number })[];
  readonly truth: PlantedTruth;
}

/**
 * Simulates a shop of up to some ten thousand customers in memory, for tests and notebooks; {@link writeShop} serves
 * larger ones. The same options give the same shop, and the same as the files of `writeShop` hold.
 *
 * Its contacts become the events of the room `interactions` once the ids stand beside them:
 * `{ ...shop.purchases, userIds: IdVocabulary.fromIds(shop.customerIds), itemIds: IdVocabulary.fromIds(shop.productIds) }`.
 *
 * @throws ValueError naming the first option that is out of range
 */
export function simulateShop({ customers, ...options }: ShopOptions & { readonly customers: number }): SimulatedShop {
  requireInteger("customers", customers, 1);
  const shop = createShop(options);
  const histories = [...customerHistories(shop, 0, customers)];
  const events = eventColumns(histories);
  const people = histories.map(({ customer }) => customer);
  return {
    shop,
    customers: people,
    customerIds: people.map((customer) => customer.id),
    productIds: shop.products.map((product) => product.id),
    events,
    purchases: keep(events, (at) => EVENT_TYPES[events.types[at]!] === "buy"),
    ratings: ratingColumns(histories),
    searches: histories.flatMap(({ customer, searches }) =>
      searches.map((search) => ({ ...search, customer: customer.index })),
    ),
    truth: plantedTruth(shop, people),
  };
}

function eventColumns(histories: readonly CustomerHistory[]): EventColumns {
  const rows = histories.flatMap(({ customer, events }) => events.map((event) => ({ user: customer.index, ...event })));
  return {
    users: Uint32Array.from(rows, (row) => row.user),
    items: Uint32Array.from(rows, (row) => row.product),
    values: Float32Array.from(rows, (row) => row.quantity),
    times: Float64Array.from(rows, (row) => row.time),
    types: Uint8Array.from(rows, (row) => EVENT_TYPES.indexOf(row.type)),
    sessions: Uint32Array.from(rows, (row) => row.session),
    prices: Float32Array.from(rows, (row) => row.price),
  };
}

function ratingColumns(histories: readonly CustomerHistory[]): Contacts {
  const rows = histories.flatMap(({ customer, ratings }) =>
    ratings.map((rating) => ({ user: customer.index, ...rating })),
  );
  return {
    users: Uint32Array.from(rows, (row) => row.user),
    items: Uint32Array.from(rows, (row) => row.product),
    values: Float32Array.from(rows, (row) => row.stars),
    times: Float64Array.from(rows, (row) => row.time),
  };
}

function keep(contacts: Contacts, wanted: (at: number) => boolean): Contacts {
  return {
    users: contacts.users.filter((_, at) => wanted(at)),
    items: contacts.items.filter((_, at) => wanted(at)),
    values: contacts.values.filter((_, at) => wanted(at)),
    times: contacts.times.filter((_, at) => wanted(at)),
  };
}

function plantedTruth(shop: Shop, customers: readonly Customer[]): PlantedTruth {
  const D = shop.space.dimensions;
  const tastes = new Float64Array(customers.length * D);
  const factors = new Float64Array(shop.products.length * D);
  customers.forEach((customer, index) => tastes.set(customer.taste, index * D));
  shop.products.forEach((product, index) => factors.set(product.factor, index * D));
  return {
    segments: Uint8Array.from(customers, (customer) => customer.segment),
    tastes,
    factors,
    affinity: (customer, product) => {
      let sum = 0;
      for (let d = 0; d < D; d++) sum += tastes[customer * D + d]! * factors[product * D + d]!;
      return sum;
    },
  };
}
