import type { ProgressListener } from "../../contracts";
import { fitAls } from "../../factorisation";
import { IdVocabulary, matrixFromEvents } from "../../interactions";
import { fitItemKnn } from "../../neighbours";
import { Recommender } from "../../serving";
import { EVENT_TYPES, type SimulatedShop } from "../../simulation";

/** The models behind the shelves of a simulated shop. */
export interface ShopModels {
  /** Tastes from purchases: "for you". */
  readonly als: Recommender;
  /** Items that the same customers bought: "for you" in the other arm of the experiment. */
  readonly itemKnn: Recommender;
  /** What is bought in one visit: "goes with". */
  readonly together: Recommender;
  /** What the same customers opened: "people also". */
  readonly also: Recommender;
}

interface FitOptions {
  readonly seed: number;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Shrinkage of similarities that rest on few meetings: a pair that met once by chance goes with nothing. */
const SHRINKAGE = 5;

/** Fits all of them on everything that the customers of a simulated shop did. */
export async function fitShopModels(simulated: SimulatedShop, options: FitOptions): Promise<ShopModels> {
  const { events, customerIds, purchases } = simulated;
  const customers = IdVocabulary.fromIds(customerIds);
  const bought = matrixOf(simulated, purchases.users, purchases.items, customers);
  const opened = matrixOf(simulated, events.users, events.items, customers);
  const visits = visitsOf(simulated);
  const together = matrixOf(simulated, visits.users, visits.items, visits.ids);
  const knn = { shrinkage: SHRINKAGE, signal: options.signal };
  const of = recommenders(simulated);
  return {
    als: of("als", await fitAls(bought, { factors: 32, ...options }), bought, customers),
    itemKnn: of("item-knn", await fitItemKnn(bought, knn), bought, customers),
    together: of("item-knn", await fitItemKnn(together, knn), together, visits.ids, "item-knn on visits"),
    also: of("item-knn", await fitItemKnn(opened, knn), opened, customers, "item-knn on views"),
  };
}

type Matrix = ReturnType<typeof matrixFromEvents>;

function matrixOf(simulated: SimulatedShop, users: Uint32Array, items: Uint32Array, userIds: IdVocabulary): Matrix {
  return matrixFromEvents({ users, items, userIds, itemIds: IdVocabulary.fromIds(simulated.productIds) });
}

function recommenders({ productIds }: SimulatedShop) {
  return (
    kind: string,
    scorer: ConstructorParameters<typeof Recommender>[0]["scorer"],
    seen: Matrix,
    users: IdVocabulary,
    name = kind,
  ): Recommender => new Recommender({ kind, name, scorer, seen, users: users.ids, items: productIds });
}

/** Purchases with the visit in which they were made in the customer's place. */
function visitsOf({ events }: SimulatedShop): { users: Uint32Array; items: Uint32Array; ids: IdVocabulary } {
  const buy = EVENT_TYPES.indexOf("buy");
  const places = new Map<string, number>();
  const users: number[] = [];
  const items: number[] = [];
  events.types.forEach((type, at) => {
    if (type !== buy) return;
    const visit = `${events.users[at]}-${events.sessions[at]}`;
    if (!places.has(visit)) places.set(visit, places.size);
    users.push(places.get(visit)!);
    items.push(events.items[at]!);
  });
  return {
    users: Uint32Array.from(users),
    items: Uint32Array.from(items),
    ids: IdVocabulary.fromIds([...places.keys()]),
  };
}
