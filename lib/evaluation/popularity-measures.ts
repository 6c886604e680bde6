import { asUserIndex, requireIndex, requireInteger, requireLength, ValueError } from "../contracts";
import type { ItemSets } from "../ranking";
import type { ListMeasure } from "./list-measures";

/**
 * Average recommendation popularity (ARP): mean over a list of the share of users who had the item in training.
 *
 * @source Yin, Cui, Li, Yao & Chen, "Challenging the Long Tail Recommendation", VLDB 2012
 */
export function averagePopularity(seen: ItemSets): ListMeasure {
  const shares = popularityShares(seen);
  return {
    name: "popularity",
    definition: "mean over a list's first k of the share of users who had the item in training",
    valueOf: (items) => meanShare(items, shares),
  };
}

/**
 * Popularity lift of one user: how much more popular the list is than what the user had,
 * (popularity of the list − popularity of the history) / popularity of the history. 0: as before; 1: twice as popular.
 * NaN for a user without a history.
 *
 * @source Abdollahpouri, Mansoury, Burke & Mobasher, "The Connection Between Popularity Bias, Calibration, and Fairness in
 *         Recommendation", RecSys 2020 (there over the means of a group)
 */
export function popularityLift(seen: ItemSets): ListMeasure {
  const shares = popularityShares(seen);
  return {
    name: "lift",
    definition: "(mean popularity of a list's first k - that of the user's training items) / the latter",
    valueOf(items, user) {
      const before = meanShare(seen.itemsOf(user), shares);
      return (meanShare(items, shares) - before) / before;
    },
  };
}

/**
 * Popularity deviation of one user: Jensen-Shannon divergence in bits, 0 to 1, between the shares of item groups (head,
 * middle, tail, say) in what the user had and in the list. 0 when the list has each group as often as the user liked it.
 * NaN for a user without a history.
 *
 * @param groupOf [items] group of each item, whole numbers from 0
 * @source Abdollahpouri, Mansoury, Burke, Mobasher & Malthouse, "User-centered Evaluation of Popularity Bias in
 *         Recommender Systems", UMAP 2021
 */
export function popularityDeviation(seen: ItemSets, groupOf: ArrayLike<number>): ListMeasure {
  requireLength("groupOf", groupOf.length, seen.itemCount);
  const groups = Array.from(groupOf).reduce((most, group) => Math.max(most, group), -1) + 1;
  for (let item = 0; item < groupOf.length; item++) requireIndex(`groupOf[${item}]`, groupOf[item]!, groups);
  const shares = (items: Uint32Array): Float64Array => {
    const counts = new Float64Array(groups);
    for (const item of items) counts[groupOf[item]!]! += 1 / items.length;
    return counts;
  };
  return {
    name: "deviation",
    definition: "Jensen-Shannon divergence in bits between item groups' shares in the history and in a list's first k",
    valueOf(items, user) {
      const had = seen.itemsOf(user);
      return had.length === 0 ? NaN : jensenShannon(shares(had), shares(items));
    },
  };
}

/**
 * Items in groups by popularity so that each group holds about the same share of all contacts: group 0 is the head, the
 * few items with the most owners; the last is the long tail. Items that nobody has belong to the last.
 *
 * @param seen   training
 * @param groups how many; 3 is head, middle and tail
 * @returns [items]
 */
export function popularityGroups(seen: ItemSets, groups = 3): Uint32Array {
  requireInteger("groups", groups, 1);
  const owners = ownersOf(seen);
  const order = Array.from(owners.keys()).sort((a, b) => owners[b]! - owners[a]! || a - b);
  const total = owners.reduce((sum, count) => sum + count, 0);
  const found = new Uint32Array(owners.length);
  let before = 0;
  for (const item of order) {
    found[item] = total === 0 ? groups - 1 : Math.min(groups - 1, Math.floor((groups * before) / total));
    before += owners[item]!;
  }
  return found;
}

/** Users who had each item. */
function ownersOf(seen: ItemSets): Uint32Array {
  const owners = new Uint32Array(seen.itemCount);
  for (let user = 0; user < seen.userCount; user++) for (const item of seen.itemsOf(asUserIndex(user))) owners[item]!++;
  return owners;
}

/** Share of users who had each item. */
function popularityShares(seen: ItemSets): Float64Array {
  if (seen.userCount === 0) throw new ValueError("seen must hold at least one user, received none");
  return Float64Array.from(ownersOf(seen), (count) => count / seen.userCount);
}

/** Mean share of some items; NaN for none. */
function meanShare(items: Uint32Array, shares: Float64Array): number {
  let sum = 0;
  for (const item of items) sum += shares[item]!;
  return sum / items.length;
}

/** Σ ½ p log2(p / m) + ½ q log2(q / m) with m = (p + q) / 2; a term with p = 0 or q = 0 is 0. */
function jensenShannon(p: Float64Array, q: Float64Array): number {
  let bits = 0;
  for (let n = 0; n < p.length; n++) {
    const middle = (p[n]! + q[n]!) / 2;
    if (p[n]! > 0) bits += (p[n]! / 2) * Math.log2(p[n]! / middle);
    if (q[n]! > 0) bits += (q[n]! / 2) * Math.log2(q[n]! / middle);
  }
  return Math.min(1, Math.max(0, bits));
}
