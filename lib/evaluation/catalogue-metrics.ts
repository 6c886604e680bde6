import { requireInteger, ValueError } from "../contracts";

/**
 * Gini coefficient of how evenly something is spread: 0 when all shares are equal, (n - 1) / n when one holds all.
 *
 * G = Σ (2i - n - 1) · x_i / (n · Σ x), with x ascending and i = 1..n.
 *
 * @param amounts [n], each at least 0: how often each item of the catalogue was recommended
 * @returns a number in [0, 1); 0 when n is 0 or nothing was given out at all
 * @throws ValueError when an amount is negative or NaN
 */
export function gini(amounts: ArrayLike<number>): number {
  const ascending = Float64Array.from(amounts).sort();
  const n = ascending.length;
  let weighted = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const amount = ascending[i]!;
    if (!(amount >= 0)) throw new ValueError(`amounts must be at least 0, received ${amount}`);
    weighted += (2 * (i + 1) - n - 1) * amount;
    total += amount;
  }
  return total === 0 ? 0 : weighted / (n * total);
}

/**
 * How surprising it is, in bits, that a random user has the item: -log2((owners + 1) / (users + 1)). The added ones
 * give an item that nobody has a finite answer; an item that everybody has gives 0.
 *
 * @param owners    number of users that have the item, at most userCount
 * @param userCount number of users
 * @source Zhou et al., "Solving the apparent diversity-accuracy dilemma of recommender systems", PNAS 2010 (self-information)
 */
export function selfInformation(owners: number, userCount: number): number {
  requireInteger("owners", owners);
  requireInteger("userCount", userCount, owners);
  // 0 is subtracted so that an item everybody has gives 0 and not -0.
  return 0 - Math.log2((owners + 1) / (userCount + 1));
}

/** What the first k places of all lists were made of. */
interface Shown {
  readonly k: number;
  /** How often each item stood there, [itemCount]. */
  readonly counts: Uint32Array;
  /** Places filled, and the self-information of the items in them, added up. */
  places: number;
  bits: number;
}

/**
 * Which items the lists were made of: what no single list can tell. Memory: one counter per item and cut-off.
 */
export class CatalogueTally {
  private readonly shown: readonly Shown[];

  /**
   * @param itemCount   number of items, at least 1
   * @param cutoffs     the ks
   * @param information [itemCount] self-information of each item in bits; without it no novelty is reported
   * @param catalogue   [itemCount] mask of the items that could be recommended; all of them unless given
   */
  constructor(
    itemCount: number,
    cutoffs: readonly number[],
    private readonly information?: Float64Array,
    private readonly catalogue = new Uint8Array(itemCount).fill(1),
  ) {
    requireInteger("itemCount", itemCount, 1);
    this.shown = cutoffs.map((k) => ({ k, counts: new Uint32Array(itemCount), places: 0, bits: 0 }));
  }

  /** Takes in one list, best item first. */
  add(items: Uint32Array): void {
    for (const shown of this.shown) {
      const filled = Math.min(shown.k, items.length);
      shown.places += filled;
      for (let place = 0; place < filled; place++) {
        const item = items[place]!;
        shown.counts[item]!++;
        if (this.information !== undefined) shown.bits += this.information[item]!;
      }
    }
  }

  /** `coverage@k`, `gini@k` and, where popularity is known, `novelty@k` (0 when no list had any place). */
  metrics(): Record<string, number> {
    const found: Record<string, number> = {};
    for (const { k, counts, places, bits } of this.shown) {
      const offered = counts.filter((_, item) => this.catalogue[item] !== 0);
      found[`coverage@${k}`] = offered.filter((count) => count > 0).length / Math.max(1, offered.length);
      found[`gini@${k}`] = gini(offered);
      if (this.information !== undefined) found[`novelty@${k}`] = places === 0 ? 0 : bits / places;
    }
    return found;
  }
}

/** Definitions of {@link CatalogueTally.metrics}, for the protocol. */
export const catalogueDefinitions: Readonly<Record<string, string>> = {
  coverage: "items that stand in at least one list's first k / items that could be recommended",
  gini: "Gini coefficient of how often each item that could be recommended stands in a list's first k",
  novelty: "mean over all recommended places of -log2((users who had the item + 1) / (users + 1))",
};
