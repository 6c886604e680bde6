import { shuffle, type Random } from "../random";
import type { Product } from "./products";
import { LEAVES } from "./vocabulary/categories";
import { COLOURS, STYLES } from "./vocabulary/words";

/** One row of the raw file, all but the invoice's number, which is given when the rows are in order. */
export interface RetailRow {
  /** Rows with the same invoice stand on one invoice. */
  readonly invoice: number;
  /** What stands before the invoice's number: `C` a cancellation, `A` an adjustment. */
  readonly prefix: "" | "A" | "C";
  readonly stockCode: string;
  readonly description: string;
  readonly quantity: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly unitPrice: number;
  /** Empty for a customer nobody knows. */
  readonly customerId: string;
  readonly country: string;
}

/** Five digits for each product, some with a letter, in no order. */
export function drawStockCodes(products: number, random: Random): string[] {
  const numbers = shuffle(
    Uint32Array.from({ length: products }, (_, index) => 20_000 + index),
    random,
  );
  return Array.from(numbers, (number) => {
    const letter = random.next() < 0.15 ? "ABCDEFG".charAt(random.integer(7)) : "";
    return `${number}${letter}`;
  });
}

/** The description in capitals, as such files hold it: `SAGE GREEN RUSTIC STONEWARE TEAPOT`. */
export function retailDescription(product: Product): string {
  const { materials, nouns } = LEAVES[product.leaf]!;
  const words = [
    COLOURS[product.colour]!.en,
    STYLES[product.style]!.en,
    materials[product.material]!.en,
    nouns.en[product.noun]!,
  ];
  return words.join(" ").toUpperCase();
}

/** `12346` for index 0. */
export function retailCustomerId(index: number): string {
  return String(12_346 + index);
}
