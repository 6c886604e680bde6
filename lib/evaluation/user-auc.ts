/** What an item is to one user while that user's list is judged. */
export const Role = {
  /** May be recommended and is not relevant. */
  candidate: 0,
  /** May be recommended and is relevant. */
  relevant: 1,
  /** May not be recommended. */
  excluded: 2,
} as const;

/**
 * AUC of one user: the share of (relevant, other candidate) pairs in which the relevant item scores higher; a tie counts
 * one half. Items scored -Infinity stand below all others.
 *
 * @param scores [itemCount]
 * @param roles  [itemCount] {@link Role} of each item
 * @returns a number in [0, 1]; 0.5, which is no knowledge, when there is no such pair
 * @source Rendle et al., "BPR: Bayesian Personalized Ranking from Implicit Feedback", UAI 2009, section 4.1.1
 */
export function userAuc(scores: Float32Array, roles: Uint8Array): number {
  const relevant = scores.filter((_, item) => roles[item] === Role.relevant).sort();
  let others = 0;
  let won = 0;
  for (let item = 0; item < scores.length; item++) {
    if (roles[item] !== Role.candidate) continue;
    others++;
    const score = scores[item]!;
    won += relevant.length - 0.5 * (countBelow(relevant, score, false) + countBelow(relevant, score, true));
  }
  const pairs = others * relevant.length;
  return pairs === 0 ? 0.5 : won / pairs;
}

/** How many entries of an ascending array are below the value, or not above it when `orEqual`. */
function countBelow(ascending: Float32Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value || (orEqual && ascending[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
