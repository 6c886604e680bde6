import { type ProgressListener, requireLength, requirePositive } from "../contracts";
import { DenseMatrix, transpose } from "../linalg";
import { indexClasses, type Label } from "./class-labels";
import { caseWeights } from "./class-weights";
import { checkedSampleWeights, type Features, requireFeatures } from "./features";
import { minimise, type Minimum } from "./lbfgs";
import { LogisticLoss } from "./logistic-loss";
import { LogisticRegressionModel } from "./logistic-model";

/** How {@link fitLogisticRegression} learns. */
export interface LogisticOptions<L extends Label = Label> {
  /** scikit-learn's C: the loss of all cases counts C times against ½‖w‖². Smaller is more careful; 1 unless given. */
  readonly C?: number;
  /** Whether to learn intercepts, which are not penalised; true unless given. */
  readonly intercept?: boolean;
  /** [cases] weight of each case; 2 is as if the case stood there twice. */
  readonly sampleWeights?: ArrayLike<number>;
  /** "balanced" gives every class the same total weight; or weights by label, 1 for labels that are not named. */
  readonly classWeights?: "balanced" | ReadonlyMap<L, number>;
  /** Done when no entry of the gradient of the mean loss is larger; 1e-6 unless given. */
  readonly tolerance?: number;
  /** Steps at most; 1000 unless given. `model.fit.converged` says whether they sufficed. */
  readonly maxIterations?: number;
  readonly onProgress?: ProgressListener;
  /** Stops between two steps; the model of the last step is returned, with `fit.converged` false. */
  readonly signal?: AbortSignal;
}

/**
 * Logistic regression with an L2 penalty: minimises C · Σ s_i · (−ln p(class of i)) + ½‖w‖² by L-BFGS. Two classes are
 * fitted with one score, more with one score each (multinomial), whose intercepts sum to 0. The same numbers as
 * scikit-learn's LogisticRegression.
 *
 * Features should have similar scales: the penalty treats them alike, and the search is quicker. Separable classes have no
 * finite optimum without a penalty: the larger C, the larger the coefficients.
 *
 * @param features [cases × features], dense or sparse
 * @param labels   [cases] words or numbers
 * @throws ShapeError when features are empty or lengths disagree; ValueError when a value is not finite, an option is out
 *         of range or fewer than two classes occur; the signal's reason when it is aborted beforehand
 * @source Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", 2nd edition, section 4.4
 */
export async function fitLogisticRegression<L extends Label>(
  features: Features,
  labels: ArrayLike<L>,
  options: LogisticOptions<L> = {},
): Promise<LogisticRegressionModel<L>> {
  const { C = 1, intercept = true, onProgress, signal, tolerance, maxIterations } = options;
  requirePositive("C", C);
  requireFeatures(features);
  requireLength("labels", labels.length, features.rows);
  const { classes, indices } = indexClasses(labels);
  const own = checkedSampleWeights(options.sampleWeights, features.rows);
  const weights = caseWeights({ classes, indices }, own, options.classWeights);
  const penalty = 1 / (C * weights.reduce((sum, weight) => sum + weight, 0));
  const loss = new LogisticLoss(features, indices, weights, { classes: classes.length, penalty, intercept });
  const watch = { task: "logistic regression", onProgress, signal, tolerance, maxIterations };
  const minimum = await minimise(loss, new Float64Array(loss.size), watch);
  return modelAt(minimum, features.columns, loss.outputs, classes);
}

function modelAt<L extends Label>(
  { point, iterations, ended }: Minimum,
  features: number,
  outputs: number,
  classes: readonly L[],
): LogisticRegressionModel<L> {
  const byFeature = new DenseMatrix(features, outputs, point.slice(0, features * outputs));
  const intercepts = point.slice(features * outputs);
  // A number added to all intercepts changes no probability; the choice of sum 0 makes the answer one.
  const shift = outputs === 1 ? 0 : intercepts.reduce((sum, value) => sum + value, 0) / outputs;
  const fit = { iterations, converged: ended === "gradient" };
  return new LogisticRegressionModel(
    transpose(byFeature),
    intercepts.map((value) => value - shift),
    classes,
    fit,
  );
}
