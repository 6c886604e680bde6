import { createHash } from "node:crypto";
import { asText, findDataset, readTable, requireColumn, requireNumbers } from "cartwright/data";
import { SearchIndex } from "cartwright/search";
import { BenchFailure } from "../../frame/failure";

/** What a label is worth, as in the KDD Cup 2022. */
export const GAINS: Readonly<Record<string, number>> = { E: 1, S: 0.1, C: 0.01, I: 0 };
export const FOLDS = 5;

/** A product as the file has it. */
export interface Product {
  readonly id: string;
  readonly title: string;
  readonly brand: string;
  readonly color: string;
  readonly bullets: string;
  readonly description: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/** A query with the gains of its judged products. */
export interface JudgedQuery {
  readonly text: string;
  readonly gains: ReadonlyMap<string, number>;
  /** 0 to 4, by sha256 of the text. */
  readonly fold: number;
}

/** esci-small: all products, all judged queries. */
export interface Esci {
  readonly products: readonly Product[];
  readonly queries: readonly JudgedQuery[];
}

const NUMBERS = ["price", "rating", "rating_count"];

/** Reads esci-small from where `cartwright data` finds it. */
export async function readEsci(): Promise<Esci> {
  const found = findDataset("esci-small");
  if (found === undefined)
    throw new BenchFailure("esci-small is not on this machine: name a mirror in CARTWRIGHT_DATA");
  const products = await readTable(found.files["products.jsonl.gz"]!);
  const [id, title, brand, color, bullets, description] = [
    "product_id",
    "title",
    "brand",
    "color",
    "bullet_points",
    "description",
  ].map((name) => asText(requireColumn(products, name)));
  const numbers = NUMBERS.map((name) => requireNumbers(products, name).values);
  const cell = (column: typeof id, row: number): string => column!.dictionary[column!.codes[row]!] ?? "";
  return {
    products: Array.from({ length: products.rows }, (_, row) => ({
      id: cell(id, row),
      title: cell(title, row),
      brand: cell(brand, row),
      color: cell(color, row),
      bullets: cell(bullets, row),
      description: cell(description, row),
      numbers: Object.fromEntries(
        NUMBERS.map((name, n) => [name, numbers[n]![row]!]).filter(([, value]) => Number.isFinite(value)),
      ) as Record<string, number>,
    })),
    queries: await readQueries(found.files["judgments.csv.gz"]!),
  };
}

async function readQueries(path: string): Promise<JudgedQuery[]> {
  const table = await readTable(path, { strings: ["query", "product_id", "esci_label"] });
  const [query, product, label] = ["query", "product_id", "esci_label"].map((name) =>
    asText(requireColumn(table, name)),
  );
  const all = new Map<string, Map<string, number>>();
  for (let row = 0; row < table.rows; row++) {
    const text = query!.dictionary[query!.codes[row]!]!;
    const gains = all.get(text) ?? new Map<string, number>();
    gains.set(product!.dictionary[product!.codes[row]!]!, GAINS[label!.dictionary[label!.codes[row]!]!]!);
    all.set(text, gains);
  }
  return [...all].map(([text, gains]) => ({ text, gains, fold: foldOf(text) }));
}

/** The first four bytes of sha256(text), modulo 5. */
function foldOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE(0) % FOLDS;
}

/** An index of all products with some of their texts; all weights 1. */
export function indexOf({ products }: Esci, fields: readonly (keyof Product & string)[]): SearchIndex {
  const index = new SearchIndex({
    fields: Object.fromEntries(fields.map((name) => [name, {}])),
    facets: ["brand", "color"],
    numbers: NUMBERS,
  });
  for (const product of products) {
    const { id, brand, color, numbers } = product;
    index.add({
      id,
      fields: Object.fromEntries(fields.map((name) => [name, String(product[name])])),
      facets: { ...(brand === "" ? {} : { brand }), ...(color === "" ? {} : { color }) },
      numbers,
    });
  }
  return index;
}
