import { requireFinite, requireNonNegative, ValueError } from "../../contracts";
import { type Calibration, type CalibrationSample, requireSample } from "./calibration";
import { sigmoid } from "../sigmoid";

/** Probability from a score: p = 1 / (1 + e^-(slope · score + offset)). */
export class PlattCalibration implements Calibration {
  /** @throws ValueError when the slope is below 0 (it would reverse the order) or a number is not finite */
  constructor(
    readonly slope: number,
    readonly offset: number,
  ) {
    requireNonNegative("slope", slope);
    requireFinite("offset", offset);
  }

  apply(score: number): number {
    return score === -Infinity ? score : sigmoid(this.slope * score + this.offset);
  }
}

/**
 * Platt's calibration: the sigmoid with the least log loss, by Newton's method with halved steps. Labels are softened to
 * (n₁ + 1) / (n₁ + 2) and 1 / (n₀ + 2), so that the fit stays finite where the classes can be parted.
 *
 * Two numbers, so a few dozen cases are enough; where the true curve is no sigmoid, `fitIsotonic` does better with more.
 * Scores that foretell the contrary (the best slope lies below 0) give slope 0: the share of ones, whatever the score.
 *
 * @param sample labels 0 or 1
 * @throws ShapeError, ValueError when the sample does not fit
 * @source Platt, "Probabilistic Outputs for Support Vector Machines", 1999; the algorithm after Lin, Lin & Weng, "A Note
 *         on Platt's Probabilistic Outputs for Support Vector Machines", Machine Learning 68, 2007
 */
export function fitPlatt(sample: CalibrationSample): PlattCalibration {
  requireSample(sample);
  const targets = softenedTargets(sample);
  const weights = Float64Array.from(targets, (_, n) => sample.weights?.[n] ?? 1);
  const { z, mean, deviation } = standardised(sample.scores);
  const { slope, offset } = newton(z, targets, weights);
  if (slope > 0) return new PlattCalibration(slope / deviation, offset - (slope * mean) / deviation);
  let [sum, total] = [0, 0];
  targets.forEach((target, n) => {
    sum += weights[n]! * target;
    total += weights[n]!;
  });
  return new PlattCalibration(0, Math.log(sum / (total - sum)));
}

interface Line {
  readonly slope: number;
  readonly offset: number;
}

/** Least Σ w (ln(1 + e^(a z + b)) - t (a z + b)). */
function newton(z: Float64Array, targets: Float64Array, weights: Float64Array): Line {
  let [slope, offset] = [0, 0];
  let loss = logLoss(z, targets, weights, slope, offset);
  for (let step = 0; step < 100; step++) {
    // A trace of a ridge keeps the curvature invertible where all scores are equal.
    let [aa, ab, bb, ga, gb] = [1e-12, 0, 1e-12, 0, 0];
    for (let n = 0; n < z.length; n++) {
      const p = sigmoid(slope * z[n]! + offset);
      const curvature = weights[n]! * p * (1 - p);
      const gradient = weights[n]! * (p - targets[n]!);
      aa += curvature * z[n]! * z[n]!;
      ab += curvature * z[n]!;
      bb += curvature;
      ga += gradient * z[n]!;
      gb += gradient;
    }
    if (Math.abs(ga) + Math.abs(gb) < 1e-10 * z.length) break;
    const determinant = aa * bb - ab * ab;
    const [da, db] = [(bb * ga - ab * gb) / determinant, (aa * gb - ab * ga) / determinant];
    let size = 1;
    let next = logLoss(z, targets, weights, slope - da, offset - db);
    while (!(next < loss) && size > 1e-10) {
      size /= 2;
      next = logLoss(z, targets, weights, slope - size * da, offset - size * db);
    }
    if (!(next < loss)) break;
    slope -= size * da;
    offset -= size * db;
    loss = next;
  }
  return { slope, offset };
}

function logLoss(z: Float64Array, targets: Float64Array, weights: Float64Array, slope: number, offset: number): number {
  let sum = 0;
  for (let n = 0; n < z.length; n++) {
    const score = slope * z[n]! + offset;
    // ln(1 + e^s) without overflow.
    const soft = score > 0 ? score + Math.log1p(Math.exp(-score)) : Math.log1p(Math.exp(score));
    sum += weights[n]! * (soft - targets[n]! * score);
  }
  return sum;
}

function softenedTargets({ labels, weights }: CalibrationSample): Float64Array {
  let [ones, zeros] = [0, 0];
  for (let n = 0; n < labels.length; n++) {
    if (labels[n] === 1) ones += weights?.[n] ?? 1;
    else if (labels[n] === 0) zeros += weights?.[n] ?? 1;
    else throw new ValueError(`labels must be 0 or 1, received ${labels[n]} at ${n}`);
  }
  return Float64Array.from(labels, (label) => (label === 1 ? (ones + 1) / (ones + 2) : 1 / (zeros + 2)));
}

/** The scores less their mean, by their deviation, so that scores of any size are fitted alike. */
function standardised(scores: ArrayLike<number>): { z: Float64Array; mean: number; deviation: number } {
  const values = Float64Array.from(scores);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(variance) || 1;
  return { z: values.map((value) => (value - mean) / deviation), mean, deviation };
}
