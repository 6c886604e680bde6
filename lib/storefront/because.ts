import { CartwrightError } from "../contracts";
import type { Reason } from "./page/contract";
import type { ShopCatalogue, ShopEvent, ShopRecommender } from "./ports";

/** How many neighbours of something just looked at count as recommended because of it. */
const NEAR = 30;

/** Says why a list of products was recommended to one customer. */
export class Reasons {
  /** For each thing just looked at, newest first, what is near it. */
  private readonly nearRecent: readonly { readonly id: string; readonly near: ReadonlySet<string> }[];

  /**
   * @param model      filled the list
   * @param neighbours models that say what is alike
   * @param catalogue  knows the titles
   * @param customer   got the list
   * @param recent     what the customer did since the model was trained, oldest first
   */
  constructor(
    private readonly model: ShopRecommender,
    neighbours: readonly ShopRecommender[],
    private readonly catalogue: ShopCatalogue,
    private readonly customer: string,
    recent: readonly ShopEvent[],
  ) {
    const latest = [...new Set(recent.map(({ item }) => item).reverse())].slice(0, 5);
    this.nearRecent = latest.map((id) => ({ id, near: new Set(neighbours.flatMap((one) => similarIds(one, id))) }));
  }

  /**
   * The reason for one product: something looked at just now that it is near to, else what the customer bought that gave
   * most to its score, else that many buy it.
   *
   * @param item   id of the product
   * @param source "popularity" where the model knew nothing of the customer
   * @returns undefined where the model cannot say
   */
  of(item: string, source: string): Reason | undefined {
    const looked = this.nearRecent.find(({ near }) => near.has(item));
    if (looked !== undefined) return this.named("looked", looked.id);
    if (source === "popularity") return { kind: "popular" };
    const bought = this.strongest(item);
    return bought === undefined ? undefined : this.named("bought", bought);
  }

  private strongest(item: string): string | undefined {
    if (!this.model.knowsUser(this.customer)) return undefined;
    const explained = orUndefined(() => this.model.explain(this.customer, item));
    const first = explained?.contributions[0];
    return first !== undefined && first.amount > 0 ? first.item : undefined;
  }

  private named(kind: Reason["kind"], id: string): Reason | undefined {
    const card = this.catalogue.card(id);
    return card === undefined ? undefined : { kind, item: { id, title: card.title } };
  }
}

function similarIds(model: ShopRecommender, id: string): string[] {
  return orUndefined(() => model.similar(id, NEAR))?.items.map(({ item }) => item) ?? [];
}

/** What a model says; undefined where it does not know the item or cannot tell, which it says by an error of ours. */
export function orUndefined<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CartwrightError) return undefined;
    throw error;
  }
}
