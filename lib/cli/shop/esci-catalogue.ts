import type { SearchDocument } from "../../search";
import { type Card, drawProductPicture, type Product, type ShopCatalogue, type Words } from "../../storefront";
import type { ShopFacet } from "./shop-search";

/** A product of esci-small, read. */
export interface EsciProduct {
  readonly id: string;
  readonly title: string;
  readonly brand: string;
  readonly department: string;
  readonly kind: string;
  readonly colour: string | undefined;
  readonly text: string;
  readonly price: number | undefined;
  readonly stars: number | undefined;
  /** How many people rated it. */
  readonly ratings: number;
  /** As the search box holds it. */
  readonly document: SearchDocument;
}

/** Departments shown on the first page: those with most products. */
const DEPARTMENTS = 7;
const OTHER = "Other";

/** Colours that products name most, as they are drawn. */
const COLOURS: Readonly<Record<string, string>> = {
  black: "#3a3a3c",
  white: "#d9d4c8",
  blue: "#3d6ea8",
  red: "#b0392f",
  brown: "#7a5236",
  silver: "#9aa3aa",
  green: "#4d7d4b",
  gray: "#7d8288",
  grey: "#7d8288",
  pink: "#dd93a5",
  navy: "#26375f",
  orange: "#d77a2d",
  gold: "#c79a3a",
  yellow: "#d9b32b",
  purple: "#75508f",
  tan: "#c6a274",
};

/** A row of the catalogue, with the words of its category path and its colour. */
export function esciProduct({ id, fields, facets = {}, numbers = {} }: SearchDocument): EsciProduct {
  const [department = OTHER, kind = department] = (facets["category"] ?? OTHER).split(" > ");
  const { brand = "", color } = facets;
  const { title = "", description = "", bullet_points: points = "" } = fields;
  const colour = Object.keys(COLOURS).find((name) => color?.toLowerCase().includes(name));
  const price = numbers["price"];
  return {
    id,
    title,
    brand,
    department,
    kind,
    colour,
    text: points === "" ? description : points,
    price,
    stars: numbers["rating"],
    ratings: numbers["rating_count"] ?? 0,
    document: {
      id,
      fields: { title, kind, brand, points, description },
      facets: { department, kind, ...(brand === "" ? {} : { brand }), ...(colour === undefined ? {} : { colour }) },
      numbers: price === undefined ? {} : { price },
    },
  };
}

/** The products of esci-small as the storefront shows them; they have English names alone. */
export function esciCatalogue(products: readonly EsciProduct[]): ShopCatalogue {
  const byId = new Map(products.map((product) => [product.id, product]));
  const popular = [...products].sort((a, b) => b.ratings - a.ratings);
  const counts = new Map<string, number>();
  for (const { department } of products) counts.set(department, (counts.get(department) ?? 0) + 1);
  const largest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, DEPARTMENTS);
  return {
    name: { en: "Cartwright & Co.", zh: "车匠百货" },
    origin: {
      en: `Products and judgments are esci-small (Amazon Shopping Queries, Apache-2.0): ${products.length} real products, some without a price. Pictures are drawn, and the customers are made up.`,
      zh: `商品与相关性标注来自 esci-small（亚马逊购物查询数据集，Apache-2.0）：${products.length} 件真实商品，部分没有价格。图片为程序绘制，顾客为虚构。`,
    },
    currency: "USD",
    departments: largest.map(([value]) => ({
      facet: "department",
      value,
      name: both(value),
      picture: popular.find(({ department }) => department === value)!.id,
    })),
    card: (id) => cardOf(byId.get(id)),
    product: (id) => productOf(byId.get(id)),
    picture: (id) => {
      const product = byId.get(id);
      if (product === undefined) return undefined;
      const colour = product.colour === undefined ? undefined : COLOURS[product.colour];
      return drawProductPicture({ title: product.title, kind: `${product.department} ${product.kind}`, colour });
    },
    offers: [],
    popular: popular.map(({ id }) => id),
  };
}

/** What the products of esci-small are filtered by. */
export const ESCI_FACETS: readonly ShopFacet[] = [
  { key: "department", name: { en: "Department", zh: "分类" }, nameOf: both },
  { key: "kind", name: { en: "Kind", zh: "品类" }, nameOf: both },
  { key: "brand", name: { en: "Brand", zh: "品牌" }, nameOf: both },
  { key: "colour", name: { en: "Colour", zh: "颜色" }, nameOf: both },
];

function cardOf(product: EsciProduct | undefined): Card | undefined {
  if (product === undefined) return undefined;
  const { id, title, brand, kind, price, stars } = product;
  return { id, title: both(title), brand: both(brand), kind: both(kind), price, stars };
}

function productOf(product: EsciProduct | undefined): Product | undefined {
  const card = cardOf(product);
  if (product === undefined || card === undefined) return undefined;
  const { department, kind, text, brand, colour } = product;
  const facts = [
    { name: { en: "Brand", zh: "品牌" }, value: both(brand) },
    { name: { en: "Colour", zh: "颜色" }, value: both(colour ?? "") },
  ];
  return {
    ...card,
    description: both(text),
    path: [
      { name: both(department), facet: "department", value: department },
      { name: both(kind), facet: "kind", value: kind },
    ],
    facts: facts.filter(({ value }) => value.en !== ""),
  };
}

function both(text: string): Words {
  return { en: text, zh: text };
}
