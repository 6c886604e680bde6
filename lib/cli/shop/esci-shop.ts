import type { ProgressListener } from "../../contracts";
import type { Dataset } from "../../data";
import { eventsFromColumns, matrixFromEvents } from "../../interactions";
import { fitItemKnn } from "../../neighbours";
import { Random, sampleWithoutReplacement } from "../../random";
import { Recommender } from "../../serving";
import type { StorefrontOptions, Visitor } from "../../storefront";
import { readCatalogue } from "../catalogue-file";
import { GAINS, readJudgments } from "../judgments";
import { type ItemTexts, recipeNamed } from "../recipes";
import { ESCI_FACETS, type EsciProduct, esciCatalogue, esciProduct } from "./esci-catalogue";
import type { OpenedShop } from "./opened-shop";
import { indexProducts, shopSearch } from "./shop-search";

/** Products that each made-up customer is said to have bought. */
const BOUGHT = 12;
/** Ratings that a product needs to be bought by one of them. */
const RATED = 50;

interface Options {
  readonly seed: number;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

/**
 * A shop of real products, without real customers: "for you" comes from what products say of themselves, "people also"
 * from which products were judged to answer the same searches, and two customers are made up.
 */
export async function openEsciShop(dataset: Dataset, { seed, onProgress, signal }: Options): Promise<OpenedShop> {
  const { documents } = await readCatalogue({
    path: dataset.files["products.jsonl.gz"]!,
    id: "product_id",
    text: ["title", "description", "bullet_points"],
    facets: ["category", "brand", "color"],
    numbers: ["price", "rating", "rating_count"],
    written: {},
    onProgress,
    signal,
  });
  const products = documents.map(esciProduct);
  const customers = madeUpCustomers(products, new Random(seed).split("customers"));
  const forYou = await contentModel(products, customers, { seed, onProgress, signal });
  const catalogue = esciCatalogue(products);
  const storefront: StorefrontOptions = {
    catalogue,
    forYou,
    peopleAlso: await judgedTogether(dataset, { seed, onProgress, signal }),
    visitors: [stranger, ...customers.map(({ visitor }) => visitor)],
    search: shopSearch({
      index: indexProducts(
        products.map((product) => product.document),
        { title: 3, kind: 2, brand: 2, points: 1, description: 1 },
        ESCI_FACETS,
      ),
      facets: ESCI_FACETS,
      popular: catalogue.popular,
      pastQueries: [],
    }),
  };
  return { recommender: forYou, storefront };
}

const stranger: Visitor = {
  id: "guest",
  kind: "new",
  name: { en: "A new customer", zh: "新顾客" },
  about: { en: "nobody knows you here yet", zh: "这里还没有人认识您" },
};

interface MadeUpCustomer {
  readonly visitor: Visitor;
  readonly bought: readonly EsciProduct[];
}

/** One who always buys in the largest department, one who buys what is cheapest in its kind. */
function madeUpCustomers(products: readonly EsciProduct[], random: Random): MadeUpCustomer[] {
  const rated = products.filter(({ ratings }) => ratings >= RATED);
  const home = rated.filter(({ department }) => department === "Home & Kitchen");
  const cheap = rated.filter(({ price }) => price !== undefined).sort((a, b) => a.price! - b.price!);
  const draw = (from: readonly EsciProduct[]): EsciProduct[] =>
    Array.from(sampleWithoutReplacement(from.length, Math.min(BOUGHT, from.length), random), (at) => from[at]!);
  const about = { en: "made up: a dozen purchases", zh: "虚构：买过十二件商品" };
  return [
    {
      visitor: { id: "loyal", kind: "loyal", name: { en: "A loyal customer", zh: "老顾客" }, about },
      bought: draw(home),
    },
    {
      visitor: { id: "bargain", kind: "bargain", name: { en: "A bargain hunter", zh: "精打细算的顾客" }, about },
      bought: draw(cheap.slice(0, Math.ceil(cheap.length / 5))),
    },
  ];
}

async function contentModel(
  products: readonly EsciProduct[],
  customers: readonly MadeUpCustomer[],
  options: Options,
): Promise<Recommender> {
  const ids = products.map(({ id }) => id);
  const pairs = customers.flatMap(({ visitor, bought }) => bought.map(({ id }) => [visitor.id, id] as const));
  const places = new Map(ids.map((id, place) => [id, place]));
  const users = customers.map(({ visitor }) => visitor.id);
  const events = eventsFromColumns({ user: pairs.map(([user]) => user), item: pairs.map(([, item]) => item) });
  const matrix = matrixFromEvents({
    users: Uint32Array.from(pairs, ([user]) => users.indexOf(user)),
    items: Uint32Array.from(pairs, ([, item]) => places.get(item)!),
    userCount: users.length,
    itemCount: ids.length,
  });
  const column = (name: string, kind: ItemTexts["kind"], text: (product: EsciProduct) => string): ItemTexts => ({
    column: name,
    kind,
    texts: products.map(text),
  });
  const itemTexts = (): Promise<ItemTexts[]> =>
    Promise.resolve([
      column("title", "text", ({ title }) => title),
      column("category", "category", ({ department, kind }) => `${department} > ${kind}`),
      column("brand", "category", ({ brand }) => brand),
    ]);
  const input = { matrix, events, matrixOf: matrixFromEvents, itemTexts, ...options };
  const { scorer } = await recipeNamed("content").fit(input, { minDocuments: 2 });
  const popularity = Float32Array.from(products, ({ ratings }) => ratings);
  return new Recommender({ kind: "content", scorer, seen: matrix, users, items: ids, popularity });
}

/** Products that were judged exact or substitutes for the same searches. */
async function judgedTogether(dataset: Dataset, { onProgress, signal }: Options): Promise<Recommender> {
  const judged = await readJudgments(dataset.files["judgments.csv.gz"]!, GAINS, onProgress, signal);
  const least = GAINS.get("S")!;
  const good = [...judged].flatMap(([query, gains]) =>
    [...gains].filter(([, gain]) => gain >= least).map(([id]) => ({ query, id })),
  );
  const events = eventsFromColumns({ user: good.map(({ query }) => query), item: good.map(({ id }) => id) });
  const matrix = matrixFromEvents(events);
  return new Recommender({
    kind: "item-knn",
    name: "item-knn on judged searches",
    scorer: await fitItemKnn(matrix, { signal }),
    seen: matrix,
    users: events.userIds.ids,
    items: events.itemIds.ids,
  });
}
