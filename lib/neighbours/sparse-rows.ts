import type { ItemUserMatrix, UserItemMatrix } from "../interactions";

/** Rows to be compared, whether users or items: compressed, with the columns of each row ascending. */
export interface SparseRows {
  /** Number of rows. */
  readonly count: number;
  /** Number of columns. */
  readonly width: number;
  /** [count + 1], where each row begins. */
  readonly starts: Uint32Array;
  /** [entries] column of each entry. */
  readonly columns: Uint32Array;
  /** [entries] value of each entry. */
  readonly values: Float32Array;
}

/** Users as rows. */
export function userRows({ userCount, itemCount, rowStarts, items, values }: UserItemMatrix): SparseRows {
  return { count: userCount, width: itemCount, starts: rowStarts, columns: items, values };
}

/** Items as rows. */
export function itemRows({ userCount, itemCount, itemStarts, users, values }: ItemUserMatrix): SparseRows {
  return { count: itemCount, width: userCount, starts: itemStarts, columns: users, values };
}

/** Columns become rows. O(entries + rows + columns). */
export function turn({ count, width, starts, columns, values }: SparseRows): SparseRows {
  const turnedStarts = new Uint32Array(width + 1);
  for (let at = 0; at < columns.length; at++) turnedStarts[columns[at]! + 1]!++;
  for (let column = 0; column < width; column++) turnedStarts[column + 1]! += turnedStarts[column]!;

  const next = turnedStarts.slice(0, width);
  const turnedColumns = new Uint32Array(columns.length);
  const turnedValues = new Float32Array(columns.length);
  for (let row = 0; row < count; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const place = next[columns[at]!]!++;
      turnedColumns[place] = row;
      turnedValues[place] = values[at]!;
    }
  }
  return { count: width, width: count, starts: turnedStarts, columns: turnedColumns, values: turnedValues };
}

/** Mean value of each row; 0 for an empty one. */
export function rowMeans({ count, starts, values }: SparseRows): Float32Array {
  const means = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) sum += values[at]!;
    const length = starts[row + 1]! - starts[row]!;
    means[row] = length === 0 ? 0 : sum / length;
  }
  return means;
}
