import { Pace, type ProgressListener, requireInteger, requireLength, requirePositive } from "../contracts";
import { DenseMatrix } from "../linalg";
import { Random } from "../random";
import { indexClasses, type Label } from "./class-labels";
import { caseWeights } from "./class-weights";
import { checkedSampleWeights, type Features, requireFeatures } from "./features";
import { SvmDual } from "./svm-dual";
import { LinearSvmModel } from "./svm-model";

/** How {@link fitLinearSvm} learns. */
export interface LinearSvmOptions<L extends Label = Label> {
  /** The loss of all cases counts C times against ½‖w‖². Smaller is more careful; 1 unless given. */
  readonly C?: number;
  /** Whether to learn intercepts; they are penalised like weights of a feature that is always 1. True unless given. */
  readonly intercept?: boolean;
  /** [cases] weight of each case; 2 is as if the case stood there twice. */
  readonly sampleWeights?: ArrayLike<number>;
  /**
   * "balanced" gives every class the same total weight; or weights by label, 1 for labels that are not named. With more
   * than two classes a case keeps the weight of its class in every one-vs-rest problem.
   */
  readonly classWeights?: "balanced" | ReadonlyMap<L, number>;
  /** Done when the slopes of the dual lie no further apart; 1e-6 unless given. */
  readonly tolerance?: number;
  /** Passes over the cases at most; 1000 unless given. `model.fit.converged` says whether they sufficed. */
  readonly maxIterations?: number;
  /** Draws the order of the cases; 1 unless given. The answer depends on it within the tolerance. */
  readonly seed?: number;
  readonly onProgress?: ProgressListener;
  /** Stops between two passes; the model of the last pass is returned, with `fit.converged` false. */
  readonly signal?: AbortSignal;
}

/**
 * Linear support vector machine: minimises ½(‖w‖² + b²) + C · Σ s_i max(0, 1 − y_i (w·x_i + b))², the squared hinge loss
 * with an L2 penalty, by dual coordinate descent ({@link SvmDual}). More than two classes are fitted one against the
 * rest each. The same numbers as scikit-learn's LinearSVC.
 *
 * Features should have similar scales, since the penalty treats them alike, and the intercept too: where the classes lie
 * far from 0, standardise. Text as TF-IDF is as it should be. Many passes are needed where C is large.
 *
 * @param features [cases × features], dense or sparse
 * @param labels   [cases] words or numbers
 * @throws ShapeError when features are empty or lengths disagree; ValueError when a value is not finite, an option is out
 *         of range or fewer than two classes occur; the signal's reason when it is aborted beforehand
 * @source Hsieh, Chang, Lin, Keerthi & Sundararajan, "A Dual Coordinate Descent Method for Large-scale Linear SVM",
 *         ICML 2008
 */
export async function fitLinearSvm<L extends Label>(
  features: Features,
  labels: ArrayLike<L>,
  options: LinearSvmOptions<L> = {},
): Promise<LinearSvmModel<L>> {
  const { C = 1, intercept = true, tolerance = 1e-6, maxIterations = 1000, seed = 1, onProgress, signal } = options;
  requirePositive("C", C);
  requirePositive("tolerance", tolerance);
  requireInteger("maxIterations", maxIterations, 1);
  requireFeatures(features);
  requireLength("labels", labels.length, features.rows);
  const { classes, indices } = indexClasses(labels);
  const own = checkedSampleWeights(options.sampleWeights, features.rows);
  const costs = caseWeights({ classes, indices }, own, options.classWeights).map((weight) => C * weight);
  signal?.throwIfAborted();

  // Two classes are one problem, in which the second is the positive side.
  const positives = classes.length === 2 ? [1] : [...classes.keys()];
  const random = new Random(seed).split("linear svm");
  const duals = positives.map((positive) => {
    const sides = Int8Array.from(indices, (index) => (index === positive ? 1 : -1));
    return new SvmDual({ features, sides, costs, intercept }, random.split(positive));
  });
  let open = duals;
  let iterations = 0;
  const pace = new Pace();
  while (open.length > 0 && iterations < maxIterations && signal?.aborted !== true) {
    const left: SvmDual[] = [];
    for (const dual of open) {
      if (!dual.pass(tolerance)) left.push(dual);
      if (pace.isDue()) await pace.rest();
    }
    open = left;
    iterations++;
    const metrics = { open: open.length };
    onProgress?.({ task: "linear SVM", done: iterations, total: maxIterations, unit: "passes", metrics });
  }
  const coefficients = DenseMatrix.fromRows(duals.map(({ weights }) => weights.slice(0, features.columns)));
  const intercepts = Float64Array.from(duals, ({ weights }) => weights[features.columns]!);
  return new LinearSvmModel(coefficients, intercepts, classes, { iterations, converged: open.length === 0 });
}
