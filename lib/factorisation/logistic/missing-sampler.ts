import type { Random } from "../../random";
import type { Side } from "../shared/sides";

/** One side of the matrix. */
export type SideName = "users" | "items";

/**
 * Draws missing pairs so that users and items climb one and the same likelihood: a user with m contacts draws
 * `negatives` · m items, each item alike. Seen from an item, every item is then drawn equally often, by users in
 * proportion to their contacts; so an item's bias comes to say how many have it.
 */
export class MissingSampler {
  /** What the last call drew, in its first places. */
  drawn = new Uint32Array(64);
  private readonly marked: Uint8Array;
  private readonly perRow: (contacts: number) => number;

  /**
   * @param of        whose rows draw: "users" draw items
   * @param pool      partners to draw from, each as often as its chance says
   * @param frequency [partners] how often each stands in the pool
   * @param negatives draws per contact in the whole matrix
   * @param rows      rows that have contacts
   * @param pairs     contacts of the whole matrix
   */
  private constructor(
    of: SideName,
    private readonly pool: Uint32Array,
    private readonly frequency: Uint32Array,
    negatives: number,
    rows: number,
    pairs: number,
  ) {
    this.marked = new Uint8Array(frequency.length);
    const alike = Math.ceil((negatives * pairs) / Math.max(1, rows));
    this.perRow = of === "users" ? (contacts) => negatives * contacts : () => alike;
  }

  /** Draws items for users. */
  static ofItems({ users, items }: Record<SideName, Side>, negatives: number): MissingSampler {
    const offered = contactsOf(items).map((count) => Math.min(1, count));
    const pool = Uint32Array.from(offered.keys()).filter((item) => offered[item] === 1);
    return new MissingSampler("users", pool, offered, negatives, users.count, users.partners.length);
  }

  /** Draws users for items. */
  static ofUsers({ users, items }: Record<SideName, Side>, negatives: number): MissingSampler {
    const rows = contactsOf(items).filter((count) => count > 0).length;
    return new MissingSampler("items", items.partners, contactsOf(users), negatives, rows, items.partners.length);
  }

  /**
   * Fills {@link drawn} with missing partners of one row, with replacement.
   *
   * @param partners contacts of the row, ascending
   * @param random   stream to draw from
   * @returns how many were drawn; 0 where no partner is missing
   */
  draw(partners: Uint32Array, random: Random): number {
    const { marked, frequency } = this;
    let free = this.pool.length;
    for (let n = 0; n < partners.length; n++) {
      marked[partners[n]!] = 1;
      free -= frequency[partners[n]!]!;
    }
    const count = free === 0 ? 0 : this.perRow(partners.length);
    if (this.drawn.length < count) this.drawn = new Uint32Array(2 * count);
    // Where most of the pool would be thrown back, the rest is listed first.
    const pool = 2 * free < this.pool.length ? this.pool.filter((partner) => marked[partner] === 0) : this.pool;
    for (let n = 0; n < count;) {
      const partner = pool[random.integer(pool.length)]!;
      if (marked[partner] === 0) this.drawn[n++] = partner;
    }
    for (let n = 0; n < partners.length; n++) marked[partners[n]!] = 0;
    return count;
  }
}

/** [rows] how many contacts each row has. */
export function contactsOf({ starts }: Side): Uint32Array {
  return starts.subarray(1).map((end, row) => end - starts[row]!);
}
