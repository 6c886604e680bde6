import { asUserIndex, requireIndex, requireInteger, requireLength, type UserIndex, ValueError } from "../contracts";
import type { ItemSets } from "../ranking";

/**
 * A figure of one list that asks what stands in it, besides whether it was taken. `evaluateRanking` measures it for every
 * list and cut-off when it is among `lists`.
 */
export interface ListMeasure {
  /** Stands before the "@k": "diversity". */
  readonly name: string;
  /** The exact definition, for the protocol. */
  readonly definition: string;
  /**
   * @param items    the first k of the list, best first, at least one
   * @param user     whose list it is
   * @param relevant what the user took in the test
   * @returns the figure; NaN where it has no meaning for this user, who is then left out of its mean
   */
  valueOf(items: Uint32Array, user: UserIndex, relevant: ReadonlySet<number>): number;
}

/** Vectors of all items, such as contents or tastes. */
export interface ItemVectorTable {
  /** Row-major [items × length] */
  readonly data: ArrayLike<number>;
  readonly length: number;
}

/**
 * Intra-list diversity: mean of 1 − cosine over all pairs of a list. 0 when all items point one way, 1 when each stands at
 * a right angle to every other. A vector of zeros stands at a right angle to all. NaN for a list of one item.
 *
 * @source Smyth & McClave, "Similarity vs. Diversity", ICCBR 2001; Ziegler et al., "Improving Recommendation Lists Through
 *         Topic Diversification", WWW 2005
 */
export function intraListDiversity({ data, length }: ItemVectorTable): ListMeasure {
  requireInteger("vectors.length", length, 1);
  const cosine = (a: number, b: number): number => {
    let [product, squaresA, squaresB] = [0, 0, 0];
    for (let d = 0; d < length; d++) {
      const x = data[a * length + d]!;
      const y = data[b * length + d]!;
      product += x * y;
      squaresA += x * x;
      squaresB += y * y;
    }
    return product === 0 ? 0 : product / Math.sqrt(squaresA * squaresB);
  };
  return {
    name: "diversity",
    definition: "mean of 1 - cosine over all pairs of items in a list's first k; lists of one item left out",
    valueOf(items) {
      let sum = 0;
      for (let a = 1; a < items.length; a++) for (let b = 0; b < a; b++) sum += 1 - cosine(items[a]!, items[b]!);
      return (2 * sum) / (items.length * (items.length - 1));
    },
  };
}

/**
 * Serendipity: share of a list's places with an item that the user took and that an obvious recommender would not have
 * shown.
 *
 * @param expected items that the obvious recommender (popularity, say) shows a user, as many as it has places
 * @source Ge, Delgado-Battenfeld & Jannach, "Beyond Accuracy: Evaluating Recommender Systems by Coverage and Serendipity",
 *         RecSys 2010
 */
export function serendipity(expected: (user: UserIndex) => ArrayLike<number>): ListMeasure {
  return {
    name: "serendipity",
    definition:
      "items in a list's first k that were taken and that the obvious recommender does not show / items there",
    valueOf(items, user, relevant) {
      const obvious = new Set(Array.from(expected(user)));
      let found = 0;
      for (const item of items) if (relevant.has(item) && !obvious.has(item)) found++;
      return found / items.length;
    },
  };
}

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
 * Recall within one segment of the items: share of the user's relevant items of that segment that stand in the list. NaN
 * for a user with none.
 *
 * @param segment   whole number
 * @param segmentOf [items] segment of each item
 * @param name      stands before the "@k"; "recall of segment N" unless given
 */
export function recallWithin(
  segment: number,
  segmentOf: ArrayLike<number>,
  name = `recall of segment ${segment}`,
): ListMeasure {
  return {
    name,
    definition: `relevant items of item segment ${segment} in a list's first k / all relevant items of that segment`,
    valueOf(items, _user, relevant) {
      let total = 0;
      let found = 0;
      for (const item of relevant) if (segmentOf[item] === segment) total++;
      for (const item of items) if (relevant.has(item) && segmentOf[item] === segment) found++;
      return total === 0 ? NaN : found / total;
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
