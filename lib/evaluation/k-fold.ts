import { requireInteger, ValueError } from "../contracts";
import { Random, shuffle } from "../random";

/** One fold of a cross-validation: indices to train on and to test on, both ascending. */
export interface Fold {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Cuts 0..n-1 at random into folds whose sizes differ by at most one; each index is tested exactly once.
 *
 * @param n     number of cases, at least `folds`
 * @param folds number of folds, at least 2
 * @param seed  one seed, one cut
 */
export function kFold(n: number, folds: number, seed: number): Fold[] {
  requireInteger("folds", folds, 2);
  requireInteger("n", n);
  if (n < folds) throw new ValueError(`n must be at least the number of folds, ${folds}, received ${n}`);
  const order = Uint32Array.from({ length: n }, (_, index) => index);
  shuffle(order, new Random(seed));
  return Array.from({ length: folds }, (_, fold) => {
    const from = Math.floor((fold * n) / folds);
    const to = Math.floor(((fold + 1) * n) / folds);
    const train = new Uint32Array(n - (to - from));
    train.set(order.subarray(0, from));
    train.set(order.subarray(to), from);
    return { train: train.sort(), test: order.slice(from, to).sort() };
  });
}
