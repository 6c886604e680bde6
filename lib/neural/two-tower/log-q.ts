import { log } from "../../random";
import type { UserItemMatrix } from "../../interactions";

/**
 * ln Q of each item, where Q is the chance that a drawn contact is with it: its share of all contacts. An item without a
 * contact is never drawn; its entry is that of half a contact, which no batch looks up.
 *
 * @param matrix contacts, at least one
 * @returns [items]
 */
export function logSamplingShares({ items, itemCount, pairCount }: UserItemMatrix): Float32Array {
  const counts = new Float64Array(itemCount);
  for (const item of items) counts[item]!++;
  return Float32Array.from(counts, (count) => log(Math.max(count, 0.5) / pairCount));
}
