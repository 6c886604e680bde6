import type { Word } from "./words";

/** The outlines that a picture is drawn from. */
export type Shape =
  | "bag"
  | "board"
  | "book"
  | "bottle"
  | "bow"
  | "box"
  | "candle"
  | "device"
  | "garment"
  | "glove"
  | "headphones"
  | "jar"
  | "jug"
  | "keyboard"
  | "lamp"
  | "mouse"
  | "mug"
  | "pan"
  | "phone"
  | "pot"
  | "shoe"
  | "tent"
  | "textile"
  | "tool"
  | "toy";

/** A kind of product: a leaf of the category tree. */
export interface LeafCategory {
  /** Its name in code, unique in the tree. */
  readonly key: string;
  /** The shelf between department and leaf. */
  readonly group: Word;
  readonly name: Word;
  /** What shops and customers call one of them, the usual word first; a synonym is what makes search hard. */
  readonly nouns: { readonly en: readonly string[]; readonly zh: readonly string[] };
  readonly materials: readonly Word[];
  readonly sizes: readonly Word[];
  /** Selling points for titles and descriptions. */
  readonly features: readonly Word[];
  /** Median price in pounds. */
  readonly price: number;
  /** Day of the year (0 to 364) on which it sells best, and by how much utility the year swings around its mean. */
  readonly season: { readonly peakDay: number; readonly amplitude: number };
  /** Keys of leaves whose products are bought along; the relation holds in both directions. */
  readonly goesWith: readonly string[];
  readonly shape: Shape;
}

/** A department of the shop. */
export interface Department {
  readonly key: string;
  readonly name: Word;
  readonly leaves: readonly LeafCategory[];
}
