import type { SearchDocument, SearchIndex } from "../../search";
import {
  type Card,
  drawProductPicture,
  type Language,
  type Product,
  type ShopCatalogue,
  type Words,
} from "../../storefront";
import type { ShopFacet } from "./shop-search";

/** Departments shown on the first page: those with most products. */
const DEPARTMENTS = 7;

/** Names of columns that say what a product is called, best first. */
const TITLES = ["title", "name", "product_title", "product_name", "description"];
/** Names of facets that departments are made of, best first. */
const KINDS = ["department", "category", "kind", "type"];

/** How columns end that say the same in two languages: "title_en", "title_zh". */
const LANGUAGE = /_(en|zh)$/;

/** What the columns that shops have most are called. */
const COLUMN_NAMES: Readonly<Record<string, Words>> = {
  department: { en: "Department", zh: "分类" },
  category: { en: "Category", zh: "分类" },
  kind: { en: "Kind", zh: "品类" },
  brand: { en: "Brand", zh: "品牌" },
  color: { en: "Colour", zh: "颜色" },
  colour: { en: "Colour", zh: "颜色" },
  size: { en: "Size", zh: "尺寸" },
  style: { en: "Style", zh: "风格" },
};

/** An index of anybody's catalogue as a storefront shows it, and what its search box filters by. */
export interface ServedCatalogue {
  readonly catalogue: ShopCatalogue;
  readonly facets: readonly ShopFacet[];
}

/**
 * The products of an index. Which column is which is read off their names: the title is the first of "title", "name" and
 * the like that the index has, in one language or as "title_en" and "title_zh", else its first field; departments are the values of "department" or "category".
 *
 * @param index    what `cartwright index` made
 * @param popular  ids by how much they are liked, most first; those that the index does not have are passed over
 * @param currency ISO 4217
 */
export function servedCatalogue(index: SearchIndex, popular: readonly string[], currency: string): ServedCatalogue {
  const products = new Map(Array.from(index.all(), (document) => [document.id, document]));
  const fields = Object.keys(index.options.fields);
  const texts = [...new Set(fields.map((name) => name.replace(LANGUAGE, "")))];
  const title = TITLES.find((name) => texts.includes(name)) ?? texts[0]!;
  const kind = KINDS.find((name) => index.options.facets.includes(name));
  const liked = [...new Set(popular)].filter((id) => products.has(id));
  const order = [...new Set([...liked, ...products.keys()])];

  const cardOf = (document: SearchDocument): Card => {
    const { id, facets = {}, numbers = {} } = document;
    const name = spoken(document, title);
    return {
      id,
      title: name.en === "" ? both(id) : name,
      brand: facets["brand"] === undefined ? spoken(document, "brand") : both(facets["brand"]),
      kind: both(kind === undefined ? "" : (facets[kind] ?? "")),
      price: numbers["price"],
      stars: numbers["rating"],
    };
  };
  const productOf = (document: SearchDocument): Product => {
    const { facets = {} } = document;
    const others = texts.filter((name) => name !== title && name !== "brand").map((name) => spoken(document, name));
    const told = (language: Language): string =>
      others
        .map((words) => words[language])
        .join("\n")
        .trim();
    return {
      ...cardOf(document),
      description: { en: told("en"), zh: told("zh") },
      path: kind === undefined || !facets[kind] ? [] : [{ name: both(facets[kind]), facet: kind, value: facets[kind] }],
      facts: Object.entries(facets).flatMap(([name, value]) =>
        name === kind || value === "" ? [] : [{ name: columnName(name), value: both(value) }],
      ),
    };
  };
  const shown = <T>(id: string, show: (document: SearchDocument) => T): T | undefined => {
    const document = products.get(id);
    return document === undefined ? undefined : show(document);
  };
  return {
    facets: index.options.facets.map((key) => ({ key, name: columnName(key), nameOf: both })),
    catalogue: {
      name: { en: "Your shop", zh: "您的商店" },
      origin: {
        en: `${products.size} products of the index, as the server found them. Pictures are drawn.`,
        zh: `索引中的 ${products.size} 件商品。图片为程序绘制。`,
      },
      currency,
      departments: kind === undefined ? [] : largest(order, products, kind),
      card: (id) => shown(id, cardOf),
      product: (id) => shown(id, productOf),
      picture: (id) => shown(id, pictureOf),
      offers: [],
      popular: order,
    },
  };

  function pictureOf(document: SearchDocument): string {
    const card = cardOf(document);
    return drawProductPicture({ title: card.title.en, kind: card.kind.en });
  }
}

/** The values of a facet with most products; the most liked product of each stands for it. */
function largest(
  order: readonly string[],
  products: ReadonlyMap<string, SearchDocument>,
  facet: string,
): ShopCatalogue["departments"] {
  const found = new Map<string, { count: number; readonly picture: string }>();
  for (const id of order) {
    const value = products.get(id)!.facets?.[facet];
    if (!value) continue;
    const known = found.get(value);
    if (known === undefined) found.set(value, { count: 1, picture: id });
    else known.count++;
  }
  const most = [...found].sort((a, b) => b[1].count - a[1].count).slice(0, DEPARTMENTS);
  return most.map(([value, { picture }]) => {
    // Of a path such as "Home > Bedroom > Lamps" the last step says most.
    return { facet, value, name: both(value.split(" > ").at(-1)!), picture };
  });
}

/** "main_colour" as "Main colour". */
function columnName(name: string): Words {
  const spoken = name.replace(/[_-]+/g, " ");
  return COLUMN_NAMES[name.toLowerCase()] ?? both(spoken.charAt(0).toUpperCase() + spoken.slice(1));
}

/** A text of a product: columns whose names end in a language are that text in it. */
function spoken({ fields }: SearchDocument, name: string): Words {
  const [plain, en, zh] = [fields[name], fields[`${name}_en`], fields[`${name}_zh`]];
  return { en: en ?? plain ?? zh ?? "", zh: zh ?? plain ?? en ?? "" };
}

/** What is written in one language only. */
function both(text: string): Words {
  return { en: text, zh: text };
}
