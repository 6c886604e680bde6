import { requireLength, ValueError } from "../contracts";
import type { Random } from "./random";

/**
 * Draws index i with probability weights[i] / Σ weights in constant time, whatever the number of weights.
 *
 * Every index owns a column of height 1. A column is filled by its own index up to `keep[i]` and by one other index,
 * `alias[i]`, above: a draw picks a column, then one of its two tenants.
 *
 * @source Walker, "An Efficient Method for Generating Discrete Random Variables with General Distributions", ACM
 *         Transactions on Mathematical Software 3(3), 1977; tables built as in Vose, "A Linear Algorithm for Generating
 *         Random Numbers with a Given Distribution", IEEE Transactions on Software Engineering 17(9), 1991
 */
export class WeightedSampler {
  /**
   * @param keep  [n] how much of column i belongs to i, in [0, 1]
   * @param alias [n] whose the rest is
   * @throws ShapeError when the lengths differ
   */
  constructor(
    private readonly keep: Float64Array,
    private readonly alias: Uint32Array,
  ) {
    requireLength("alias", alias.length, keep.length);
  }

  /** How many indices there are. */
  get size(): number {
    return this.keep.length;
  }

  /** An index from 0 to size - 1, by weight. Draws one whole number and one uniform. */
  sample(random: Random): number {
    const column = random.integer(this.keep.length);
    return random.next() < this.keep[column]! ? column : this.alias[column]!;
  }
}

/**
 * Prepares weighted drawing, in O(n).
 *
 * @param weights [n] finite numbers of at least 0, not all 0; they need not sum to 1. An index of weight 0 is never drawn
 * @throws ValueError when there are no weights, one is negative or not finite, or their sum is 0 or overflows
 */
export function weightedSampler(weights: ArrayLike<number>): WeightedSampler {
  const n = weights.length;
  const total = totalWeight(weights);
  const keep = new Float64Array(n);
  const alias = new Uint32Array(n);
  const poor: number[] = [];
  const rich: number[] = [];
  for (let i = 0; i < n; i++) {
    keep[i] = (weights[i]! / total) * n;
    alias[i] = i;
    (keep[i]! < 1 ? poor : rich).push(i);
  }
  while (poor.length > 0 && rich.length > 0) {
    const taker = poor.pop()!;
    const giver = rich[rich.length - 1]!;
    alias[taker] = giver;
    keep[giver] = keep[giver]! + keep[taker]! - 1;
    if (keep[giver]! < 1) poor.push(rich.pop()!);
  }
  fillLeftovers(poor, keep, alias, weights);
  for (const i of rich) keep[i] = 1;
  return new WeightedSampler(keep, alias);
}

/**
 * Columns that rounding left without a giver. They are full but for a rounding error, so each keeps itself; only an
 * index of weight 0 must not, and goes to the heaviest one instead.
 */
function fillLeftovers(
  poor: readonly number[],
  keep: Float64Array,
  alias: Uint32Array,
  weights: ArrayLike<number>,
): void {
  if (poor.length === 0) return;
  let heaviest = 0;
  for (let i = 1; i < weights.length; i++) if (weights[i]! > weights[heaviest]!) heaviest = i;
  for (const i of poor) {
    if (weights[i] === 0) alias[i] = heaviest;
    else keep[i] = 1;
  }
}

function totalWeight(weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new ValueError(`weights[${i}] must be a finite number of at least 0, received ${String(weight)}`);
    }
    total += weight;
  }
  if (!(total > 0 && total < Infinity)) {
    throw new ValueError(
      `weights must have a finite sum above 0, received ${weights.length} weights with sum ${total}`,
    );
  }
  return total;
}
