import { Pace, type ProgressListener } from "../contracts";
import { addScaled, dot, norm } from "../linalg";

/** When to stop, and who watches. */
interface ConjugateGradientOptions {
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly task: string;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/**
 * Solves A·x = b for a symmetric positive (semi-)definite A that is known by its products alone, by conjugate gradients
 * from x = 0, with the diagonal of A as preconditioner.
 *
 * @param multiply writes A·direction to product
 * @param right    b, [n]
 * @param diagonal of A, [n]; where it is 0 the row of A is 0, and so stays x
 * @returns the last x; converged says whether ‖b − A·x‖ <= tolerance · ‖b‖
 * @source Golub & Van Loan, "Matrix Computations", 4th edition, algorithm 11.5.1
 */
export async function conjugateGradient(
  multiply: (direction: Float64Array, product: Float64Array) => void,
  right: Float64Array,
  diagonal: Float64Array,
  { tolerance, maxIterations, task, onProgress, signal }: ConjugateGradientOptions,
): Promise<{ solution: Float64Array; iterations: number; converged: boolean }> {
  const solution = new Float64Array(right.length);
  const residual = right.slice();
  const scaled = residual.map((value, j) => value / (diagonal[j]! || 1));
  const direction = scaled.slice();
  const product = new Float64Array(right.length);
  const goal = tolerance * norm(right);
  const pace = new Pace();
  let agreement = dot(residual, scaled);
  for (let iterations = 0; ; iterations++) {
    const left = norm(residual);
    if (iterations > 0) {
      onProgress?.({ task, done: iterations, total: maxIterations, unit: "steps", metrics: { residual: left } });
    }
    if (left <= goal) return { solution, iterations, converged: true };
    if (iterations === maxIterations || signal?.aborted) return { solution, iterations, converged: false };
    multiply(direction, product);
    const curvature = dot(direction, product);
    // Rounding has eaten what was left to solve.
    if (!(curvature > 0)) return { solution, iterations, converged: false };
    addScaled(solution, agreement / curvature, direction);
    addScaled(residual, -agreement / curvature, product);
    for (let j = 0; j < scaled.length; j++) scaled[j] = residual[j]! / (diagonal[j]! || 1);
    const before = agreement;
    agreement = dot(residual, scaled);
    for (let j = 0; j < direction.length; j++) direction[j] = scaled[j]! + (agreement / before) * direction[j]!;
    if (pace.isDue()) await pace.rest();
  }
}
