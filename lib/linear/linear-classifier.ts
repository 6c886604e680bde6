import { requireLength, ShapeError } from "../contracts";
import { DenseMatrix, transpose } from "../linalg";
import type { Label } from "./class-labels";
import { type Features, requireFittingFeatures } from "./features";
import type { FitReport } from "./fit-report";
import { scoreRows } from "./row-products";

/** Classes told apart by weighted sums of features: one score for two classes, else one a class. */
export class LinearClassifier<L extends Label = Label> {
  /** [(features + 1) × scores], as `scoreRows` wants it. */
  private readonly weights: Float64Array;

  /**
   * @param coefficients [scores × features]; one row for two classes, else one a class
   * @param intercepts   [scores]
   * @param classes      the labels, in the order of the scores
   * @param fit          how the search ended
   * @throws ShapeError when the sizes disagree
   */
  constructor(
    readonly coefficients: DenseMatrix,
    readonly intercepts: Float64Array,
    readonly classes: readonly L[],
    readonly fit: FitReport,
  ) {
    const scores = classes.length === 2 ? 1 : classes.length;
    if (classes.length < 2) throw new ShapeError(`classes must be at least two, received ${classes.length}`);
    requireLength("rows of coefficients", coefficients.rows, scores);
    requireLength("intercepts", intercepts.length, scores);
    this.weights = new Float64Array((coefficients.columns + 1) * scores);
    this.weights.set(transpose(coefficients).data);
    this.weights.set(intercepts, coefficients.columns * scores);
  }

  /**
   * The scores z = intercept + coefficients · x.
   *
   * @returns [cases × 1] for two classes (above 0 speaks for the second), else [cases × classes]
   * @throws ShapeError when the number of features differs from training; ValueError when a value is not finite
   */
  decisionScores(features: Features): DenseMatrix {
    requireFittingFeatures(features, this.coefficients.columns);
    const scores = new DenseMatrix(features.rows, this.intercepts.length);
    scoreRows(features, this.weights, scores.columns, scores.data);
    return scores;
  }

  /** The label with the best score for each case; of equals, the first in `classes`. Throws as {@link decisionScores}. */
  predict(features: Features): L[] {
    const scores = this.decisionScores(features);
    return Array.from({ length: scores.rows }, (_, row) => this.classes[best(scores.row(row))]!);
  }
}

function best(scores: Float64Array): number {
  if (scores.length === 1) return scores[0]! > 0 ? 1 : 0;
  return scores.reduce((most, score, c) => (score > scores[most]! ? c : most), 0);
}
