import type { UserItemMatrix } from "../../interactions";
import { ContentModel } from "./content-model";
import type { ItemProfiles } from "./item-profiles";

/** Settings of {@link fitContent}. */
export interface ContentOptions {
  /** What is known about each item, one row per column of the matrix; see `joinBlocks`. */
  readonly profiles: ItemProfiles;
}

/**
 * Recommends what is like that which the user had: see {@link ContentModel}. Nothing is learnt beyond the profiles, so
 * this takes as long as turning them over.
 *
 * @param matrix users' contacts; a value is how much an item counts in its user's profile
 * @throws ShapeError when profiles are not one row per item; ValueError when a value is negative
 */
export function fitContent(matrix: UserItemMatrix, { profiles }: ContentOptions): ContentModel {
  return new ContentModel(matrix, profiles);
}
