import { requireInteger } from "./checks";

declare const brand: unique symbol;

/** Row of a user in a matrix, counted from 0. A plain number at run time; a type of its own for the compiler. */
export type UserIndex = number & { readonly [brand]: "user" };

/** Column of an item in a matrix, counted from 0. It does not fit where a {@link UserIndex} is wanted. */
export type ItemIndex = number & { readonly [brand]: "item" };

/** Marks a number as a user's row. Throws ValueError unless it is a whole number of at least 0. */
export function asUserIndex(value: number): UserIndex {
  requireInteger("user index", value);
  return value as UserIndex;
}

/** Marks a number as an item's column. Throws ValueError unless it is a whole number of at least 0. */
export function asItemIndex(value: number): ItemIndex {
  requireInteger("item index", value);
  return value as ItemIndex;
}
