/** One point of a line: how far along, the function there, and its slope in the direction of the line. */
export interface LinePoint {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** Part of the descent promised by the first slope that a step must bring. */
const SUFFICIENT = 1e-4;
/** Part of the first slope's size that may be left at the end of the step. */
const CURVATURE = 0.9;
/** Differences of values below this part of the value are rounding; slopes decide there. */
const ROUNDING = 1e-12;
const EXPANSION = 2;
const MAX_EVALUATIONS = 40;

/**
 * Finds a step with the strong Wolfe conditions for φ(step): enough descent, φ(a) <= φ(0) + 10⁻⁴·a·φ'(0), and a slope
 * that has flattened, |φ'(a)| <= 0.9·|φ'(0)|. They make every L-BFGS update positive definite.
 *
 * `low` is the best point so far and `high` the other end of an interval that holds a good step; while there is no `high`
 * the step grows. Where values differ by rounding alone, the slope stands in for the first condition (Hager & Zhang).
 *
 * @param along evaluates φ; called last for the step that is returned. A value that is not finite is a step too far
 * @param start φ at step 0; its slope must be below 0
 * @param first the step to try first, above 0
 * @returns the point found, or undefined when 40 evaluations found none
 * @source Nocedal & Wright, "Numerical Optimization", 2nd edition, algorithms 3.5 and 3.6; Hager & Zhang, "A New
 *         Conjugate Gradient Method with Guaranteed Descent and an Efficient Line Search", SIAM J. Optim. 2005, eq. 4.1
 */
export function strongWolfe(
  along: (step: number) => LinePoint,
  start: LinePoint,
  first: number,
): LinePoint | undefined {
  let low = start;
  let high: LinePoint | undefined;
  let step = first;
  for (let n = 1; n <= MAX_EVALUATIONS; n++) {
    const trial = along(step);
    const descends = descendsEnough(trial, start);
    if (descends && Math.abs(trial.slope) <= -CURVATURE * start.slope) return trial;
    if (!descends || trial.value > low.value + rounding(start)) {
      high = trial;
    } else {
      // Uphill seen from the new point towards `high` means that the minimum lies back towards the old `low`.
      const ahead = high === undefined ? 1 : high.step - low.step;
      if (trial.slope * ahead >= 0) high = low;
      low = trial;
    }
    step = high === undefined ? step * EXPANSION : between(low, high, n, rounding(start));
  }
  return undefined;
}

function rounding(start: LinePoint): number {
  return ROUNDING * Math.abs(start.value);
}

function descendsEnough({ step, value, slope }: LinePoint, start: LinePoint): boolean {
  if (!Number.isFinite(value) || !Number.isFinite(slope)) return false;
  if (value <= start.value + SUFFICIENT * step * start.slope) return true;
  return value <= start.value + rounding(start) && slope <= (2 * SUFFICIENT - 1) * start.slope;
}

/**
 * The best guess between two points, kept off the ends, and the middle now and then, so that the interval shrinks: the
 * minimum of the cubic through both, or, where the values differ by rounding alone, the zero of the line through the slopes.
 */
function between(low: LinePoint, high: LinePoint, evaluations: number, noise: number): number {
  const width = high.step - low.step;
  const alike = Math.abs(high.value - low.value) <= noise;
  const guess = alike ? (low.slope * width) / (low.slope - high.slope) : cubicMinimum(low, high) - low.step;
  const part = evaluations % 3 === 0 ? NaN : guess / width;
  return low.step + width * (Number.isFinite(part) ? Math.min(0.9, Math.max(0.1, part)) : 0.5);
}

/** Nocedal & Wright, equation 3.59; NaN when the cubic has no minimum. */
function cubicMinimum(a: LinePoint, b: LinePoint): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step);
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.step - ((b.step - a.step) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
}
