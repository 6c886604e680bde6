import { requireInteger } from "../contracts";
import { compactEvents, type Events, selectEvents } from "./events";
import { matrixFromEvents } from "./matrix-from-events";
import { transpose } from "./transpose";

/** How much {@link kCore} asks of each side; 1 asks nothing. */
export interface KCoreOptions {
  /** Distinct items that a user must have met. */
  readonly itemsPerUser?: number;
  /** Distinct users that an item must have met. */
  readonly usersPerItem?: number;
}

/**
 * The largest set of events in which every user has met enough items and every item enough users. Taking away a user
 * can leave an item short and the other way round, so it peels until nothing changes; the result does not depend on the
 * order of peeling, and may be empty. O(events) in all.
 *
 * @returns the remaining events in their order, with compacted vocabularies
 * @source Seidman, "Network structure and minimum degree", Social Networks 1983; the bipartite (p, q)-core
 */
export function kCore(events: Events, { itemsPerUser = 1, usersPerItem = 1 }: KCoreOptions): Events {
  requireInteger("itemsPerUser", itemsPerUser, 1);
  requireInteger("usersPerItem", usersPerItem, 1);
  const rows = matrixFromEvents(events);
  const columns = transpose(rows);
  const users = degrees(rows.rowStarts);
  const items = degrees(columns.itemStarts);

  const queue: number[] = []; // Users as they are, items after them.
  users.forEach((degree, user) => degree < itemsPerUser && queue.push(user));
  items.forEach((degree, item) => degree < usersPerItem && queue.push(rows.userCount + item));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const isUser = next < rows.userCount;
    const self = isUser ? next : next - rows.userCount;
    const others = isUser ? items : users;
    const least = isUser ? usersPerItem : itemsPerUser;
    const neighbours = isUser
      ? rows.items.subarray(rows.rowStarts[self], rows.rowStarts[self + 1])
      : columns.users.subarray(columns.itemStarts[self], columns.itemStarts[self + 1]);
    (isUser ? users : items)[self] = 0;
    for (const other of neighbours) {
      // Those below the bound are gone or queued already: only the step across it queues.
      if (others[other]!-- === least) queue.push(isUser ? rows.userCount + other : other);
    }
  }

  const keep = events.users.map((_, n) => n);
  const left = keep.filter((n) => users[events.users[n]!]! >= itemsPerUser && items[events.items[n]!]! >= usersPerItem);
  return compactEvents(selectEvents(events, left));
}

/** Number of entries in each row, signed: a removed row may be counted down further by its neighbours. */
function degrees(starts: Uint32Array): Int32Array {
  return Int32Array.from({ length: starts.length - 1 }, (_, row) => starts[row + 1]! - starts[row]!);
}
