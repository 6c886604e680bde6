import { type ItemIndex, requireInteger, requireLength, ShapeError, type UserIndex, ValueError } from "../contracts";

/**
 * Users in rows, items in columns, one value per pair that met: counts, ratings or ones. Compressed sparse rows; the
 * items of a row ascend and appear once. Rows are always users: a transposed matrix is of another type.
 */
export class UserItemMatrix {
  /**
   * @param userCount number of rows
   * @param itemCount number of columns
   * @param rowStarts [userCount + 1], where each user's items begin; the last entry is the number of pairs
   * @param items     [pairs] item indices, ascending within a row
   * @param values    [pairs] strength of each contact, finite
   * @throws ShapeError or ValueError when the arrays do not fit together
   */
  constructor(
    readonly userCount: number,
    readonly itemCount: number,
    readonly rowStarts: Uint32Array,
    readonly items: Uint32Array,
    readonly values: Float32Array,
  ) {
    requireInteger("userCount", userCount);
    requireInteger("itemCount", itemCount);
    requireLength("rowStarts", rowStarts.length, userCount + 1);
    requireLength("items", items.length, rowStarts[userCount]!);
    requireLength("values", values.length, items.length);
    requireSortedRows(userCount, itemCount, rowStarts, items);
    requireFiniteValues(values);
  }

  /** Number of pairs that met. */
  get pairCount(): number {
    return this.items.length;
  }

  /** Items of one user, ascending; a view, not a copy. */
  itemsOf(user: UserIndex): Uint32Array {
    return this.items.subarray(this.rowStarts[user], this.rowStarts[user + 1]);
  }

  /** Values beside {@link itemsOf}; a view, not a copy. */
  valuesOf(user: UserIndex): Float32Array {
    return this.values.subarray(this.rowStarts[user], this.rowStarts[user + 1]);
  }

  /** Value of one pair, 0 when they never met. Binary search in the row. */
  valueOf(user: UserIndex, item: ItemIndex): number {
    const place = this.placeOf(user, item);
    return place < 0 ? 0 : this.values[place]!;
  }

  /** Where a pair stands in {@link items} and {@link values}, -1 when they never met. Binary search in the row. */
  placeOf(user: UserIndex, item: ItemIndex): number {
    const end = this.rowStarts[user + 1]!;
    let low = this.rowStarts[user]!;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.items[middle]! < item) low = middle + 1;
      else high = middle;
    }
    return low < end && this.items[low] === item ? low : -1;
  }
}

function requireSortedRows(users: number, itemCount: number, rowStarts: Uint32Array, items: Uint32Array): void {
  for (let user = 0; user < users; user++) {
    if (rowStarts[user]! > rowStarts[user + 1]!)
      throw new ShapeError(`rowStarts must not fall, it does after row ${user}`);
    let previous = -1;
    for (let at = rowStarts[user]!; at < rowStarts[user + 1]!; at++) {
      const item = items[at]!;
      if (item <= previous || item >= itemCount) {
        throw new ValueError(
          `items of user ${user} must ascend and lie below ${itemCount}, received ${item} after ${previous}`,
        );
      }
      previous = item;
    }
  }
}

function requireFiniteValues(values: Float32Array): void {
  for (let at = 0; at < values.length; at++) {
    if (!Number.isFinite(values[at]!)) throw new ValueError(`values must be finite, received ${values[at]} at ${at}`);
  }
}
