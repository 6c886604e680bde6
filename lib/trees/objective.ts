import { requireLength, ValueError } from "../contracts";

/** What boosting lowers: a loss of scores, with its slope and curvature. */
export interface Objective {
  /** What is saved as the model's kind of answer. */
  readonly name: "squared" | "logistic" | "softmax" | "lambdarank";
  /** Scores of each row: 1, or one for each class. */
  readonly outputs: number;
  readonly rows: number;
  /** The constant score of each output that fits best. */
  start(): Float64Array;
  /**
   * Slope and curvature of the loss for each row.
   *
   * @param scores     [outputs × rows], output after output
   * @param output     which of them the slopes are of
   * @param gradients  [rows], overwritten
   * @param curvatures [rows], overwritten, at least 0
   */
  gradientsInto(scores: Float64Array, output: number, gradients: Float64Array, curvatures: Float64Array): void;
  /** The figure that early stopping watches. */
  readonly measure: { readonly name: string; readonly better: "lower" | "higher"; of(scores: Float64Array): number };
}

/** ½ (s - y)², whose slope is s - y and curvature 1; watched by the root mean squared error. */
export function squaredLoss(targets: ArrayLike<number>): Objective {
  requireTargets(targets, Number.isFinite, "finite numbers");
  const rows = targets.length;
  return {
    name: "squared",
    outputs: 1,
    rows,
    start: () => Float64Array.of(mean(targets)),
    gradientsInto(scores, _, gradients, curvatures) {
      for (let n = 0; n < rows; n++) gradients[n] = scores[n]! - targets[n]!;
      curvatures.fill(1);
    },
    measure: {
      name: "rmse",
      better: "lower",
      of(scores) {
        let sum = 0;
        for (let n = 0; n < rows; n++) sum += (scores[n]! - targets[n]!) ** 2;
        return Math.sqrt(sum / Math.max(1, rows));
      },
    },
  };
}

/** -ln p of the class, p = 1 / (1 + e^-s) for class 1: slope p - y, curvature p (1 - p); watched by its mean. */
export function logisticLoss(targets: ArrayLike<number>): Objective {
  requireTargets(targets, (target) => target === 0 || target === 1, "0 or 1");
  const rows = targets.length;
  return {
    name: "logistic",
    outputs: 1,
    rows,
    start() {
      const share = Math.min(1 - 1e-12, Math.max(1e-12, mean(targets)));
      return Float64Array.of(Math.log(share / (1 - share)));
    },
    gradientsInto(scores, _, gradients, curvatures) {
      for (let n = 0; n < rows; n++) {
        const p = sigmoid(scores[n]!);
        gradients[n] = p - targets[n]!;
        curvatures[n] = p * (1 - p);
      }
    },
    measure: {
      name: "logLoss",
      better: "lower",
      of(scores) {
        let sum = 0;
        for (let n = 0; n < rows; n++) {
          const towards = targets[n] === 1 ? scores[n]! : -scores[n]!;
          // ln(1 + e^-x), without overflow.
          sum += Math.max(0, -towards) + Math.log1p(Math.exp(-Math.abs(towards)));
        }
        return sum / Math.max(1, rows);
      },
    },
  };
}

/**
 * -ln p of the class, p = softmax of K scores: slope p - [y = k]; curvature p (1 - p) K / (K - 1), which is right where
 * the K scores sum to 0.
 *
 * @source Friedman 2001, section 4.6
 */
export function softmaxLoss(targets: ArrayLike<number>, classes: number): Objective {
  requireTargets(targets, (target) => Number.isInteger(target) && target >= 0 && target < classes, "classes from 0");
  if (classes < 2) throw new ValueError(`targets must have at least two classes, received ${classes}`);
  const rows = targets.length;
  const widen = classes / (classes - 1);
  /** p of one class, of all. */
  const probability = (scores: Float64Array, row: number, one: number): number => {
    let most = -Infinity;
    for (let k = 0; k < classes; k++) most = Math.max(most, scores[k * rows + row]!);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += Math.exp(scores[k * rows + row]! - most);
    return Math.exp(scores[one * rows + row]! - most) / sum;
  };
  return {
    name: "softmax",
    outputs: classes,
    rows,
    start() {
      const counts = new Float64Array(classes);
      for (let n = 0; n < rows; n++) counts[targets[n]!]!++;
      return counts.map((count) => Math.log(Math.max(count, 1e-12) / Math.max(1, rows)));
    },
    gradientsInto(scores, output, gradients, curvatures) {
      for (let n = 0; n < rows; n++) {
        const p = probability(scores, n, output);
        gradients[n] = p - Number(targets[n] === output);
        curvatures[n] = widen * p * (1 - p);
      }
    },
    measure: {
      name: "logLoss",
      better: "lower",
      of(scores) {
        let sum = 0;
        for (let n = 0; n < rows; n++) sum -= Math.log(Math.max(1e-300, probability(scores, n, targets[n]!)));
        return sum / Math.max(1, rows);
      },
    },
  };
}

/** 1 / (1 + e^-s) */
export function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += values[n]!;
  return values.length === 0 ? 0 : sum / values.length;
}

function requireTargets(targets: ArrayLike<number>, fits: (target: number) => boolean, what: string): void {
  for (let n = 0; n < targets.length; n++) {
    if (!fits(targets[n]!)) throw new ValueError(`targets must be ${what}, received ${targets[n]} in row ${n}`);
  }
}

/** Throws unless there is one target for each row, and at least one row. */
export function requireTargetRows(targets: ArrayLike<number>, rows: number): void {
  requireLength("targets", targets.length, rows);
  if (rows === 0) throw new ValueError("features must have at least one row, received none");
}
