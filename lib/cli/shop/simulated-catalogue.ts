import {
  BRANDS,
  COLOURS,
  DEPARTMENT_OF_LEAF,
  DEPARTMENTS,
  drawPicture,
  LEAVES,
  type Product as SimulatedProduct,
  type SimulatedShop,
  STYLES,
} from "../../simulation";
import type { Card, Product, ShopCatalogue, Words } from "../../storefront";
import type { ShopFacet } from "./shop-search";

/** Ratings that a product needs before its stars are shown. */
const LEAST_RATINGS = 3;
/** How far back purchases count as what many people buy. */
const POPULAR_DAYS = 90;

const NAME: Words = { en: "Cartwright & Co.", zh: "车匠百货" };

/** The simulated shop's products on its last day, as the storefront shows them. */
export function simulatedCatalogue(simulated: SimulatedShop): ShopCatalogue {
  const { shop } = simulated;
  const today = shop.settings.days - 1;
  const products = shop.products.filter(({ index }) => shop.market.isAvailable(index, today));
  const stars = meanStars(simulated);
  const cards = new Map(products.map((product) => [product.id, cardOf(product)]));
  const byId = new Map(products.map((product) => [product.id, product]));

  function cardOf(product: SimulatedProduct): Card {
    const price = shop.market.priceOf(product.index, today);
    return {
      id: product.id,
      title: product.title,
      brand: words(BRANDS[product.brand]!),
      kind: LEAVES[product.leaf]!.name,
      price,
      before: price < product.price ? product.price : undefined,
      stars: stars[product.index],
    };
  }

  const offers = [...cards.values()].filter(({ before }) => before !== undefined);
  const { customers, seed } = { customers: simulated.customers.length, seed: shop.settings.seed };
  return {
    name: NAME,
    origin: {
      en: `A simulated shop (seed ${seed}): ${products.length} products, ${customers} customers and all they did were made by a program.`,
      zh: `模拟商店（种子 ${seed}）：${products.length} 件商品、${customers} 位顾客及其全部行为均由程序生成。`,
    },
    currency: "GBP",
    departments: DEPARTMENTS.map(({ key, name }, department) => ({
      facet: "department",
      value: key,
      name,
      picture: products.find(({ leaf }) => DEPARTMENT_OF_LEAF[leaf] === department)!.id,
    })),
    card: (id) => cards.get(id),
    product: (id) => {
      const product = byId.get(id);
      return product === undefined ? undefined : { ...cards.get(id)!, ...detailsOf(product) };
    },
    picture: (id) => {
      const product = byId.get(id);
      return product === undefined ? undefined : drawPicture(product);
    },
    offers: offers.map(({ id }) => id),
    popular: popularIds(simulated, products),
  };
}

/** What the products of the simulated shop are filtered by. */
export const SIMULATED_FACETS: readonly ShopFacet[] = [
  {
    key: "department",
    name: { en: "Department", zh: "分类" },
    nameOf: (value) => DEPARTMENTS.find(({ key }) => key === value)!.name,
  },
  { key: "kind", name: { en: "Kind", zh: "品类" }, nameOf: (value) => LEAVES.find(({ key }) => key === value)!.name },
  { key: "brand", name: { en: "Brand", zh: "品牌" }, nameOf: (value) => words(BRANDS.find(({ en }) => en === value)!) },
  {
    key: "colour",
    name: { en: "Colour", zh: "颜色" },
    nameOf: (value) => words(COLOURS.find(({ en }) => en === value)!),
  },
  { key: "style", name: { en: "Style", zh: "风格" }, nameOf: (value) => STYLES.find(({ en }) => en === value)! },
];

/** The words of an entry of the vocabulary, without what else it knows. */
function words({ en, zh }: Words): Words {
  return { en, zh };
}

/** The values of {@link SIMULATED_FACETS} that a product has. */
export function facetsOf({ leaf, brand, colour, style }: SimulatedProduct): Record<string, string> {
  return {
    department: DEPARTMENTS[DEPARTMENT_OF_LEAF[leaf]!]!.key,
    kind: LEAVES[leaf]!.key,
    brand: BRANDS[brand]!.en,
    colour: COLOURS[colour]!.en,
    style: STYLES[style]!.en,
  };
}

function detailsOf(product: SimulatedProduct): Pick<Product, "description" | "path" | "facts"> {
  const leaf = LEAVES[product.leaf]!;
  const department = DEPARTMENTS[DEPARTMENT_OF_LEAF[product.leaf]!]!;
  return {
    description: product.description,
    path: [
      { name: department.name, facet: "department", value: department.key },
      { name: leaf.name, facet: "kind", value: leaf.key },
    ],
    facts: [
      { name: { en: "Brand", zh: "品牌" }, value: words(BRANDS[product.brand]!) },
      { name: { en: "Colour", zh: "颜色" }, value: words(COLOURS[product.colour]!) },
      { name: { en: "Material", zh: "材质" }, value: leaf.materials[product.material]! },
      { name: { en: "Size", zh: "尺寸" }, value: leaf.sizes[product.size]! },
      { name: { en: "Style", zh: "风格" }, value: STYLES[product.style]! },
    ],
  };
}

/** By product, the mean of its ratings; undefined where too few people gave one. */
function meanStars({ shop, ratings }: SimulatedShop): (number | undefined)[] {
  const sums = new Float64Array(shop.products.length);
  const counts = new Uint32Array(shop.products.length);
  ratings.items.forEach((item, at) => {
    sums[item]! += ratings.values[at]!;
    counts[item]!++;
  });
  return Array.from(sums, (sum, item) => (counts[item]! >= LEAST_RATINGS ? sum / counts[item]! : undefined));
}

/** Ids by how many purchases of the last months name them, most first; equals in the order of the catalogue. */
function popularIds({ shop, purchases }: SimulatedShop, products: readonly SimulatedProduct[]): string[] {
  const since = shop.calendar.endMs - POPULAR_DAYS * 86_400_000;
  const counts = new Uint32Array(shop.products.length);
  purchases.items.forEach((item, at) => {
    if (purchases.times[at]! >= since) counts[item]!++;
  });
  return [...products].sort((a, b) => counts[b.index]! - counts[a.index]! || a.index - b.index).map(({ id }) => id);
}
