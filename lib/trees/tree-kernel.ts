/** Part of the rows, and what they sum to. Gradients and curvatures are whole numbers of their units. */
export interface NodeSums {
  readonly gradient: number;
  readonly curvature: number;
  readonly rows: number;
}

/** What a split must satisfy. */
export interface SplitRules {
  /** λ, added to each side's curvature. */
  readonly l2: number;
  /** Least rows, and least curvature, of each side. */
  readonly minRows: number;
  readonly minCurvature: number;
  /** Least gain over not splitting. */
  readonly minGain: number;
}

/** A way to part a node's rows. */
export interface Split {
  /** GL²/(HL + λ) + GR²/(HR + λ) - G²/(H + λ) */
  readonly gain: number;
  readonly feature: number;
  /** Rows of this bin and below go left. */
  readonly bin: number;
  /** Where missing values go; where the node saw none, the side with more rows. */
  readonly missingLeft: boolean;
  readonly left: NodeSums;
}

/** What a kernel works on. */
export interface TreeProblem {
  readonly rows: number;
  readonly columns: number;
  /** [rows × columns] bins */
  readonly codes: Uint8Array;
  /** [columns] */
  readonly binCounts: Uint32Array;
  /** Histograms held at the same time: one for each leaf. */
  readonly slots: number;
}

/** The hot part of growing trees. The rows of a node are neighbours in a list that splits reorder. */
export interface TreeKernel {
  /** Row numbers, node after node. */
  readonly rows: Uint32Array;
  /** [columns] features that may be split on: not 0. */
  readonly active: Uint8Array;
  /**
   * Takes the gradient and curvature of each row, in units that make them whole numbers.
   *
   * @returns the units: powers of two
   */
  setGradients(gradients: Float64Array, curvatures: Float64Array): Units;
  /** Sums rows from (inclusive) to (exclusive) into a histogram. */
  sumRows(slot: number, from: number, to: number): void;
  /** slot -= other */
  subtract(slot: number, other: number): void;
  /** The best split of a node, or undefined when none is allowed. */
  findSplit(slot: number, sums: NodeSums, rules: SplitRules): Split | undefined;
  /** Reorders a node's rows, left side first. Returns where the right side begins. */
  partition(from: number, to: number, split: Split): number;
}

/** One whole number of gradient, and of curvature. */
export interface Units {
  readonly gradient: number;
  readonly curvature: number;
}

/** Most rows: their number has 24 bits in a histogram. */
export const MOST_ROWS = 2 ** 24 - 1;

/** Bits of a gradient: the sum of MOST_ROWS of them is exact in float64. */
const GRADIENT_BITS = 28;
/** Bits of the sum of all curvatures. */
const CURVATURE_SUM_BITS = 38;

/**
 * Rounds gradients and curvatures to whole numbers of a unit each, a power of two, which makes their sums exact.
 *
 * @param gradients  of each row, overwritten with whole numbers
 * @param curvatures at least 0, overwritten with whole numbers
 */
export function toWholeNumbers(gradients: Float64Array, curvatures: Float64Array): Units {
  const bits = Math.min(GRADIENT_BITS, CURVATURE_SUM_BITS - Math.ceil(Math.log2(curvatures.length + 1)));
  return { gradient: roundTo(gradients, GRADIENT_BITS), curvature: roundTo(curvatures, bits) };
}

function roundTo(values: Float64Array, bits: number): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return 1;
  let scale = 2 ** Math.min(1000, bits - Math.ceil(Math.log2(largest)));
  if (largest * scale > 2 ** bits) scale /= 2; // Where the logarithm was rounded down.
  for (let n = 0; n < values.length; n++) values[n] = Math.round(values[n]! * scale);
  return 1 / scale;
}

/** The score that a split must exceed: that of the node itself, with 1e-9 of it for rounding, and the least gain. */
export function splitFloor(own: number, { minGain }: SplitRules): number {
  return own * (1 + 1e-9) + minGain;
}

/** G²/(H + λ): what a node's best value lowers the loss by, times two. */
export function nodeScore({ gradient, curvature }: NodeSums, units: Units, l2: number): number {
  const g = gradient * units.gradient;
  const h = curvature * units.curvature + l2;
  return h > 0 ? (g * g) / h : 0;
}
