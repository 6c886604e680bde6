import { requireIndex, requireLength, ValueError } from "../contracts";
import type { History } from "./scorer";

/**
 * Checks a history before a model reads it.
 *
 * @param history   whose items may come in any order, each once
 * @param itemCount number of items that the model knows
 * @throws ShapeError when items and values differ in length
 * @throws ValueError when an item is out of range or stands twice, or a value is not finite
 */
export function requireHistory({ items, values }: History, itemCount: number): void {
  requireLength("history.values", values.length, items.length);
  const met = new Set<number>();
  for (let n = 0; n < items.length; n++) {
    const item = items[n]!;
    requireIndex("history.items", item, itemCount);
    if (met.has(item)) throw new ValueError(`history.items must name each item once, received ${item} twice`);
    met.add(item);
    if (!Number.isFinite(values[n]!)) {
      throw new ValueError(`history.values must be finite, received ${values[n]} for item ${item}`);
    }
  }
}
