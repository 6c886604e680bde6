import { DEPARTMENT_OF_LEAF, DEPARTMENTS, EVENT_TYPES, LEAVES, type SimulatedShop } from "../../simulation";
import type { Visitor } from "../../storefront";

/** Purchases that say enough about how somebody shops. */
const LEAST_PURCHASES = 8;

/** What the purchases of one customer say. */
interface Shopper {
  readonly id: string;
  readonly purchases: number;
  /** Mean of what was paid over what such a thing usually costs. */
  readonly thrift: number;
  /** Index of the department in which most was bought. */
  readonly department: number;
}

/**
 * Whom one can be: somebody whom nobody knows, the customer who bought most often, and, of those who bought several
 * times, the one who paid least for what such things usually cost. All is read off the purchases, nothing off the truth.
 */
export function simulatedVisitors(simulated: SimulatedShop): Visitor[] {
  const shoppers = shoppersOf(simulated).filter(({ purchases }) => purchases >= LEAST_PURCHASES);
  const visitors: Visitor[] = [
    {
      id: "guest",
      kind: "new",
      name: { en: "A new customer", zh: "新顾客" },
      about: { en: "nobody knows you here yet", zh: "这里还没有人认识您" },
    },
  ];
  const loyal = [...shoppers].sort((a, b) => b.purchases - a.purchases)[0];
  if (loyal !== undefined) {
    visitors.push({ id: loyal.id, kind: "loyal", name: { en: "A loyal customer", zh: "老顾客" }, about: about(loyal) });
  }
  const bargain = shoppers.filter(({ id }) => id !== loyal?.id).sort((a, b) => a.thrift - b.thrift)[0];
  if (bargain !== undefined) {
    const name = { en: "A bargain hunter", zh: "精打细算的顾客" };
    visitors.push({ id: bargain.id, kind: "bargain", name, about: about(bargain) });
  }
  return visitors;
}

function about({ purchases, department }: Shopper): Visitor["about"] {
  const { name } = DEPARTMENTS[department]!;
  return {
    en: `${purchases} purchases in two years, most of them in ${name.en}`,
    zh: `两年内购买 ${purchases} 次，最常逛${name.zh}`,
  };
}

function shoppersOf({ shop, events, customerIds }: SimulatedShop): Shopper[] {
  const counts = new Uint32Array(customerIds.length);
  const ratios = new Float64Array(customerIds.length);
  const byDepartment = customerIds.map(() => new Uint32Array(DEPARTMENTS.length));
  const buy = EVENT_TYPES.indexOf("buy");
  events.users.forEach((user, row) => {
    if (events.types[row] !== buy) return;
    const { leaf } = shop.products[events.items[row]!]!;
    counts[user]!++;
    ratios[user]! += events.prices[row]! / LEAVES[leaf]!.price;
    byDepartment[user]![DEPARTMENT_OF_LEAF[leaf]!]!++;
  });
  return customerIds.map((id, user) => ({
    id,
    purchases: counts[user]!,
    thrift: ratios[user]! / counts[user]!,
    department: byDepartment[user]!.indexOf(Math.max(...byDepartment[user]!)),
  }));
}
