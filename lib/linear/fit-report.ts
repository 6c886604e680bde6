/** How the search for the coefficients ended. */
export interface FitReport {
  /** Steps taken; 0 for a closed form. */
  readonly iterations: number;
  /** Whether the tolerance was reached. False after `maxIterations`, after an abort, or where rounding ended the descent. */
  readonly converged: boolean;
}
