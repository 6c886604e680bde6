import {
  type ProgressListener,
  requireInteger,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requirePositive,
  ValueError,
} from "../contracts";
import { dot } from "../linalg";
import { centredGram, CentredProblem } from "./centred-problem";
import { conjugateGradient } from "./conjugate-gradient";
import { checkedSampleWeights, type Features, requireFeatures } from "./features";
import type { FitReport } from "./fit-report";
import { solvePositive } from "./solve-positive";
import { RidgeModel } from "./ridge-model";

/** Up to so many features "auto" builds the matrix of their products; beyond, its n³ / 3 steps cost too much. */
const CLOSED_FORM_FEATURES = 1000;

/** How {@link fitRidge} learns. */
export interface RidgeOptions {
  /** α, the penalty on Σ w²; 1 unless given, 0 for plain least squares. */
  readonly alpha?: number;
  /** Whether to learn an intercept, which is not penalised; true unless given. */
  readonly intercept?: boolean;
  /** [cases] weight of each case; 2 is as if the case stood there twice. */
  readonly sampleWeights?: ArrayLike<number>;
  /** "auto" takes the closed form up to 1000 features and conjugate gradients beyond. */
  readonly solver?: "auto" | "cholesky" | "conjugate-gradient";
  /** Conjugate gradients end when the residual is this part of the first one; 1e-10 unless given. */
  readonly tolerance?: number;
  /** Steps of conjugate gradients at most; 10,000 unless given. `model.fit.converged` says whether they sufficed. */
  readonly maxIterations?: number;
  readonly onProgress?: ProgressListener;
  /** Stops between two steps; the model of the last step is returned, with `fit.converged` false. */
  readonly signal?: AbortSignal;
}

/**
 * Ridge regression: minimises Σ s_i (y_i − b − w·x_i)² + α‖w‖². Features and targets are centred, which takes the
 * intercept out of the penalty; then (XᵀSX + αI)·w = XᵀSy is solved by a Cholesky factor, or by conjugate gradients, which
 * never form the matrix. A sparse matrix stays sparse: centring happens within the products. There digits are lost where a
 * feature's mean is millions of times its spread: standardise such features, or take the closed form, which centres first.
 *
 * @param features [cases × features], dense or sparse
 * @param targets  [cases]
 * @throws ShapeError when features are empty or lengths disagree; ValueError when a number is not finite, an option is out
 *         of range, or α = 0 and the closed form finds features that repeat others; the signal's reason when it is aborted
 *         beforehand
 * @source Hoerl & Kennard, "Ridge Regression: Biased Estimation for Nonorthogonal Problems", Technometrics 1970, eq. 2.1
 */
export async function fitRidge(
  features: Features,
  targets: ArrayLike<number>,
  options: RidgeOptions = {},
): Promise<RidgeModel> {
  const { alpha = 1, intercept = true, solver = "auto" } = options;
  requireNonNegative("alpha", alpha);
  requireOneOf("solver", solver, ["auto", "cholesky", "conjugate-gradient"]);
  requireFeatures(features);
  const y = checkedTargets(targets, features.rows);
  const weights = checkedSampleWeights(options.sampleWeights, features.rows);
  options.signal?.throwIfAborted();
  const problem = new CentredProblem(features, y, weights, { alpha, intercept });
  const closed = solver === "cholesky" || (solver === "auto" && features.columns <= CLOSED_FORM_FEATURES);
  const { solution, fit } = closed ? closedForm(problem) : await iterate(problem, options);
  return new RidgeModel(solution, problem.targetMean - dot(problem.featureMeans, solution), fit);
}

interface Solved {
  readonly solution: Float64Array;
  readonly fit: FitReport;
}

function closedForm(problem: CentredProblem): Solved {
  const solution = solvePositive(centredGram(problem), problem.rightSide());
  return { solution, fit: { iterations: 0, converged: true } };
}

async function iterate(
  problem: CentredProblem,
  { tolerance = 1e-10, maxIterations = 10_000, onProgress, signal }: RidgeOptions,
): Promise<Solved> {
  requirePositive("tolerance", tolerance);
  requireInteger("maxIterations", maxIterations);
  const { solution, iterations, converged } = await conjugateGradient(
    (direction, product) => problem.multiply(direction, product),
    problem.rightSide(),
    problem.diagonal(),
    { tolerance, maxIterations, onProgress, signal, task: "ridge regression" },
  );
  return { solution, fit: { iterations, converged } };
}

function checkedTargets(targets: ArrayLike<number>, rows: number): Float64Array {
  requireLength("targets", targets.length, rows);
  const checked = Float64Array.from(targets);
  const wrong = checked.findIndex((target) => !Number.isFinite(target));
  if (wrong >= 0) throw new ValueError(`targets must be finite numbers, received ${checked[wrong]} for row ${wrong}`);
  return checked;
}
