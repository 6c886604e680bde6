import { asUserIndex } from "../../contracts";
import type { Recommender } from "../../serving";
import type { ShopCatalogue, Visitor } from "../../storefront";

/** Products in a customer's past that say enough about how they shop. */
const LEAST_PRODUCTS = 5;

/**
 * Whom one can be in a shop of a saved model: somebody whom nobody knows, the customer with most products, and, of those
 * with several, the one whose products cost least on average. Products that the catalogue does not have do not count.
 */
export function servedVisitors(model: Recommender, catalogue: Pick<ShopCatalogue, "card">): Visitor[] {
  const cards = model.items.map((id) => catalogue.card(id));
  const prices = Float64Array.from(cards, (card) => card?.price ?? NaN);
  let loyal = { user: -1, products: LEAST_PRODUCTS - 1 };
  let bargain = { user: -1, products: 0, mean: Infinity };
  const shoppers = model.users.map((_, user) => {
    const items = model.seen.itemsOf(asUserIndex(user)).filter((item) => cards[item] !== undefined);
    return { user, products: items.length, mean: meanOf(items, prices) };
  });
  for (const shopper of shoppers) if (shopper.products > loyal.products) loyal = shopper;
  for (const shopper of shoppers) {
    const several = shopper.products >= LEAST_PRODUCTS && shopper.user !== loyal.user;
    if (several && shopper.mean < bargain.mean) bargain = shopper;
  }
  const visitors: Visitor[] = [
    {
      id: "guest",
      kind: "new",
      name: { en: "A new customer", zh: "新顾客" },
      about: { en: "nobody knows you here yet", zh: "这里还没有人认识您" },
    },
  ];
  const add = (kind: Visitor["kind"], name: Visitor["name"], { user, products }: typeof loyal): void => {
    if (user < 0) return;
    const about = { en: `${products} different products so far`, zh: `已有 ${products} 种商品` };
    visitors.push({ id: model.users[user]!, kind, name, about });
  };
  add("loyal", { en: "A loyal customer", zh: "老顾客" }, loyal);
  add("bargain", { en: "A bargain hunter", zh: "精打细算的顾客" }, bargain);
  return visitors;
}

/** Mean price of some items; infinite unless the price of at least half of them is known. */
function meanOf(items: Uint32Array, prices: Float64Array): number {
  let known = 0;
  let sum = 0;
  for (const item of items) {
    if (Number.isNaN(prices[item])) continue;
    known++;
    sum += prices[item]!;
  }
  return known * 2 < items.length || known === 0 ? Infinity : sum / known;
}
