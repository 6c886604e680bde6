import { DataError } from "../../contracts";
import type { SearchIndex } from "../../search";
import type { Recommender, ServerOptions } from "../../serving";
import { type ShopRecommender, storefront } from "../../storefront";
import { servedCatalogue } from "./served-catalogue";
import { servedVisitors } from "./served-visitors";
import { shopSearch } from "./shop-search";

/** What a shop of one's own model and index is made of. */
export interface ServedShopParts {
  /** As it is when the server starts: what sells well, and whom one can be, is read off it. */
  readonly model: Recommender;
  /** Its documents are the products; their ids are the model's items. */
  readonly index: SearchIndex;
  /** ISO 4217. */
  readonly currency: string;
}

/**
 * A storefront in front of a saved model and a saved index, for the server's option `extend`. "For you" and "people also"
 * come from the model that is in service at the time, also after another version went live.
 *
 * @throws DataError when the index has none of the model's items
 */
export function servedShop({ model, index, currency }: ServedShopParts): NonNullable<ServerOptions["extend"]> {
  const popular = Array.from(model.popularity.keys()).sort((a, b) => model.popularity[b]! - model.popularity[a]!);
  const known = popular.map((item) => model.items[item]!).filter((id) => index.has(id));
  if (known.length === 0) {
    const some = (ids: readonly string[]): string => JSON.stringify(ids.slice(0, 3));
    const documents = Array.from(index.all(), ({ id }) => id);
    throw new DataError(
      `--shop: none of the model's items is in the index; items are such as ${some(model.items)}, documents such as ${some(documents)}`,
    );
  }
  const { catalogue, facets } = servedCatalogue(index, known, currency);
  const search = shopSearch({ index, facets, popular: catalogue.popular, pastQueries: [] });
  const visitors = servedVisitors(model, catalogue);
  return (app, live) => {
    const inService = follow(() => live.recommender() ?? model);
    return storefront({ catalogue, search, forYou: inService, peopleAlso: inService, visitors })(app, live);
  };
}

/** A model that is looked up anew for each answer. */
function follow(current: () => Recommender): ShopRecommender {
  return {
    get kind() {
      return current().kind;
    },
    get name() {
      return current().name;
    },
    knowsUser: (user) => current().knowsUser(user),
    knowsItem: (item) => current().knowsItem(item),
    recommend: (user, k, recent) => current().recommend(user, k, recent),
    similar: (item, k) => current().similar(item, k),
    explain: (user, item) => current().explain(user, item),
  };
}
