import { topK } from "../ranking";
import { log } from "../random";
import { dotRow } from "./distributions";
import type { Product } from "./products";
import { COMPLEMENT_LEAVES, LEAVES } from "./vocabulary/categories";

/** Complements kept per kind of product that goes with a product's own. */
const COMPLEMENTS_PER_LEAF = 2;
/** Substitutes kept per product. */
const SUBSTITUTES = 3;

/** Products by kind: for each leaf the indices of its products, ascending. */
export function productsByLeaf(products: readonly Product[]): Uint32Array[] {
  return LEAVES.map((_, leaf) =>
    Uint32Array.from(products.filter((product) => product.leaf === leaf).map((product) => product.index)),
  );
}

/**
 * What is bought along: for each kind that goes with the product's own, the two products j with the largest q_i · q_j.
 * One list per product, best first within each kind.
 */
export function findComplements(products: readonly Product[], byLeaf: readonly Uint32Array[]): Uint32Array[] {
  return products.map((product) => {
    const lists = COMPLEMENT_LEAVES[product.leaf]!.map((leaf) =>
      closest(byLeaf[leaf]!, COMPLEMENTS_PER_LEAF, (other) => dotRow(product.factor, products[other]!.factor, 0)),
    );
    return Uint32Array.from(lists.flatMap((list) => [...list]));
  });
}

/** What is bought instead: of the same kind, the three with the largest q_i · q_j − ½ |ln (price_i / price_j)|. */
export function findSubstitutes(products: readonly Product[], byLeaf: readonly Uint32Array[]): Uint32Array[] {
  return products.map((product) =>
    closest(byLeaf[product.leaf]!, SUBSTITUTES, (other) => {
      if (other === product.index) return -Infinity;
      const { factor, price } = products[other]!;
      return dotRow(product.factor, factor, 0) - 0.5 * Math.abs(log(product.price / price));
    }),
  );
}

function closest(candidates: Uint32Array, k: number, score: (product: number) => number): Uint32Array {
  const scores = Float32Array.from(candidates, score);
  return topK(scores, k).items.map((place) => candidates[place]!);
}
