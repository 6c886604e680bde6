import { transpose, type UserItemMatrix } from "../../interactions";

/** One side of a matrix: each row with its partners on the other side, users with items or items with users. */
export interface Side {
  /** Number of rows. */
  readonly count: number;
  /** [count + 1], where each row's partners begin. */
  readonly starts: Uint32Array;
  /** [pairs] partners, ascending within a row. */
  readonly partners: Uint32Array;
  /** [pairs] strength of each contact. */
  readonly values: Float32Array;
}

/** Both sides of a matrix, for methods that solve the users while the items are fixed and then the other way round. */
export function sidesOf(matrix: UserItemMatrix): { readonly users: Side; readonly items: Side } {
  const turned = transpose(matrix);
  return {
    users: {
      count: matrix.userCount,
      starts: matrix.rowStarts,
      partners: matrix.items,
      values: matrix.values,
    },
    items: { count: matrix.itemCount, starts: turned.itemStarts, partners: turned.users, values: turned.values },
  };
}
