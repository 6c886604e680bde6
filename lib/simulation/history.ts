import { requireInteger } from "../contracts";
import type { Customer } from "./customers";
import { poisson } from "./distributions";
import type { Query } from "./queries";
import type { Shop } from "./shop";
import { Visit } from "./visit";
import { drawVisitTimes } from "./visit-times";

/** What a customer can do with a product, from looking at it to paying for it. */
export type EventType = "view" | "click" | "cart" | "buy";

/** One thing a customer did. */
export interface ShopEvent {
  /** Number of the visit among the customer's, from 0. */
  readonly session: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** `view`: opened from a shelf; `click`: opened from a results page; `cart`; `buy`. */
  readonly type: EventType;
  /** Product index. */
  readonly product: number;
  /** Pieces, 0 for views and clicks. */
  readonly quantity: number;
  /** Price of a piece at that time, pounds. */
  readonly price: number;
}

/** Stars that a customer gave to something bought. */
export interface Rating {
  readonly time: number;
  readonly product: number;
  /** 1 to 5. */
  readonly stars: number;
}

/** One search with the page it showed. */
export interface Search {
  /** Number among the customer's searches, from 0. */
  readonly number: number;
  readonly session: number;
  readonly time: number;
  readonly query: Query;
  readonly randomised: boolean;
  /** Product indices, position 1 first. */
  readonly products: Uint32Array;
  /** Beside `products`: 1 where clicked. */
  readonly clicked: Uint8Array;
}

/** All that one customer did, each list in order of time. */
export interface CustomerHistory {
  readonly customer: Customer;
  readonly events: readonly ShopEvent[];
  readonly ratings: readonly Rating[];
  readonly searches: readonly Search[];
}

/**
 * Everything one customer does in the shop's days. It depends on the shop and the index alone, so asking for more
 * customers, or for the same ones in other batches, changes nothing.
 *
 * The customer makes Poisson(visits a year × years) visits on days drawn in proportion to the shop's traffic; each
 * visit is a `Visit`.
 */
export function customerHistory(shop: Shop, index: number): CustomerHistory {
  requireInteger("customer index", index);
  const customer = shop.customer(index);
  const random = shop.customerStream(index);
  const log: HistoryLog = { events: [], ratings: [], searches: [] };
  const years = (shop.calendar.days - customer.joinDay) / 365;
  const visits = poisson(customer.visitsPerYear * years, random);
  drawVisitTimes(shop.calendar, customer.joinDay, visits, random).forEach((start, session) => {
    new Visit(shop, customer, log, session, start, random).run();
  });
  log.ratings.sort((a, b) => a.time - b.time);
  return { customer, ...log };
}

/**
 * Histories of the customers from `from` up to, and without, `to`, one at a time: nothing is kept from one customer to
 * the next but the shop itself.
 *
 * @throws ValueError when the bounds are not whole numbers or `to` lies below `from`
 */
export function* customerHistories(shop: Shop, from: number, to: number): Generator<CustomerHistory> {
  requireInteger("from", from);
  requireInteger("to", to, from);
  for (let index = from; index < to; index++) yield customerHistory(shop, index);
}

/** The lists that a visit adds to. */
export interface HistoryLog {
  readonly events: ShopEvent[];
  readonly ratings: Rating[];
  readonly searches: Search[];
}
