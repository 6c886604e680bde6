import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs";
import { ShapeError, requireIndex, requireLength, requireNonNegative, requireProbability } from "../../contracts";
import type { TensorFlow } from "../tensorflow";
import { differentiable } from "./lazy-gradient";

/** How labels turn into a loss. */
export interface CrossEntropyOptions {
  /** ε: the share of a label's probability that is spread over all classes; 0 unless given. */
  readonly labelSmoothing?: number;
  /** Weight of each class; 1 unless given. */
  readonly classWeights?: ArrayLike<number>;
}

/**
 * Mean cross-entropy of softmax(logits) with the labels,
 *   L = Σ_i [ (1 - ε) w_y(i) (-log p_i,y(i)) + ε / K · Σ_c w_c (-log p_i,c) ] / Σ_i w_y(i),
 * which is PyTorch's convention for weights and smoothing. Rows with a negative label are left out; with no row left the
 * loss is 0.
 *
 * @param tf      the tensor runtime
 * @param logits  [rows × K]
 * @param labels  the class of each row, or a negative number
 * @param options label smoothing and class weights
 * @throws ShapeError when the labels or weights do not fit the logits; ValueError when one is out of range
 * @source Szegedy et al., "Rethinking the Inception Architecture" (2016), section 7 (label smoothing)
 */
export function softmaxCrossEntropy(
  tf: TensorFlow,
  logits: Tensor2D,
  labels: ArrayLike<number>,
  options: CrossEntropyOptions = {},
): Scalar {
  const [rows, classes] = logits.shape;
  const targets = targetMatrix(labels, rows, classes, options);
  return differentiable<Tensor>(tf, {
    inputs: { logits },
    forward: (save) => {
      const target = tf.tensor2d(targets, [rows, classes]);
      const logShares = tf.logSoftmax(logits);
      save([target, logShares]);
      return tf.neg(tf.sum(tf.mul(target, logShares)));
    },
    backward: (dy, saved) => {
      const [target, logShares] = saved as [Tensor2D, Tensor2D];
      const slope = (): Tensor => tf.sub(tf.mul(tf.exp(logShares), tf.sum(target, 1, true)), target);
      return { logits: () => tf.mul(slope(), dy) };
    },
  }) as Scalar;
}

/** T with L = -Σ T log p. */
function targetMatrix(
  labels: ArrayLike<number>,
  rows: number,
  classes: number,
  { labelSmoothing = 0, classWeights }: CrossEntropyOptions,
): Float32Array {
  requireLength("labels", labels.length, rows);
  requireProbability("labelSmoothing", labelSmoothing);
  const weights = classWeights ?? new Float32Array(classes).fill(1);
  if (weights.length !== classes)
    throw new ShapeError(`classWeights must have ${classes} values, received ${weights.length}`);
  for (let c = 0; c < classes; c++) requireNonNegative(`classWeights[${c}]`, weights[c]!);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    if (label >= 0) requireIndex(`labels[${row}]`, label, classes);
    total += label >= 0 ? weights[label]! : 0;
  }
  const targets = new Float32Array(rows * classes);
  if (total === 0) return targets;
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    if (label < 0) continue;
    const start = row * classes;
    for (let c = 0; c < classes; c++) targets[start + c] = (labelSmoothing / classes) * (weights[c]! / total);
    targets[start + label]! += (1 - labelSmoothing) * (weights[label]! / total);
  }
  return targets;
}
