import type { FeatureBins } from "./feature-bins";
import type { Tree } from "./tree";
import type { NodeSums, Split, SplitRules, TreeKernel, Units } from "./tree-kernel";

/** How a tree is grown. */
export interface GrowSettings extends SplitRules {
  /** Leaves at most. */
  readonly leaves: number;
  /** Splits from the root to a leaf at most. */
  readonly maxDepth: number;
}

/** A tree, and which rows ended in which leaf. */
export interface GrownTree {
  readonly tree: Tree;
  /** For each leaf the piece of the kernel's list. */
  readonly pieces: readonly { readonly from: number; readonly to: number }[];
}

/** A leaf that may still be split. */
interface OpenLeaf {
  readonly from: number;
  readonly to: number;
  readonly sums: NodeSums;
  readonly depth: number;
  readonly slot: number;
  /** Where its number is written when it is known: the parent's place in `children`, -1 for the root. */
  readonly link: number;
  readonly split: Split | undefined;
}

/**
 * Grows a tree leaf by leaf, always splitting the leaf that gains most. Of two children only the smaller one's rows are
 * summed; the other's histogram is what is left of their parent's. A leaf's value is -G/(H + λ).
 *
 * A node that saw no missing value sends them to the side with more rows.
 *
 * @param kernel   whose list holds the rows in its first `count` places, and which has their gradients
 * @param count    rows to grow on
 * @param all      what those rows sum to
 * @param bins     of the features
 * @param units    of the kernel's gradients
 * @param settings rules
 * @source Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", Annals of Statistics 29(5), 2001; gain
 *         and leaf values: Chen & Guestrin, "XGBoost", KDD 2016, equations 5 to 7; leaf-wise growth and histograms: Ke et
 *         al., "LightGBM", NIPS 2017
 */
export function growTree(
  kernel: TreeKernel,
  count: number,
  all: NodeSums,
  bins: FeatureBins,
  units: Units,
  settings: GrowSettings,
): GrownTree {
  const nodes = new NodeLists();
  const look = (leaf: Omit<OpenLeaf, "split">): OpenLeaf => {
    const canSplit = leaf.depth < settings.maxDepth && leaf.sums.rows >= 2 * settings.minRows;
    return { ...leaf, split: canSplit ? kernel.findSplit(leaf.slot, leaf.sums, settings) : undefined };
  };
  kernel.sumRows(0, 0, count);
  const open = [look({ from: 0, to: count, sums: all, depth: 0, slot: 0, link: -1 })];
  while (open.length < settings.leaves) {
    const best = bestOf(open);
    const leaf = open[best]!;
    if (leaf.split === undefined) break;
    const middle = kernel.partition(leaf.from, leaf.to, leaf.split);
    const node = nodes.push(leaf, leaf.split, bins);
    const { left } = leaf.split;
    const right = minus(leaf.sums, left);
    const isLeftSmaller = left.rows <= right.rows;
    const slot = open.length;
    const isLast = open.length + 1 === settings.leaves;
    if (!isLast) {
      if (isLeftSmaller) kernel.sumRows(slot, leaf.from, middle);
      else kernel.sumRows(slot, middle, leaf.to);
      kernel.subtract(leaf.slot, slot);
    }
    const depth = leaf.depth + 1;
    const slots = isLeftSmaller ? [slot, leaf.slot] : [leaf.slot, slot];
    const children = [
      { from: leaf.from, to: middle, sums: left, depth, slot: slots[0]!, link: 2 * node },
      { from: middle, to: leaf.to, sums: right, depth, slot: slots[1]!, link: 2 * node + 1 },
    ].map((child): OpenLeaf => (isLast ? { ...child, split: undefined } : look(child)));
    open.splice(best, 1, children[0]!);
    open.push(children[1]!);
  }
  return { tree: nodes.finish(open, units, settings.l2), pieces: open.map(({ from, to }) => ({ from, to })) };
}

/** The leaf of highest gain; of equals the first. */
function bestOf(open: readonly OpenLeaf[]): number {
  let best = 0;
  open.forEach(({ split }, n) => {
    if ((split?.gain ?? -Infinity) > (open[best]!.split?.gain ?? -Infinity)) best = n;
  });
  return best;
}

function minus(a: NodeSums, b: NodeSums): NodeSums {
  return { gradient: a.gradient - b.gradient, curvature: a.curvature - b.curvature, rows: a.rows - b.rows };
}

/** The nodes of a tree that is being grown. */
class NodeLists {
  private readonly features: number[] = [];
  private readonly thresholds: number[] = [];
  private readonly missingLeft: number[] = [];
  private readonly children: number[] = [];
  private readonly gains: number[] = [];
  private readonly nodeRows: number[] = [];

  push(leaf: OpenLeaf, { feature, bin, missingLeft, gain }: Split, bins: FeatureBins): number {
    const node = this.features.length;
    if (leaf.link >= 0) this.children[leaf.link] = node;
    this.features.push(feature);
    // All values left, and the missing ones right.
    this.thresholds.push(bins.edges[feature]![bin] ?? Infinity);
    this.missingLeft.push(Number(missingLeft));
    this.children.push(0, 0);
    this.gains.push(gain);
    this.nodeRows.push(leaf.sums.rows);
    return node;
  }

  finish(open: readonly OpenLeaf[], units: Units, l2: number): Tree {
    open.forEach(({ link }, n) => {
      if (link >= 0) this.children[link] = ~n;
    });
    return {
      features: Int32Array.from(this.features),
      thresholds: Float64Array.from(this.thresholds),
      missingLeft: Uint8Array.from(this.missingLeft),
      children: Int32Array.from(this.children),
      gains: Float64Array.from(this.gains),
      nodeRows: Float64Array.from(this.nodeRows),
      values: Float64Array.from(open, ({ sums }) => valueOf(sums, units, l2)),
      leafRows: Float64Array.from(open, ({ sums }) => sums.rows),
    };
  }
}

/** -G/(H + λ), 0 where there is no curvature. */
function valueOf({ gradient, curvature }: NodeSums, units: Units, l2: number): number {
  const h = curvature * units.curvature + l2;
  return h > 0 ? (-gradient * units.gradient) / h + 0 : 0;
}
