import { MISSING_BIN } from "./feature-bins";
import {
  nodeScore,
  splitFloor,
  type NodeSums,
  type Split,
  type SplitRules,
  toWholeNumbers,
  type TreeKernel,
  type TreeProblem,
  type Units,
} from "./tree-kernel";

const BINS = 256;
/** Numbers of a bin: gradients, curvatures, rows. */
const WIDTH = 3;

/** The reference: plain TypeScript. Sums are whole numbers in float64, so they are exact. */
export class PlainTreeKernel implements TreeKernel {
  readonly rows: Uint32Array;
  readonly active: Uint8Array;
  private readonly histograms: Float64Array;
  private readonly scratch: Uint32Array;
  private gradients = new Float64Array(0);
  private curvatures = new Float64Array(0);
  private units: Units = { gradient: 1, curvature: 1 };

  constructor(private readonly problem: TreeProblem) {
    this.rows = new Uint32Array(problem.rows);
    this.scratch = new Uint32Array(problem.rows);
    this.active = new Uint8Array(problem.columns).fill(1);
    this.histograms = new Float64Array(problem.slots * problem.columns * BINS * WIDTH);
  }

  setGradients(gradients: Float64Array, curvatures: Float64Array): Units {
    this.gradients = gradients.slice();
    this.curvatures = curvatures.slice();
    return (this.units = toWholeNumbers(this.gradients, this.curvatures));
  }

  sumRows(slot: number, from: number, to: number): void {
    const { codes, columns } = this.problem;
    const sums = this.histogram(slot).fill(0);
    for (let n = from; n < to; n++) {
      const row = this.rows[n]!;
      for (let feature = 0, own = row * columns; feature < columns; feature++, own++) {
        const at = (feature * BINS + codes[own]!) * WIDTH;
        sums[at]! += this.gradients[row]!;
        sums[at + 1]! += this.curvatures[row]!;
        sums[at + 2]!++;
      }
    }
  }

  subtract(slot: number, other: number): void {
    const sums = this.histogram(slot);
    const others = this.histogram(other);
    for (let at = 0; at < sums.length; at++) sums[at]! -= others[at]!;
  }

  findSplit(slot: number, all: NodeSums, rules: SplitRules): Split | undefined {
    const { columns, binCounts } = this.problem;
    const sums = this.histogram(slot);
    const own = nodeScore(all, this.units, rules.l2);
    const floor = splitFloor(own, rules);
    let best: (Omit<Split, "gain"> & { readonly score: number }) | undefined;
    const consider = (feature: number, bin: number, missingLeft: boolean, left: NodeSums): void => {
      const score = this.scoreOf(left, all, rules);
      if (score > (best?.score ?? floor)) best = { score, feature, bin, missingLeft, left };
    };
    for (let feature = 0; feature < columns; feature++) {
      if (this.active[feature] === 0) continue;
      const missing = binSums(sums, feature, MISSING_BIN);
      let left: NodeSums = { gradient: 0, curvature: 0, rows: 0 };
      for (let bin = 0; bin < binCounts[feature]!; bin++) {
        const here = binSums(sums, feature, bin);
        if (here.rows === 0) continue;
        left = plus(left, here);
        consider(feature, bin, false, left);
        if (missing.rows > 0) consider(feature, bin, true, plus(left, missing));
      }
    }
    if (best === undefined) return undefined;
    const { score, ...split } = best;
    const sawMissing = binSums(sums, split.feature, MISSING_BIN).rows > 0;
    const missingLeft = sawMissing ? split.missingLeft : 2 * split.left.rows > all.rows;
    return { ...split, missingLeft, gain: score - own };
  }

  partition(from: number, to: number, { feature, bin, missingLeft }: Split): number {
    const { codes, columns } = this.problem;
    let left = from;
    let right = 0;
    for (let n = from; n < to; n++) {
      const row = this.rows[n]!;
      const code = codes[row * columns + feature]!;
      if (code === MISSING_BIN ? missingLeft : code <= bin) this.rows[left++] = row;
      else this.scratch[right++] = row;
    }
    this.rows.set(this.scratch.subarray(0, right), left);
    return left;
  }

  private histogram(slot: number): Float64Array {
    const length = this.problem.columns * BINS * WIDTH;
    return this.histograms.subarray(slot * length, (slot + 1) * length);
  }

  /** Of the two sides together, or NaN where a rule forbids the split. */
  private scoreOf(left: NodeSums, all: NodeSums, { l2, minRows, minCurvature }: SplitRules): number {
    const { units } = this;
    if (left.rows < minRows || all.rows - left.rows < minRows) return NaN;
    const h = left.curvature * units.curvature;
    const others = (all.curvature - left.curvature) * units.curvature;
    if (h < minCurvature || others < minCurvature) return NaN;
    const g = left.gradient * units.gradient;
    const rest = (all.gradient - left.gradient) * units.gradient;
    return (g * g) / (h + l2) + (rest * rest) / (others + l2);
  }
}

function binSums(sums: Float64Array, feature: number, bin: number): NodeSums {
  const at = (feature * BINS + bin) * WIDTH;
  return { gradient: sums[at]!, curvature: sums[at + 1]!, rows: sums[at + 2]! };
}

function plus(a: NodeSums, b: NodeSums): NodeSums {
  return { gradient: a.gradient + b.gradient, curvature: a.curvature + b.curvature, rows: a.rows + b.rows };
}
