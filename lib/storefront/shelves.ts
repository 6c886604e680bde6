import { orUndefined, Reasons } from "./because";
import type { BasketAnswer, HomeAnswer, ProductAnswer, Said, Shelf, ShelfItem, ShelfName } from "./page/contract";
import type { RecommendedItem, ShopCatalogue, ShopEvent, ShopRecommender, StorefrontOptions } from "./ports";

/** Products on a shelf. */
const SHELF = 12;
/** How many more a model is asked for, so that what is left out does not leave gaps. */
const SPARE = 30;

/** Fills the rows of products that a customer sees, and says who filled them. */
export class Shelves {
  /**
   * @param shop     its parts
   * @param recentOf what a customer did since the server started, oldest first
   */
  constructor(
    private readonly shop: StorefrontOptions,
    private readonly recentOf: (customer: string) => readonly ShopEvent[],
  ) {}

  /**
   * The first page: what is recommended and why, what was looked at, offers, and what many buy.
   *
   * @param why false leaves the reasons out, which take most of the time
   */
  home(customer: string, why = true): HomeAnswer {
    const { catalogue, experiment } = this.shop;
    const arm = experiment?.armOf(customer);
    const model = (arm === undefined ? undefined : experiment?.arms[arm]) ?? this.shop.forYou;
    const forYou = this.forYou(customer, model, arm, why);
    if (arm !== undefined) experiment?.onExposure?.({ unit: customer, arm, time: Date.now() });
    const recent = this.listed("recent", "memory", () => this.looked(customer).slice(0, SHELF));
    const taken = new Set(forYou.items.map(({ card }) => card.id));
    const fresh = (ids: readonly string[]): string[] => ids.filter((id) => !taken.has(id)).slice(0, SHELF);
    return {
      arm,
      shelves: [
        forYou,
        recent,
        this.listed("offers", "price list", () => fresh(catalogue.offers)),
        this.listed("popular", "popularity", () => fresh(catalogue.popular)),
      ].filter(({ items }) => items.length > 0),
    };
  }

  /** A product's page; undefined when there is no such product. */
  product(id: string): ProductAnswer | undefined {
    const product = this.shop.catalogue.product(id);
    if (product === undefined) return undefined;
    const goesWith = this.near("goes-with", this.shop.goesWith, [id], new Set());
    const taken = new Set(goesWith?.items.map(({ card }) => card.id));
    const also = this.near("people-also", this.shop.peopleAlso, [id], taken);
    return { product, shelves: [goesWith, also].filter((shelf) => shelf !== undefined) };
  }

  /** What lies in a basket, and what goes with it. */
  basket(ids: readonly string[]): BasketAnswer {
    const cards = ids.map((id) => this.shop.catalogue.card(id)).filter((card) => card !== undefined);
    const goesWith = this.near("goes-with", this.shop.goesWith, ids, new Set());
    return { cards, shelves: goesWith === undefined ? [] : [goesWith] };
  }

  private forYou(customer: string, model: ShopRecommender, arm: string | undefined, why: boolean): Shelf {
    const { catalogue, peopleAlso } = this.shop;
    const recent = this.recentOf(customer);
    const { result, milliseconds } = timed(() => {
      const chosen = chooseForYou(model, catalogue, customer, recent);
      const reasons = why
        ? new Reasons(model, peopleAlso === undefined ? [model] : [model, peopleAlso], catalogue, customer, recent)
        : undefined;
      const shown = chosen.map(({ item, score, source }): ShelfItem => ({
        card: catalogue.card(item)!,
        score,
        why: reasons?.of(item, source),
      }));
      return { shown, source: chosen[0]?.source ?? model.kind };
    });
    const { shown, source } = result;
    const said: Said = {
      shelf: "for-you",
      model: source,
      version: model.name,
      arm,
      milliseconds,
      items: shown.length,
    };
    return { name: "for-you", items: shown, said };
  }

  /** What a model says is near to some products, the best of all their neighbours; undefined when it says nothing. */
  private near(
    name: ShelfName,
    model: ShopRecommender | undefined,
    ids: readonly string[],
    taken: ReadonlySet<string>,
  ): Shelf | undefined {
    if (model === undefined) return undefined;
    const { result, milliseconds } = timed(() => {
      const scores = new Map<string, number>();
      for (const id of ids) {
        for (const { item, score } of orUndefined(() => model.similar(id, SHELF + SPARE))?.items ?? []) {
          scores.set(item, (scores.get(item) ?? 0) + score);
        }
      }
      const found = [...scores].filter(([id, score]) => score > 0 && !ids.includes(id) && !taken.has(id));
      return found.sort((a, b) => b[1] - a[1]);
    });
    const items = this.cards(result).slice(0, SHELF);
    if (items.length === 0) return undefined;
    const said: Said = { shelf: name, model: model.kind, version: model.name, milliseconds, items: items.length };
    return { name, items, said };
  }

  private listed(name: ShelfName, model: string, list: () => readonly string[]): Shelf {
    const { result, milliseconds } = timed(() => this.cards(list().map((id) => [id, 0])));
    return { name, items: result, said: { shelf: name, model, milliseconds, items: result.length } };
  }

  /** What the customer looked at, newest first. */
  private looked(customer: string): string[] {
    return [
      ...new Set(
        this.recentOf(customer)
          .map(({ item }) => item)
          .reverse(),
      ),
    ];
  }

  private cards(scored: readonly (readonly [id: string, score: number])[]): ShelfItem[] {
    return scored.flatMap(([id, score]) => {
      const card = this.shop.catalogue.card(id);
      return card === undefined ? [] : [{ card, score }];
    });
  }
}

/**
 * The products of "for you": the best that the shop has, without what the customer just looked at, which stands on a
 * shelf of its own.
 *
 * @param model     recommends
 * @param catalogue knows what is there
 * @param customer  any id
 * @param recent    what the customer did since the model was trained, oldest first
 */
export function chooseForYou(
  model: ShopRecommender,
  catalogue: Pick<ShopCatalogue, "card">,
  customer: string,
  recent: readonly ShopEvent[],
): RecommendedItem[] {
  const known = new Set(recent.map(({ item }) => item));
  const { items } = model.recommend(customer, SHELF + SPARE, recent);
  return items.filter(({ item }) => !known.has(item) && catalogue.card(item) !== undefined).slice(0, SHELF);
}

/** What some work gave, and how long it took in milliseconds. */
export function timed<T>(work: () => T): { readonly result: T; readonly milliseconds: number } {
  const start = performance.now();
  const result = work();
  return { result, milliseconds: performance.now() - start };
}
