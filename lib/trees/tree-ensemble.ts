import { requireLength, requireOneOf } from "../contracts";
import { type FeatureRows, requireFeatureRows } from "./feature-rows";
import { sigmoid } from "./objective";
import { treeShap } from "./tree-shap";
import { leafOf, type Tree } from "./tree";

/** What the sum of the trees means. */
export type TreeOutput = "squared" | "logistic" | "softmax" | "lambdarank";

/** How much each feature gave to one score: base + Σ amounts = score. */
export interface FeatureContributions {
  /** The mean score over the training rows. */
  readonly base: number;
  /** [columns] */
  readonly amounts: Float64Array;
}

/**
 * A sum of trees for each output: score(x) = start + Σ values of the leaves that x ends in.
 *
 * Missing values (NaN) go the way they went in training, so features need no filling in.
 */
export class TreeEnsemble {
  /**
   * @param output  what scores mean
   * @param columns features of a row
   * @param start   [outputs]
   * @param trees   round after round, one for each output
   */
  constructor(
    readonly output: TreeOutput,
    readonly columns: number,
    readonly start: Float64Array,
    readonly trees: readonly Tree[],
  ) {}

  /** Scores of each row: 1, or one for each class. */
  get outputs(): number {
    return this.start.length;
  }

  /** Rounds of boosting. */
  get rounds(): number {
    return this.trees.length / this.outputs;
  }

  /**
   * The sums of the trees.
   *
   * @returns [rows × outputs]
   * @throws ShapeError when the features are others; ValueError when one is infinite
   */
  scores(features: FeatureRows): Float64Array {
    this.requireColumns(features);
    const { outputs, start, trees } = this;
    const scores = new Float64Array(features.rows * outputs);
    for (let row = 0; row < features.rows; row++) scores.set(start, row * outputs);
    trees.forEach((tree, n) => {
      for (let row = 0, at = n % outputs; row < features.rows; row++, at += outputs) {
        scores[at]! += tree.values[leafOf(tree, features.data, row * features.columns)]!;
      }
    });
    return scores;
  }

  /**
   * What the model says of each row: the number (squared, lambdarank), the probability of class 1 (logistic) or of each
   * class (softmax).
   *
   * @returns [rows × outputs]
   * @throws as {@link TreeEnsemble.scores}
   */
  predict(features: FeatureRows): Float64Array {
    const scores = this.scores(features);
    if (this.output === "logistic") return scores.map(sigmoid);
    if (this.output !== "softmax") return scores;
    for (let at = 0; at < scores.length; at += this.outputs) softmaxInPlace(scores.subarray(at, at + this.outputs));
    return scores;
  }

  /**
   * How much each feature matters: "gain", what its splits lowered the loss by (times two), or "split", their number.
   *
   * @returns [columns]
   */
  importance(by: "gain" | "split"): Float64Array {
    requireOneOf("by", by, ["gain", "split"]);
    const sums = new Float64Array(this.columns);
    for (const { features, gains } of this.trees) {
      features.forEach((feature, node) => (sums[feature]! += by === "gain" ? gains[node]! : 1));
    }
    return sums;
  }

  /**
   * Shapley values of one row's score: what each feature gave to it, fairly shared where features work together. What is
   * not known of a row is averaged over the training rows of each branch.
   *
   * @param row    [columns]
   * @param output of which score; 0 unless given
   * @throws ShapeError when the row has another length
   * @source Lundberg et al., "From Local Explanations to Global Understanding with Explainable AI for Trees", Nature
   *         Machine Intelligence 2, 2020, algorithm 2 (path dependent)
   */
  contributions(row: Float32Array | Float64Array, output = 0): FeatureContributions {
    requireLength("row", row.length, this.columns);
    const amounts = new Float64Array(this.columns);
    let base = this.start[output]!;
    for (let n = output; n < this.trees.length; n += this.outputs) base += treeShap(this.trees[n]!, row, amounts);
    return { base, amounts };
  }

  private requireColumns(features: FeatureRows): void {
    requireFeatureRows("features", features);
    requireLength("columns of features", features.columns, this.columns);
  }
}

function softmaxInPlace(scores: Float64Array): void {
  const most = scores.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (let k = 0; k < scores.length; k++) sum += scores[k] = Math.exp(scores[k]! - most);
  for (let k = 0; k < scores.length; k++) scores[k]! /= sum;
}
