import { requireLength, ValueError } from "../../contracts";

/** Turns a score into something with a meaning, such as the probability of a purchase; never reverses an order. */
export interface Calibration {
  /** The calibrated score; -Infinity ("never show") stays. */
  apply(score: number): number;
}

/** Scores with what came of them. */
export interface CalibrationSample {
  /** [n], finite */
  readonly scores: ArrayLike<number>;
  /** [n] 1 where it happened, 0 where not; for isotonic regression any finite number */
  readonly labels: ArrayLike<number>;
  /** [n] how much each counts, above 0; 1 each unless given */
  readonly weights?: ArrayLike<number>;
}

/** Throws ShapeError when lengths disagree; ValueError when the sample is empty or holds a number it may not hold. */
export function requireSample({ scores, labels, weights }: CalibrationSample): void {
  if (scores.length === 0) throw new ValueError("scores must hold at least one score, received none");
  requireLength("labels", labels.length, scores.length);
  if (weights !== undefined) requireLength("weights", weights.length, scores.length);
  for (let n = 0; n < scores.length; n++) {
    requireFiniteAt("scores", scores[n]!, n);
    requireFiniteAt("labels", labels[n]!, n);
    if (weights !== undefined && !(weights[n]! > 0 && weights[n]! < Infinity)) {
      throw new ValueError(`weights must be finite and above 0, received ${weights[n]} at ${n}`);
    }
  }
}

function requireFiniteAt(name: string, value: number, n: number): void {
  if (!Number.isFinite(value)) throw new ValueError(`${name} must be finite, received ${value} at ${n}`);
}
