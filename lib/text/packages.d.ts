// Two of the packages behind this room come without types.

declare module "stopword" {
  /** English stop words. */
  export const eng: readonly string[];
  /** Chinese stop words, simplified characters. */
  export const zho: readonly string[];
}

declare module "wink-porter2-stemmer" {
  /** The stem of one lower-case English word. */
  function stem(word: string): string;
  export = stem;
}
