import { type Features, requireFittingFeatures } from "./features";
import type { FitReport } from "./fit-report";
import { scoreRows } from "./row-products";

/** Ridge regression: a number predicted as intercept + coefficients · x. */
export class RidgeModel {
  /** [features + 1], the intercept last, as `scoreRows` wants it. */
  private readonly weights: Float64Array;

  /**
   * @param coefficients [features]
   * @param intercept    what is predicted where every feature is 0
   * @param fit          how the search ended
   */
  constructor(
    readonly coefficients: Float64Array,
    readonly intercept: number,
    readonly fit: FitReport,
  ) {
    this.weights = new Float64Array(coefficients.length + 1);
    this.weights.set(coefficients);
    this.weights[coefficients.length] = intercept;
  }

  /**
   * The prediction for each case, [cases].
   *
   * @throws ShapeError when the number of features differs from training; ValueError when a value is not finite
   */
  predict(features: Features): Float64Array {
    requireFittingFeatures(features, this.coefficients.length);
    const predictions = new Float64Array(features.rows);
    scoreRows(features, this.weights, 1, predictions);
    return predictions;
  }
}
