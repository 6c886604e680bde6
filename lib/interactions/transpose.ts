import type { UserItemMatrix } from "./user-item-matrix";

/**
 * The same pairs seen from the items: items in rows, the users of each ascending. A type of its own, so that it does
 * not fit where a {@link UserItemMatrix} is wanted.
 */
export interface ItemUserMatrix {
  readonly itemCount: number;
  readonly userCount: number;
  /** [itemCount + 1], where each item's users begin. */
  readonly itemStarts: Uint32Array;
  /** [pairs] user indices, ascending within an item. */
  readonly users: Uint32Array;
  /** [pairs] strength of each contact. */
  readonly values: Float32Array;
}

/** Turns rows into columns by one counting sort: O(pairs + users + items). */
export function transpose(matrix: UserItemMatrix): ItemUserMatrix {
  const { userCount, itemCount, rowStarts, items, values } = matrix;
  const itemStarts = new Uint32Array(itemCount + 1);
  for (let n = 0; n < items.length; n++) itemStarts[items[n]! + 1]!++;
  for (let item = 0; item < itemCount; item++) itemStarts[item + 1]! += itemStarts[item]!;

  const next = itemStarts.slice(0, itemCount);
  const users = new Uint32Array(items.length);
  const turned = new Float32Array(items.length);
  for (let user = 0; user < userCount; user++) {
    for (let at = rowStarts[user]!; at < rowStarts[user + 1]!; at++) {
      const place = next[items[at]!]!++;
      users[place] = user;
      turned[place] = values[at]!;
    }
  }
  return { itemCount, userCount, itemStarts, users, values: turned };
}
