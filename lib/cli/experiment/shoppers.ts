import { Random } from "../../random";
import { type Customer, poisson, type SimulatedShop } from "../../simulation";
import type { ShopEvent } from "../../storefront";
import { shelfVisit } from "./shelf-visit";

/** What one customer did in all visits of an experiment. */
export interface ShopperResult {
  readonly customer: string;
  /** The arm that the server said; undefined for one who took no part. */
  readonly arm: string | undefined;
  readonly lists: number;
  readonly opened: number;
  readonly purchases: number;
  /** In the shop's currency. */
  readonly revenue: number;
}

/** A shop as customers meet it: over HTTP, or as a function that stands for it. */
export interface ShopDoor {
  /** Products of "for you", place 1 first, and the arm that chose them. */
  forYou(customer: string): Promise<{ readonly items: readonly string[]; readonly arm: string | undefined }>;
  /** Takes what the customer did; resolves once the shop knows of it. */
  tell(customer: string, event: ShopEvent): Promise<void>;
}

/** How often customers come, and the seed of what they then do. */
export interface ShoppingPlan {
  /** Visits of each customer, by index. */
  readonly visits: Uint32Array;
  readonly seed: number;
}

/**
 * Sends one simulated customer through a shop, visit after visit. All chance comes from a stream of the customer's own, so
 * that the same lists make the same purchases, whoever shows them.
 */
export async function sendShopper(
  { shop, productIds }: SimulatedShop,
  places: ReadonlyMap<string, number>,
  customer: Customer,
  door: ShopDoor,
  { visits, seed }: ShoppingPlan,
): Promise<ShopperResult> {
  const today = shop.settings.days - 1;
  const random = streamOf(seed, customer);
  const result = { lists: 0, opened: 0, purchases: 0, revenue: 0 };
  let arm: string | undefined;
  for (let visit = 0; visit < visits[customer.index]!; visit++) {
    const list = await door.forYou(customer.id);
    arm = list.arm;
    const shown = list.items.map((id) => places.get(id)!);
    const { opened, bought } = shelfVisit(shop, customer, today, shown, random.split(visit));
    result.lists++;
    if (opened === undefined) continue;
    result.opened++;
    await door.tell(customer.id, { item: productIds[opened]!, type: "view" });
    if (!bought) continue;
    result.purchases++;
    result.revenue += shop.market.priceOf(opened, today);
    await door.tell(customer.id, { item: productIds[opened]!, type: "buy" });
  }
  return { customer: customer.id, arm, ...result };
}

/**
 * How often each customer comes: once, and then again as often as chance and habit have it, so that visits follow
 * 1 + Poisson((mean − 1) · rate / mean rate) with the planted rates. Who comes often before comes often now: that is what
 * makes the past a covariate worth having.
 *
 * @param customers who come
 * @param mean      visits of a customer on average, at least 1
 * @param seed      of everything random
 */
export function drawVisits(customers: readonly Customer[], mean: number, seed: number): Uint32Array {
  const meanRate = customers.reduce((sum, { visitsPerYear }) => sum + visitsPerYear, 0) / customers.length;
  return Uint32Array.from(customers, (customer) => {
    const more = ((mean - 1) * customer.visitsPerYear) / meanRate;
    return 1 + poisson(more, streamOf(seed, customer).split("visits"));
  });
}

function streamOf(seed: number, { index }: Customer): Random {
  return new Random(seed).split("experiment").split(index);
}

/** For each product's id its index. */
export function placesOf({ productIds }: SimulatedShop): Map<string, number> {
  return new Map(productIds.map((id, place) => [id, place]));
}
