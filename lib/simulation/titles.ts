import type { Random } from "../random";
import type { LeafCategory } from "./vocabulary/category";
import { BRANDS, COLOURS, STYLES, type Word } from "./vocabulary/words";

/** What a product is made of; each number is an index into the vocabulary. */
export interface ProductTraits {
  readonly brand: number;
  readonly style: number;
  readonly colour: number;
  /** Index into the leaf's materials, sizes and features. */
  readonly material: number;
  readonly size: number;
  readonly feature: number;
  /** Which of the leaf's nouns the title uses: 0 is the usual one. */
  readonly noun: number;
}

/** Title and description in both languages. */
export interface ProductTexts {
  readonly title: Word;
  readonly description: Word;
}

/** Writes a product's texts from its traits; `random` only picks among phrasings. */
export function writeTexts(leaf: LeafCategory, traits: ProductTraits, random: Random): ProductTexts {
  const words = wordsOf(leaf, traits);
  return { title: writeTitle(words), description: writeDescription(leaf, words, random) };
}

interface TitleWords {
  readonly brand: Word;
  readonly style: Word;
  readonly colour: Word;
  readonly material: Word;
  readonly size: Word;
  readonly feature: Word;
  readonly noun: Word;
}

function wordsOf(leaf: LeafCategory, traits: ProductTraits): TitleWords {
  return {
    brand: BRANDS[traits.brand]!,
    style: STYLES[traits.style]!,
    colour: COLOURS[traits.colour]!,
    material: leaf.materials[traits.material]!,
    size: leaf.sizes[traits.size]!,
    feature: leaf.features[traits.feature]!,
    noun: { en: leaf.nouns.en[traits.noun]!, zh: leaf.nouns.zh[traits.noun]! },
  };
}

function writeTitle({ brand, style, colour, material, size, feature, noun }: TitleWords): Word {
  return {
    en: `${brand.en} ${style.en} ${material.en} ${noun.en}, ${size.en}, ${colour.en}`,
    zh: `${brand.zh}${style.zh}${material.zh}${noun.zh} ${feature.zh} ${colour.zh} ${size.zh}`,
  };
}

const CLOSINGS: readonly Word[] = [
  { en: "Made to be used every day.", zh: "日常使用经久耐用。" },
  { en: "A thoughtful present for a friend.", zh: "送朋友体面又实用。" },
  { en: "Packed without plastic.", zh: "环保无塑包装。" },
  { en: "Spare parts are kept for ten years.", zh: "配件供应十年。" },
];

function writeDescription(leaf: LeafCategory, words: TitleWords, random: Random): Word {
  const { brand, style, colour, material, size, feature, noun } = words;
  const other = leaf.features[random.integer(leaf.features.length)]!;
  const second = other === feature ? leaf.features[0]! : other;
  const closing = CLOSINGS[random.integer(CLOSINGS.length)]!;
  const extra = second === feature ? { en: "", zh: "" } : { en: ` and ${second.en}`, zh: `，${second.zh}` };
  return {
    en:
      `${article(style.en)} ${style.en.toLowerCase()} ${noun.en.toLowerCase()} by ${brand.en}: ` +
      `${material.en.toLowerCase()}, ${colour.en.toLowerCase()}, ${size.en}. ` +
      `${capitalise(feature.en)}${extra.en}. ${closing.en}`,
    zh: `${brand.zh}出品，${style.zh}${noun.zh}，${material.zh}，${colour.zh}，${size.zh}。${feature.zh}${extra.zh}。${closing.zh}`,
  };
}

function article(word: string): string {
  return /^[aeiou]/i.test(word) ? "An" : "A";
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
