import type { Random } from "../../random";
import type { Side } from "../shared/sides";

/** Which partners are meant. */
export type SideName = "users" | "items";

/** Samplers that draw users and items. */
export function samplersOf(sides: Readonly<Record<SideName, Side>>): Readonly<Record<SideName, MissingSampler>> {
  return {
    users: new MissingSampler(contactsOf(sides.users)),
    items: new MissingSampler(contactsOf(sides.items)),
  };
}

/** [rows] how many contacts each row has. */
export function contactsOf({ starts }: Side): Uint32Array {
  return starts.subarray(1).map((end, row) => end - starts[row]!);
}

/** Draws partners that a row has no contact with, each alike, from those that have contacts with others. */
export class MissingSampler {
  /** [draws at most] what the last call drew, in its first places. */
  drawn = new Uint32Array(64);
  private readonly pool: Uint32Array;
  private readonly marked: Uint8Array;

  /** @param contacts [partners] how many contacts each partner has; those without any are never drawn */
  constructor(private readonly contacts: Uint32Array) {
    this.pool = Uint32Array.from(contacts.keys()).filter((partner) => contacts[partner]! > 0);
    this.marked = new Uint8Array(contacts.length);
  }

  /**
   * Fills {@link drawn} with `perContact` missing partners per contact, with replacement; where there are no more than
   * that, with each missing partner once, without any chance.
   *
   * @param partners   the row's contacts
   * @param perContact draws per contact
   * @param random     stream to draw from
   * @returns how many there are
   */
  draw(partners: Uint32Array, perContact: number, random: Random): number {
    const { pool, marked } = this;
    const wanted = partners.length * perContact;
    for (let n = 0; n < partners.length; n++) marked[partners[n]!] = 1;
    let free = pool.length;
    for (let n = 0; n < partners.length; n++) if (this.contacts[partners[n]!]! > 0) free--;
    const count = Math.min(free, wanted);
    if (this.drawn.length < count) this.drawn = new Uint32Array(2 * count);
    let filled = 0;
    if (free <= wanted) {
      for (let n = 0; n < pool.length; n++) if (marked[pool[n]!] === 0) this.drawn[filled++] = pool[n]!;
    }
    while (filled < count) {
      const partner = pool[random.integer(pool.length)]!;
      if (marked[partner] === 0) this.drawn[filled++] = partner;
    }
    for (let n = 0; n < partners.length; n++) marked[partners[n]!] = 0;
    return count;
  }
}
