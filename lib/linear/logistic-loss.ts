import { requireLength, requireNonNegative } from "../contracts";
import type { Features } from "./features";
import type { Objective } from "./lbfgs";
import { addTransposed, scoreRows } from "./row-products";

/** What {@link LogisticLoss} is the loss of. */
export interface LogisticLossOptions {
  /** How many classes there are, at least 2. Two are told apart by one score, more by one score each. */
  readonly classes: number;
  /** λ, on the mean loss: `1 / (C · total weight)` in scikit-learn's terms. */
  readonly penalty: number;
  /** Whether there are intercepts; when not, their gradient is 0. */
  readonly intercept: boolean;
}

/**
 * The function that logistic regression minimises: the weighted mean of −ln p(class of the case) plus λ/2 · Σ w². With
 * two classes p = 1 / (1 + e^−z); with more, p_c = e^(z_c) / Σ e^(z_k). Intercepts are not penalised.
 *
 * A point is [(features + 1) × outputs], row-major, the intercepts last; outputs is 1 for two classes.
 *
 * @source Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", 2nd edition, sections 4.4 and 18.3.2
 */
export class LogisticLoss implements Objective {
  readonly size: number;
  /** Scores a case has: 1 for two classes, else one a class. */
  readonly outputs: number;
  private readonly totalWeight: number;
  private readonly residuals: Float64Array;

  /**
   * @param features [cases × features]
   * @param classes  [cases] class of each case, from 0
   * @param weights  [cases]
   * @throws ShapeError when the lengths disagree
   */
  constructor(
    private readonly features: Features,
    private readonly classes: Uint32Array,
    private readonly weights: Float64Array,
    private readonly options: LogisticLossOptions,
  ) {
    requireLength("classes", classes.length, features.rows);
    requireLength("weights", weights.length, features.rows);
    requireNonNegative("penalty", options.penalty);
    this.outputs = options.classes === 2 ? 1 : options.classes;
    this.size = (features.columns + 1) * this.outputs;
    this.totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
    this.residuals = new Float64Array(features.rows * this.outputs);
  }

  evaluate(point: Float64Array, gradient: Float64Array): number {
    scoreRows(this.features, point, this.outputs, this.residuals);
    const loss = this.outputs === 1 ? this.binaryResiduals() : this.softmaxResiduals();
    gradient.fill(0);
    addTransposed(this.features, this.residuals, this.outputs, gradient);
    const penalised = this.features.columns * this.outputs;
    if (!this.options.intercept) gradient.fill(0, penalised);
    return loss / this.totalWeight + this.addPenalty(point, gradient, penalised);
  }

  /** Turns scores into weight · (p − y) / total weight; returns the weighted sum of the losses ln(1 + e^z) − y·z. */
  private binaryResiduals(): number {
    let loss = 0;
    for (let i = 0; i < this.classes.length; i++) {
      const score = this.residuals[i]!;
      const signed = this.classes[i] === 1 ? -score : score;
      // e^−|z| cannot overflow; ln(1 + e^z) = max(z, 0) + ln(1 + e^−|z|).
      const small = Math.exp(-Math.abs(signed));
      loss += this.weights[i]! * (Math.max(signed, 0) + Math.log1p(small));
      const miss = (signed > 0 ? 1 : small) / (1 + small);
      this.residuals[i] = ((this.classes[i] === 1 ? -miss : miss) * this.weights[i]!) / this.totalWeight;
    }
    return loss;
  }

  /** The same for more classes: the loss is ln Σ e^(z_k) − z_class. */
  private softmaxResiduals(): number {
    const { outputs, residuals } = this;
    let loss = 0;
    for (let i = 0; i < this.classes.length; i++) {
      const at = i * outputs;
      const own = at + this.classes[i]!;
      let largest = -Infinity;
      for (let c = 0; c < outputs; c++) largest = Math.max(largest, residuals[at + c]!);
      const ownScore = residuals[own]! - largest;
      let sum = 0;
      for (let c = at; c < at + outputs; c++) sum += residuals[c] = Math.exp(residuals[c]! - largest);
      loss += this.weights[i]! * (Math.log(sum) - ownScore);
      const share = this.weights[i]! / this.totalWeight;
      for (let c = at; c < at + outputs; c++) residuals[c]! *= share / sum;
      residuals[own]! -= share;
    }
    return loss;
  }

  private addPenalty(point: Float64Array, gradient: Float64Array, penalised: number): number {
    const { penalty } = this.options;
    let squares = 0;
    for (let j = 0; j < penalised; j++) {
      squares += point[j]! * point[j]!;
      gradient[j]! += penalty * point[j]!;
    }
    return (penalty / 2) * squares;
  }
}
