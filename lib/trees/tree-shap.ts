import type { Tree } from "./tree";

/** One feature on the way from the root: the share of rows that come this far without it, and whether this row does. */
interface Step {
  readonly feature: number;
  readonly zero: number;
  readonly one: number;
  readonly weight: number;
}

/**
 * Adds the Shapley values of one tree to `amounts`. A subset of features is known; at splits on others both branches count,
 * by their training rows. All 2^M subsets are summed in one walk, which keeps for each number of known features on the way
 * the total weight of such subsets.
 *
 * @param row     [columns]
 * @param amounts [columns], added to
 * @returns the tree's mean over its training rows
 * @source Lundberg et al. 2020, algorithm 2: EXTEND and UNWIND
 */
export function treeShap(tree: Tree, row: Float32Array | Float64Array, amounts: Float64Array): number {
  const { features, thresholds, missingLeft, children, nodeRows, values, leafRows } = tree;
  const rowsOf = (child: number): number => (child < 0 ? leafRows[~child]! : nodeRows[child]!);
  const walk = (node: number, path: readonly Step[], zero: number, one: number, feature: number): void => {
    const extended = extend(path, zero, one, feature);
    if (node < 0) {
      extended.forEach(({ feature: own, one: own1, zero: own0 }, n) => {
        if (n > 0) amounts[own]! += totalWeight(unwind(extended, n)) * (own1 - own0) * values[~node]!;
      });
      return;
    }
    const split = features[node]!;
    const value = row[split]!;
    const goesLeft = Number.isNaN(value) ? missingLeft[node] === 1 : value <= thresholds[node]!;
    // A feature that was met before is taken off the way and put on again with both conditions.
    const before = extended.findIndex((step, n) => n > 0 && step.feature === split);
    const rest = before < 0 ? extended : unwind(extended, before);
    const { zero: zero0, one: one0 } = before < 0 ? { zero: 1, one: 1 } : extended[before]!;
    for (const side of [0, 1]) {
      const child = children[2 * node + side]!;
      const share = rowsOf(child) / nodeRows[node]!;
      walk(child, rest, zero0 * share, (side === 0) === goesLeft ? one0 : 0, split);
    }
  };
  if (features.length === 0) return values[0]!;
  walk(0, [], 1, 1, -1);
  return values.reduce((sum, value, leaf) => sum + (value * leafRows[leaf]!) / nodeRows[0]!, 0);
}

/** The way with one more feature on it. */
function extend(path: readonly Step[], zero: number, one: number, feature: number): Step[] {
  const length = path.length;
  const weights = [...path.map(({ weight }) => weight), length === 0 ? 1 : 0];
  for (let n = length - 1; n >= 0; n--) {
    weights[n + 1]! += (one * weights[n]! * (n + 1)) / (length + 1);
    weights[n] = (zero * weights[n]! * (length - n)) / (length + 1);
  }
  return [...path, { feature, zero, one, weight: 0 }].map((step, n) => ({ ...step, weight: weights[n]! }));
}

/** The way without its feature at `place`: what {@link extend} would have made without it. */
function unwind(path: readonly Step[], place: number): Step[] {
  const last = path.length - 1;
  const { zero, one } = path[place]!;
  const weights = path.map(({ weight }) => weight);
  let next = weights[last]!;
  for (let n = last - 1; n >= 0; n--) {
    if (one !== 0) {
      const old = weights[n]!;
      weights[n] = (next * (last + 1)) / ((n + 1) * one);
      next = old - (weights[n]! * zero * (last - n)) / (last + 1);
    } else {
      weights[n] = (weights[n]! * (last + 1)) / (zero * (last - n));
    }
  }
  const steps = path.filter((_, n) => n !== place);
  return steps.map((step, n) => ({ ...step, weight: weights[n]! }));
}

function totalWeight(path: readonly Step[]): number {
  return path.reduce((sum, { weight }) => sum + weight, 0);
}
