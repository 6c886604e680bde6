import { CartwrightError } from "cartwright/contracts";
import {
  type Card,
  drawProductPicture,
  type ShopEvent,
  type ShopRecommender,
  type StorefrontOptions,
} from "cartwright/storefront";

/** Titles that would do harm if they were ever read as markup. */
export const HOSTILE = `"><script>document.title='taken'</script><img src=x onerror="document.title='taken'">`;

const both = (text: string) => ({ en: text, zh: text });
const card = (id: string, title: string): Card => ({
  id,
  title: both(title),
  brand: both("B"),
  kind: both("K"),
  price: 5,
});

/** Five products; p1's title is hostile. */
const cards = new Map(
  ["p0", "p1", "p2", "p3", "p4"].map((id) => [id, card(id, id === "p1" ? HOSTILE : `Thing ${id}`)] as const),
);

/** Recommends everything in the given order, but what was bought; what was looked at last brings its neighbour to the front. */
export function toyModel(kind: string, order: readonly string[]): ShopRecommender {
  const next = (item: string): string => order[(order.indexOf(item) + 1) % order.length]!;
  return {
    kind,
    name: `${kind}@1`,
    knowsUser: (user) => user === "ann",
    knowsItem: (item) => order.includes(item),
    recommend: (user, k, recent) => {
      const bought = new Set(recent.filter(({ type }) => type === "buy").map(({ item }) => item));
      const looked = recent.map(({ item }) => next(item)).reverse();
      const ids = [...new Set([...looked, ...order])].filter((id) => !bought.has(id)).slice(0, k);
      const source = user === "ann" || recent.length > 0 ? kind : "popularity";
      return { items: ids.map((item, place) => ({ item, score: 1 / (place + 1), source })) };
    },
    similar: (item) => {
      if (!order.includes(item)) throw new CartwrightError("unknown");
      return { items: [{ item: next(item), score: 1 }] };
    },
    explain: (_user, item) => ({ contributions: [{ item: next(item), amount: 1 }] }),
  };
}

/** A shop of five products and two models. */
export function toyShop(more: Partial<StorefrontOptions> = {}): StorefrontOptions {
  const forYou = toyModel("toy", [...cards.keys()]);
  return {
    catalogue: {
      name: both("Toy"),
      origin: both("made up"),
      currency: "GBP",
      departments: [],
      card: (id) => cards.get(id),
      product: (id) => {
        const found = cards.get(id);
        return found === undefined ? undefined : { ...found, description: both(HOSTILE), path: [], facts: [] };
      },
      picture: (id) => {
        const found = cards.get(id);
        return found === undefined ? undefined : drawProductPicture({ title: found.title.en, kind: "k" });
      },
      offers: ["p4"],
      popular: ["p3", "p2"],
    },
    search: {
      kind: "toy",
      find: ({ from }, size) => ({ total: 5, ids: [...cards.keys()].slice(from, from + size), facets: [] }),
      mark: (_query, text) => [{ text, hit: true }],
      complete: (typed) => [`${typed}s`],
    },
    forYou,
    goesWith: forYou,
    peopleAlso: forYou,
    visitors: [{ id: "ann", kind: "loyal", name: both("Ann"), about: both("") }],
    ...more,
  };
}

/** An event as a shop keeps it. */
export function event(item: string, type: ShopEvent["type"]): ShopEvent {
  return { item, type };
}
