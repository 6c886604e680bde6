import { requireInteger, requireLength, requirePositive, ShapeError, ValueError } from "../../contracts";
import { CsrMatrix } from "../../linalg";
import type { TfidfModel } from "../../text";

/** One kind of thing known about items: the words of their titles, their brand. */
export interface FeatureBlock {
  /** Stands before each feature's name: "title", "brand". */
  readonly name: string;
  /** [items x features of this block], values of at least 0; a row without entries where nothing is known. */
  readonly vectors: CsrMatrix;
  /** Name of each column. */
  readonly features: readonly string[];
  /** How much this block has to say beside the others; 1 unless given. */
  readonly weight?: number;
}

/** What is known about every item, as vectors of length 1. */
export interface ItemProfiles {
  /** [items x features]; each row has length 1, or no entries where nothing at all is known. */
  readonly vectors: CsrMatrix;
  /** Name of each column, "brand:Acme". */
  readonly features: readonly string[];
}

/**
 * Words as a block.
 *
 * @param documents one list of terms per item, cut by the analyser that `model` was fitted with
 */
export function textBlock(name: string, documents: Iterable<readonly string[]>, model: TfidfModel): FeatureBlock {
  return { name, vectors: model.transform(documents), features: model.vocabulary.terms };
}

/**
 * A category (brand, colour, department) as a block: one column per value, 1 where the item has it (one-hot).
 *
 * @param codes      index into the dictionary for each item, or -1 where it is not known
 * @param dictionary the values
 * @throws ValueError when a code is out of range
 */
export function categoryBlock(name: string, codes: ArrayLike<number>, dictionary: readonly string[]): FeatureBlock {
  const rowStarts = new Uint32Array(codes.length + 1);
  const columns: number[] = [];
  for (let item = 0; item < codes.length; item++) {
    const code = codes[item]!;
    if (!Number.isInteger(code) || code < -1 || code >= dictionary.length) {
      throw new ValueError(`${name} of item ${item} must be -1 or below ${dictionary.length}, received ${code}`);
    }
    if (code >= 0) columns.push(code);
    rowStarts[item + 1] = columns.length;
  }
  const ones = new Float64Array(columns.length).fill(1);
  const vectors = new CsrMatrix(codes.length, dictionary.length, rowStarts, Uint32Array.from(columns), ones);
  return { name, vectors, features: dictionary };
}

/**
 * Puts blocks side by side. Within each block a row is scaled to length √weight, then the whole row to length 1: two
 * items known in every block are alike by Σ weight · cosine of the block / Σ weight, so a long description does not
 * drown the brand.
 *
 * @param blocks at least one, all about the same items
 * @throws ShapeError when blocks differ in the number of items; ValueError when a weight is not above 0, two blocks have
 *         one name or a value is negative
 */
export function joinBlocks(blocks: readonly FeatureBlock[]): ItemProfiles {
  const items = checkedItemCount(blocks);
  const stored = blocks.reduce((sum, { vectors }) => sum + vectors.stored, 0);
  const columnIndices = new Uint32Array(stored);
  const values = new Float64Array(stored);
  const rowStarts = new Uint32Array(items + 1);
  let at = 0;
  for (let item = 0; item < items; item++) {
    let offset = 0;
    let known = 0;
    const start = at;
    for (const { vectors, weight = 1 } of blocks) {
      const row = vectors.valuesOf(item);
      const scale = Math.sqrt(weight) / lengthOf(row);
      vectors.columnsOf(item).forEach((column, n) => {
        // A row of stored zeros knows as little as a row of nothing.
        if (row[n] === 0) return;
        columnIndices[at] = offset + column;
        values[at++] = row[n]! * scale;
      });
      if (scale < Infinity) known += weight;
      offset += vectors.columns;
    }
    for (let e = start; e < at; e++) values[e]! /= Math.sqrt(known);
    rowStarts[item + 1] = at;
  }
  const columns = blocks.reduce((sum, { vectors }) => sum + vectors.columns, 0);
  return {
    vectors: new CsrMatrix(items, columns, rowStarts, columnIndices.slice(0, at), values.slice(0, at)),
    features: blocks.flatMap(({ name, features }) => features.map((feature) => `${name}:${feature}`)),
  };
}

function checkedItemCount(blocks: readonly FeatureBlock[]): number {
  const [first] = blocks;
  if (first === undefined) throw new ValueError("blocks must hold at least one block, received none");
  const names = blocks.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw new ValueError(`blocks must differ in name, received ${names.join(", ")}`);
  for (const { name, vectors, features, weight = 1 } of blocks) {
    if (vectors.rows !== first.vectors.rows) {
      throw new ShapeError(`${name} must have ${first.vectors.rows} items as ${first.name}, received ${vectors.rows}`);
    }
    requireLength(`features of ${name}`, features.length, vectors.columns);
    requirePositive(`weight of ${name}`, weight);
    const bad = vectors.values.find((value) => !(value >= 0 && value < Infinity));
    if (bad !== undefined) throw new ValueError(`values of ${name} must be finite and at least 0, received ${bad}`);
  }
  requireInteger("items", first.vectors.rows, 1);
  return first.vectors.rows;
}

function lengthOf(row: Float64Array): number {
  return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
}
