import type { Random } from "../random";
import type { Calendar } from "./calendar";
import { blend, logNormal, randomDirection } from "./distributions";
import type { ShopSettings } from "./settings";
import type { TasteSpace } from "./taste-space";
import { writeTexts, type ProductTexts, type ProductTraits } from "./titles";
import { DEPARTMENT_OF_LEAF, DEPARTMENTS, LEAVES } from "./vocabulary/categories";
import type { LeafCategory } from "./vocabulary/category";
import { BRANDS, COLOURS, STYLES } from "./vocabulary/words";

/** A product: what the shop shows, and the planted numbers behind it. */
export interface Product extends ProductTexts, ProductTraits {
  /** Row in every array that runs over products. */
  readonly index: number;
  /** `P00001` for index 0. */
  readonly id: string;
  /** Index into the leaves of the category tree. */
  readonly leaf: number;
  /** Pounds, before offers. */
  readonly price: number;
  /** What the shop paid, in pounds. */
  readonly cost: number;
  /** Pieces in store on the first day. */
  readonly stock: number;
  /** Day on which it first stands on a shelf. */
  readonly launchDay: number;
  /** Planted: how good it is, which ratings show. */
  readonly quality: number;
  /** Planted: q, unit vector of length D. */
  readonly factor: Float64Array;
}

/** Draws one product; it depends on the seed and its index alone. */
export function drawProduct(
  index: number,
  settings: ShopSettings,
  space: TasteSpace,
  calendar: Calendar,
  random: Random,
): Product {
  // Every kind of product gets one before any gets its second by chance.
  const leaf = index < LEAVES.length ? index : random.integer(LEAVES.length);
  const category = LEAVES[leaf]!;
  const traits = drawTraits(category, DEPARTMENTS[DEPARTMENT_OF_LEAF[leaf]!]!.key, random);
  const price = roundPrice(logNormal(category.price * BRANDS[traits.brand]!.priceLevel, 0.25, random));
  const { lateLaunchShare, ratingBiasSpread } = settings.model;
  return {
    index,
    id: productId(index),
    leaf,
    ...traits,
    ...writeTexts(category, traits, random),
    price,
    cost: Math.round(price * (45 + 25 * random.next())) / 100,
    stock: 20 + random.integer(480),
    launchDay: random.next() < lateLaunchShare ? random.integer(calendar.days) : 0,
    quality: ratingBiasSpread * random.normal(),
    factor: drawFactor(leaf, traits, space, random),
  };
}

/** `P00001` for index 0; more digits from 100,000 products on. */
export function productId(index: number): string {
  return `P${String(index + 1).padStart(5, "0")}`;
}

/** The path of a product's kind: `Kitchen > Tea & Coffee > Teapots`. */
export function categoryPath(leaf: number, language: "en" | "zh"): string {
  const category = LEAVES[leaf]!;
  const department = DEPARTMENTS[DEPARTMENT_OF_LEAF[leaf]!]!;
  return [department.name, category.group, category.name].map((word) => word[language]).join(" > ");
}

/** q: the blend of its kind, style and brand with a part of its own, so that what it is says much of who likes it. */
function drawFactor(leaf: number, traits: ProductTraits, space: TasteSpace, random: Random): Float64Array {
  const D = space.dimensions;
  return blend([
    [0.65, space.leaves.subarray(leaf * D, (leaf + 1) * D)],
    [0.5, space.styles[traits.style]!],
    [0.25, space.brands[traits.brand]!],
    [0.45, randomDirection(D, random)],
  ]);
}

function drawTraits(category: LeafCategory, department: string, random: Random): ProductTraits {
  const brands = BRANDS.flatMap((brand, index) => (brand.departments.includes(department) ? [index] : []));
  return {
    brand: brands[random.integer(brands.length)]!,
    style: random.integer(STYLES.length),
    colour: random.integer(COLOURS.length),
    material: random.integer(category.materials.length),
    size: random.integer(category.sizes.length),
    feature: random.integer(category.features.length),
    noun: random.next() < 0.7 ? 0 : 1 + random.integer(category.nouns.en.length - 1),
  };
}

/** Prices end in 9 or 5 pence, as shops write them. */
function roundPrice(price: number): number {
  const pence = Math.max(95, Math.round(price * 100));
  return (pence < 2000 ? Math.round(pence / 10) * 10 - 5 : Math.round(pence / 100) * 100 - 1) / 100;
}
