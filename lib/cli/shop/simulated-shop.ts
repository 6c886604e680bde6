import type { ProgressListener } from "../../contracts";
import { assignArm } from "../../evaluation";
import type { SearchDocument } from "../../search";
import { LEAVES, type SimulatedShop, simulateShop } from "../../simulation";
import type { ShopExperiment } from "../../storefront";
import type { OpenedShop } from "./opened-shop";
import { indexProducts, shopSearch } from "./shop-search";
import { facetsOf, SIMULATED_FACETS, simulatedCatalogue } from "./simulated-catalogue";
import { fitShopModels } from "./simulated-models";
import { simulatedVisitors } from "./simulated-visitors";

/** What a shop is opened with. */
export interface SimulatedShopOptions {
  readonly customers: number;
  readonly products: number;
  readonly seed: number;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Weights of the fields of a product, in both languages. */
const FIELDS = { title_en: 3, title_zh: 3, kind_en: 2, kind_zh: 2, description_en: 1, description_zh: 1 };

/** Simulates a shop, fits the models of its shelves, and builds its index. */
export async function openSimulatedShop({
  customers,
  products,
  seed,
  ...rest
}: SimulatedShopOptions): Promise<OpenedShop> {
  const simulated = simulateShop({ customers, products, seed });
  rest.signal?.throwIfAborted();
  const models = await fitShopModels(simulated, { seed, ...rest });
  const catalogue = simulatedCatalogue(simulated);
  const search = shopSearch({
    index: indexProducts(
      documentsOf(simulated).filter(({ id }) => catalogue.card(id) !== undefined),
      FIELDS,
      SIMULATED_FACETS,
    ),
    facets: SIMULATED_FACETS,
    popular: catalogue.popular,
    pastQueries: pastQueries(simulated),
  });
  const { als, itemKnn, together, also } = models;
  return {
    recommender: als,
    storefront: {
      catalogue,
      search,
      forYou: als,
      goesWith: together,
      peopleAlso: also,
      visitors: simulatedVisitors(simulated),
      experiment: experimentOf({ als, "item-knn": itemKnn }),
    },
  };
}

/** Half of the customers get "for you" from one model, half from the other; the same ones each time. */
function experimentOf(arms: ShopExperiment["arms"]): ShopExperiment {
  const design = { id: "for-you-model", arms: Object.keys(arms).map((name) => ({ name, weight: 1 })) };
  return { id: design.id, arms, armOf: (customer) => assignArm(design, customer) };
}

function documentsOf({ shop }: SimulatedShop): SearchDocument[] {
  const today = shop.settings.days - 1;
  return shop.products.map((product) => {
    const kind = LEAVES[product.leaf]!.name;
    return {
      id: product.id,
      fields: {
        title_en: product.title.en,
        title_zh: product.title.zh,
        kind_en: kind.en,
        kind_zh: kind.zh,
        description_en: product.description.en,
        description_zh: product.description.zh,
      },
      facets: facetsOf(product),
      numbers: { price: shop.market.priceOf(product.index, today) },
    };
  });
}

/** What was searched for, most frequent first; equals in the order in which they were first asked. */
function pastQueries({ searches }: SimulatedShop): string[] {
  const counts = new Map<string, number>();
  for (const { query } of searches) counts.set(query.text, (counts.get(query.text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([text]) => text);
}
