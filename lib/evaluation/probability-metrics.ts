import { requireInteger, requireLength, requireProbability, ValueError } from "../contracts";
import { requireBinary } from "./roc-auc";

/**
 * Mean log loss (cross entropy) of yes/no predictions, in nats: -1/n · Σ [y ln p + (1 - y) ln(1 - p)].
 *
 * A probability of exactly 0 or 1 is moved by 2.2e-16, so that one wrong certainty costs about 36 and not Infinity.
 *
 * @param labels        1 or 0, length n of at least 1
 * @param probabilities of the label 1, length n
 * @throws ShapeError when lengths differ; ValueError when a label or probability is out of range, or there is none
 */
export function logLoss(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  return meanOver(labels, probabilities, (y, p) => -Math.log(clip(y === 1 ? p : 1 - p)));
}

/**
 * Mean log loss over any number of classes, in nats: -1/n · Σ ln p of the true class.
 *
 * @param actual        true class of each case, length n of at least 1
 * @param probabilities row-major [n x classCount], each row summing to 1
 * @throws ShapeError when lengths differ; ValueError when a row does not sum to 1 (within 1e-4) or a class is out of range
 */
export function logLossMulticlass(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classCount: number,
): number {
  requireInteger("classCount", classCount, 2);
  requireLength("probabilities", probabilities.length, actual.length * classCount);
  if (actual.length === 0) throw new ValueError("actual must hold at least one case, received none");
  let sum = 0;
  for (let n = 0; n < actual.length; n++) {
    let row = 0;
    for (let c = 0; c < classCount; c++) row += probabilities[n * classCount + c]!;
    if (!(Math.abs(row - 1) <= 1e-4)) throw new ValueError(`probabilities of case ${n} must sum to 1, received ${row}`);
    const truth = actual[n]!;
    requireInteger("actual", truth);
    if (truth >= classCount) throw new ValueError(`actual must hold classes below ${classCount}, received ${truth}`);
    const p = probabilities[n * classCount + truth]!;
    requireProbability("probability", p);
    sum -= Math.log(clip(p));
  }
  return sum / actual.length;
}

/** Brier score: 1/n · Σ (p - y)²; 0 is perfect, 0.25 is what always saying one half earns. */
export function brierScore(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  return meanOver(labels, probabilities, (y, p) => (p - y) ** 2);
}

/** Predictions of about the same probability, and how often they came true. */
export interface CalibrationBin {
  /** The bin's edges: from <= p < to; the last bin holds 1 as well. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean probability said; NaN when the bin is empty. */
  readonly predicted: number;
  /** Share that came true; NaN when the bin is empty. */
  readonly observed: number;
}

/**
 * Says whether "70 %" comes true 70 % of the time: predictions in bins of equal width, and the expected calibration
 * error Σ count/n · |observed - predicted|.
 *
 * @param binCount 10 unless given
 * @throws ShapeError when lengths differ; ValueError when a label or probability is out of range, or there is none
 * @source Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, equation 3
 */
export function calibration(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  binCount = 10,
): { bins: CalibrationBin[]; expectedCalibrationError: number } {
  requireInteger("binCount", binCount, 1);
  const count = new Uint32Array(binCount);
  const said = new Float64Array(binCount);
  const came = new Float64Array(binCount);
  meanOver(labels, probabilities, (y, p) => {
    const bin = Math.min(Math.floor(p * binCount), binCount - 1);
    count[bin]!++;
    said[bin]! += p;
    came[bin]! += y;
    return 0;
  });
  let error = 0;
  const bins = Array.from(count, (here, bin) => {
    error += Math.abs(came[bin]! - said[bin]!) / labels.length;
    const [predicted, observed] = [said[bin]! / here, came[bin]! / here];
    return { from: bin / binCount, to: (bin + 1) / binCount, count: here, predicted, observed };
  });
  return { bins, expectedCalibrationError: error };
}

/** Mean of something over checked pairs of label and probability. */
function meanOver(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  of: (label: number, probability: number) => number,
): number {
  requireLength("probabilities", probabilities.length, labels.length);
  if (labels.length === 0) throw new ValueError("labels must hold at least one case, received none");
  let sum = 0;
  for (let n = 0; n < labels.length; n++) {
    requireProbability("probability", probabilities[n]!);
    sum += of(requireBinary(labels[n]!), probabilities[n]!);
  }
  return sum / labels.length;
}

function clip(probability: number): number {
  return Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON);
}
