import { weightedSampler, type Random, type WeightedSampler } from "../random";
import type { Product } from "./products";
import { COMPLEMENT_LEAVES, DEPARTMENT_OF_LEAF, DEPARTMENTS, LEAVES } from "./vocabulary/categories";
import { BRANDS, COLOURS, STYLES } from "./vocabulary/words";

/** E exact, S substitute, C complement, I irrelevant: the grades of product search. */
export type Grade = "E" | "S" | "C" | "I";
export type Language = "en" | "zh";

/** What a query asks for beside the kind of product. */
export interface Wish {
  readonly trait: "brand" | "colour" | "material" | "style";
  /** Index, as in a product's trait of that name. */
  readonly value: number;
}

/** Something people type, with what they mean by it. */
export interface Query {
  readonly index: number;
  readonly text: string;
  readonly language: Language;
  readonly leaf: number;
  readonly wish: Wish | undefined;
  /** How often it is asked, over the other queries for the same kind in the same language. */
  readonly weight: number;
}

/**
 * The planted grade of a product for a query. E: the kind asked for, and the wish met. S: the kind asked for, and the
 * wish not met. C: a kind that goes with the one asked for. I: anything else.
 */
export function gradeOf(query: Query, product: Product): Grade {
  if (product.leaf === query.leaf) {
    return query.wish === undefined || product[query.wish.trait] === query.wish.value ? "E" : "S";
  }
  return COMPLEMENT_LEAVES[query.leaf]!.includes(product.leaf) ? "C" : "I";
}

/** Everything that can be asked, in a fixed order. */
export class QueryBook {
  readonly queries: readonly Query[];
  private readonly places: readonly (readonly [number, WeightedSampler])[];

  /** @param random picks which colours, styles and brands are asked for */
  constructor(random: Random) {
    const queries: Query[] = [];
    const places: [number, WeightedSampler][] = [];
    LEAVES.forEach((_, leaf) => {
      for (const language of LANGUAGES) {
        const first = queries.length;
        writeQueries(leaf, language, random.split(`${leaf} ${language}`), queries);
        places.push([first, weightedSampler(queries.slice(first).map((query) => query.weight))]);
      }
    });
    this.queries = queries;
    this.places = places;
  }

  /** A query for a kind of product, by how often each is asked. */
  draw(leaf: number, language: Language, random: Random): Query {
    const [first, sampler] = this.places[leaf * LANGUAGES.length + LANGUAGES.indexOf(language)]!;
    return this.queries[first + sampler.sample(random)]!;
  }
}

const LANGUAGES = ["en", "zh"] as const;
const WISH_WEIGHT = 1;
const BARE_WEIGHTS = [6, 3];

function writeQueries(leaf: number, language: Language, random: Random, into: Query[]): void {
  const nouns = LEAVES[leaf]!.nouns[language];
  const add = (text: string, wish: Wish | undefined, weight: number): void => {
    into.push({ index: into.length, text, language, leaf, wish, weight });
  };
  nouns.forEach((noun, n) => {
    add(language === "en" ? noun.toLowerCase() : noun, undefined, BARE_WEIGHTS[n] ?? 1);
  });
  for (const wish of drawWishes(leaf, random)) {
    add(phrase(wish, leaf, nouns[random.integer(nouns.length)]!, language), wish, WISH_WEIGHT);
  }
}

/** Three colours, two styles, two materials and two brands. */
function drawWishes(leaf: number, random: Random): Wish[] {
  const department = DEPARTMENTS[DEPARTMENT_OF_LEAF[leaf]!]!.key;
  const brands = BRANDS.flatMap((brand, index) => (brand.departments.includes(department) ? [index] : []));
  const pick = (trait: Wish["trait"], values: number[], count: number): Wish[] =>
    Array.from({ length: count }, () => {
      const [value] = values.splice(random.integer(values.length), 1);
      return { trait, value: value! };
    });
  return [
    ...pick("colour", range(COLOURS.length), 3),
    ...pick("style", range(STYLES.length), 2),
    ...pick("material", range(LEAVES[leaf]!.materials.length), 2),
    ...pick("brand", brands, 2),
  ];
}

function phrase(wish: Wish, leaf: number, noun: string, language: Language): string {
  const words = { brand: BRANDS, colour: COLOURS, style: STYLES, material: LEAVES[leaf]!.materials }[wish.trait];
  const word = words[wish.value]![language];
  if (language === "en") return `${word} ${noun}`.toLowerCase();
  return wish.trait === "brand" ? `${word} ${noun}` : word + noun;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
