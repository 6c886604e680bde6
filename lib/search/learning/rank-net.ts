import { requireLength, ValueError } from "../../contracts";
import type { FeatureRows, FeatureScorer } from "./feature-rows";

/** Standard deviations beyond which a feature counts as no further away. */
const FARTHEST = 5;

/** The numbers of a {@link RankNet}. */
export interface RankNetWeights {
  /** [columns] of the training rows, missing values left out */
  readonly means: Float64Array;
  /** [columns] 1 / standard deviation; 0 for a feature that never changes */
  readonly scales: Float64Array;
  /** [hidden × inputs] row-major; inputs: each feature, then for each whether it is missing */
  readonly hidden: Float64Array;
  /** [hidden] */
  readonly hiddenBias: Float64Array;
  /** [hidden + inputs] what the score takes of hidden units, then of the inputs themselves */
  readonly output: Float64Array;
}

/**
 * A small network that scores one document at a time: s(x) = v · tanh(W z + b) + u · z, where z holds the features
 * standardised (a missing one is 0, the mean) and beside each whether it is missing. Without hidden units it is a weighted
 * sum.
 *
 * @source Burges et al., "Learning to Rank using Gradient Descent", ICML 2005
 */
export class RankNet implements FeatureScorer {
  /** Hidden units. */
  readonly units: number;

  /** @throws ShapeError when the weights do not fit together */
  constructor(readonly weights: RankNetWeights) {
    const { means, scales, hidden, hiddenBias, output } = weights;
    this.units = hiddenBias.length;
    requireLength("scales", scales.length, means.length);
    requireLength("hidden", hidden.length, this.units * this.inputs);
    requireLength("output", output.length, this.units + this.inputs);
  }

  get columns(): number {
    return this.weights.means.length;
  }

  /** Numbers that the network reads of each row. */
  get inputs(): number {
    return 2 * this.columns;
  }

  /**
   * @returns [rows]
   * @throws ShapeError when the features are others; ValueError when one is infinite
   */
  scores(features: FeatureRows): Float64Array {
    const { units, inputs } = this;
    const z = this.standardise(features);
    const activations = new Float64Array(units);
    return Float64Array.from({ length: features.rows }, (_, row) =>
      this.forward(z.subarray(row * inputs, (row + 1) * inputs), activations),
    );
  }

  /** The score of one row of inputs; the hidden units' values are written. */
  forward(z: Float64Array, activations: Float64Array): number {
    const { hidden, hiddenBias, output } = this.weights;
    const { units, inputs } = this;
    let score = 0;
    for (let unit = 0; unit < units; unit++) {
      let sum = hiddenBias[unit]!;
      for (let i = 0, at = unit * inputs; i < inputs; i++, at++) sum += hidden[at]! * z[i]!;
      activations[unit] = Math.tanh(sum);
      score += output[unit]! * activations[unit]!;
    }
    for (let i = 0; i < inputs; i++) score += output[units + i]! * z[i]!;
    return score;
  }

  /** [rows × inputs] what the network reads of features. */
  standardise({ rows, columns, data }: FeatureRows): Float64Array {
    const { means, scales } = this.weights;
    requireLength("columns of features", columns, this.columns);
    requireLength("data of features", data.length, rows * columns);
    const z = new Float64Array(rows * 2 * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = data[row * columns + column]!;
        if (Math.abs(value) === Infinity) throw new ValueError("features must be finite or NaN (missing)");
        const at = row * 2 * columns + column;
        if (Number.isNaN(value)) z[at + columns] = 1;
        else z[at] = Math.max(-FARTHEST, Math.min(FARTHEST, (value - means[column]!) * scales[column]!));
      }
    }
    return z;
  }
}
