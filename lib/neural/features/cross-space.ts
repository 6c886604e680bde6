import { requireInteger } from "../../contracts";
import { pairHash } from "../../interactions";
import type { FeatureSpace, PlacedField } from "./feature-space";

/** Two fields, one of each side, whose pairs of values each have a weight of their own. */
export interface Cross {
  /** Name of a field of users; "user" is the id. */
  readonly user: string;
  /** Name of a field of items; "item" is the id. */
  readonly item: string;
}

/**
 * Where the weight of each crossed pair of values stands. A cross has a row for each pair of values where these are few
 * enough, else `buckets` rows that pairs share by a hash.
 */
export class CrossSpace {
  /** Rows of all crosses. */
  readonly size: number;
  private readonly placed: readonly { user: PlacedField; item: PlacedField; start: number; rows: number }[];

  /**
   * @param space   of the fields
   * @param crosses which fields are crossed
   * @param buckets most rows of one cross
   * @throws ValueError when a cross names a field that is not there
   */
  constructor(
    space: FeatureSpace,
    readonly crosses: readonly Cross[],
    readonly buckets: number,
  ) {
    requireInteger("crossBuckets", buckets, 1);
    let start = 0;
    this.placed = crosses.map((cross) => {
      const [user, item] = [space.fieldNamed("users", cross.user), space.fieldNamed("items", cross.item)];
      const placed = { user, item, start, rows: Math.min(user.size * item.size, buckets) };
      start += placed.rows;
      return placed;
    });
    this.size = start;
  }

  /** The row of a pair's values in the cross of this number. */
  rowOf(cross: number, user: number, item: number): number {
    const { user: left, item: right, start, rows } = this.placed[cross]!;
    const [a, b] = [left.values[user]!, right.values[item]!];
    const isWhole = left.size * right.size <= rows;
    return start + (isWhole ? a * right.size + b : pairHash(a, b, cross) % rows);
  }
}
