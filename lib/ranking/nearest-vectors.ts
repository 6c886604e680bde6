import { type ItemIndex, requireIndex, requireInteger } from "../contracts";
import type { RankedList } from "./ranked-list";
import { topK } from "./top-k";

/**
 * The items whose vectors point the same way, by cosine. A vector of zeros has no direction: its cosines are 0.
 *
 * @param vectors row-major [items × factors]
 * @param factors length of a vector
 * @param item    whose neighbours are wanted; it is left out of the list
 * @param k       how many at most
 * @throws ValueError when the item is out of range or k is no whole number of at least 0
 */
export function nearestVectors(vectors: Float32Array, factors: number, item: ItemIndex, k: number): RankedList {
  const count = vectors.length / factors;
  requireIndex("item", item, count);
  requireInteger("k", k);
  const own = vectors.subarray(item * factors, (item + 1) * factors);
  const scores = new Float32Array(count);
  let ownSquares = 0;
  for (let d = 0; d < factors; d++) ownSquares += own[d]! ** 2;
  for (let other = 0, at = 0; other < count; other++) {
    let product = 0;
    let squares = 0;
    for (let d = 0; d < factors; d++) {
      const y = vectors[at++]!;
      product += own[d]! * y;
      squares += y * y;
    }
    const norms = Math.sqrt(ownSquares * squares);
    scores[other] = norms === 0 ? 0 : product / norms + 0; // -0 becomes 0.
  }
  return topK(scores, k, { exclude: Uint32Array.of(item) });
}
