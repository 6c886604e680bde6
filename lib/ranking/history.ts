import { requireIndex, requireLength, ValueError } from "../contracts";
import type { Audience, History } from "./scorer";

/**
 * Checks a history before a model reads it.
 *
 * @param history   whose items may come in any order, each once
 * @param itemCount number of items that the model knows
 * @throws ShapeError when items and values differ in length
 * @throws ValueError when an item is out of range or stands twice, or a value is not finite
 */
export function requireHistory({ items, values }: History, itemCount: number): void {
  requireContacts("history", "item", items, values, itemCount);
}

/**
 * Checks an audience before a model reads it.
 *
 * @param audience  whose users may come in any order, each once
 * @param userCount number of users that the model knows
 * @throws ShapeError when users and values differ in length
 * @throws ValueError when a user is out of range or stands twice, or a value is not finite
 */
export function requireAudience({ users, values }: Audience, userCount: number): void {
  requireContacts("audience", "user", users, values, userCount);
}

function requireContacts(
  whole: "history" | "audience",
  one: "item" | "user",
  indices: Uint32Array,
  values: Float32Array,
  count: number,
): void {
  requireLength(`${whole}.values`, values.length, indices.length);
  const met = new Set<number>();
  for (let n = 0; n < indices.length; n++) {
    const index = indices[n]!;
    requireIndex(`${whole}.${one}s`, index, count);
    if (met.has(index)) throw new ValueError(`${whole}.${one}s must name each ${one} once, received ${index} twice`);
    met.add(index);
    if (!Number.isFinite(values[n]!)) {
      throw new ValueError(`${whole}.values must be finite, received ${values[n]} for ${one} ${index}`);
    }
  }
}
