import { DenseMatrix } from "../linalg";
import type { Label } from "./class-labels";
import type { Features } from "./features";
import { LinearClassifier } from "./linear-classifier";

/**
 * Logistic regression: the probability of each class from a weighted sum of features. Two classes have one score z and
 * p(second class) = 1 / (1 + e^−z); more have one each and p_c = e^(z_c) / Σ e^(z_k).
 */
export class LogisticRegressionModel<L extends Label = Label> extends LinearClassifier<L> {
  /** Probabilities [cases × classes]; each row sums to 1. Throws as {@link decisionScores}. */
  predictProbability(features: Features): DenseMatrix {
    const scores = this.decisionScores(features);
    if (scores.columns === 1) return bothSides(scores);
    for (let row = 0; row < scores.rows; row++) softmaxInPlace(scores.row(row));
    return scores;
  }
}

function bothSides(scores: DenseMatrix): DenseMatrix {
  return DenseMatrix.generate(scores.rows, 2, (row, c) => {
    const score = scores.data[row]!;
    return 1 / (1 + Math.exp(c === 1 ? -score : score));
  });
}

function softmaxInPlace(row: Float64Array): void {
  const largest = row.reduce((most, score) => Math.max(most, score), -Infinity);
  let sum = 0;
  for (let c = 0; c < row.length; c++) sum += row[c] = Math.exp(row[c]! - largest);
  for (let c = 0; c < row.length; c++) row[c]! /= sum;
}
