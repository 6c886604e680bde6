import { requireInteger, type UserIndex } from "../contracts";

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
