import { log, type Random } from "../random";
import { topK } from "../ranking";
import { DAY_MS, seasonOf } from "./calendar";
import { tasteOn, type Customer } from "./customers";
import { dotRow, gumbel, logNormal } from "./distributions";
import type { Shop } from "./shop";
import { LEAVES } from "./vocabulary/categories";
import { drawVisitTimes } from "./visit-times";

/** Pieces that wholesale customers order. */
const PIECES = [1, 1, 2, 2, 3, 4, 4, 6, 6, 6, 8, 10, 12, 12, 12, 24, 24, 48];
/** From this many pieces on the price is lower. */
const WHOLESALE_PIECES = 12;
const WHOLESALE_PRICE = 0.85;
/** Utility that having bought a product before adds. */
const HABIT = 1;
const MOST_INVOICES = 60;
const MOST_LINES = 100;

/** One line of an invoice, before anything goes wrong with it. */
export interface Purchase {
  readonly product: number;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** One invoice of one customer. */
export interface Purchases {
  /** Milliseconds since 1970, a whole minute. */
  readonly time: number;
  readonly lines: readonly Purchase[];
}

/**
 * All invoices of one customer of a wholesale shop: about 2 to 3 of them at the median and many for a few, each with
 * about 10 different products drawn without replacement from the whole catalogue with probability ∝ e^V, where
 * V = A · p(t)·q + b(t) − β ln(price / median) + season + (1 if bought before). It depends on the shop and the index.
 *
 * @source drawing n by the largest V + Gumbel is the Plackett-Luce model: Yellott, "The Relationship between Luce's
 *         Choice Axiom, Thurstone's Theory of Comparative Judgment, and the Double Exponential Distribution", 1977
 */
export function drawPurchases(shop: Shop, customer: Customer): Purchases[] {
  const random = shop.customerStream(customer.index);
  const invoices = Math.min(MOST_INVOICES, Math.max(1, Math.round(logNormal(2.4, 1, random))));
  const habits = new Uint8Array(shop.products.length);
  return drawVisitTimes(shop.calendar, 0, invoices, random).map((start) => {
    const day = Math.floor((start - shop.calendar.startMs) / DAY_MS);
    const count = Math.min(MOST_LINES, Math.max(1, Math.round(logNormal(10, 0.8, random))));
    const chosen = choose(shop, customer, day, count, habits, random);
    for (const product of chosen) habits[product] = 1;
    return {
      time: start - (start % 60_000),
      lines: Array.from(chosen, (product) => drawLine(shop.products[product]!.price, product, random)),
    };
  });
}

function choose(
  shop: Shop,
  customer: Customer,
  day: number,
  count: number,
  habits: Uint8Array,
  random: Random,
): Uint32Array {
  const taste = tasteOn(customer, day);
  const { tasteWeight } = shop.settings.model;
  const dayOfYear = shop.calendar.dayOfYear[day]!;
  const scores = Float32Array.from(shop.products, (product) => {
    const noise = gumbel(random);
    if (!shop.market.isAvailable(product.index, day)) return -Infinity;
    const expense = customer.priceSensitivity * log(product.price / LEAVES[product.leaf]!.price);
    const liking = tasteWeight * dotRow(taste, product.factor, 0) + shop.market.popularityOf(product.index, day);
    return liking - expense + seasonOf(product.leaf, dayOfYear) + HABIT * habits[product.index]! + noise;
  });
  return topK(scores, count).items;
}

function drawLine(price: number, product: number, random: Random): Purchase {
  const quantity = PIECES[random.integer(PIECES.length)]!;
  const factor = quantity >= WHOLESALE_PIECES ? WHOLESALE_PRICE : 1;
  return { product, quantity, unitPrice: Math.round(price * factor * 100) / 100 };
}
