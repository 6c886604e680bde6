import { requireInteger, ValueError } from "../contracts";

/**
 * A mask that allows only the listed items.
 *
 * @param itemCount number of items
 * @param items     indices that may appear
 * @returns [itemCount], 1 where allowed
 * @throws ValueError when an index is out of range
 */
export function allowedMask(itemCount: number, items: Iterable<number>): Uint8Array {
  requireInteger("itemCount", itemCount);
  const mask = new Uint8Array(itemCount);
  for (const item of items) mask[inRange(item, itemCount)] = 1;
  return mask;
}

/**
 * Bars items from ranked lists by scoring them -Infinity, in place.
 *
 * @throws ValueError when an index is out of range
 */
export function excludeItems(scores: Float32Array, items: Iterable<number>): void {
  for (const item of items) scores[inRange(item, scores.length)] = -Infinity;
}

function inRange(item: number, itemCount: number): number {
  if (!Number.isInteger(item) || item < 0 || item >= itemCount) {
    throw new ValueError(`item must be an index below ${itemCount}, received ${item}`);
  }
  return item;
}
