import type { Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../device";
import { Random } from "../../random";
import { cut } from "../data/epoch-order";
import type { TrainingData } from "../data/training-data";
import type { Trainable } from "../trainable";
import { addPart } from "./accumulate";
import { batchGradients, type BatchGradients } from "./batch-gradients";

/** What a step's gradients are computed from. */
export interface StepExamples {
  readonly indices: Uint32Array;
  /** Examples that are computed at once. */
  readonly microBatchSize: number;
  /** Of the run. */
  readonly seed: number;
  /** Counted from 1. */
  readonly step: number;
  /** Passes over the data before this one. */
  readonly epoch: number;
}

/**
 * The mean loss of a step's examples and its gradients, computed part by part where the batch is larger than
 * `microBatchSize`. Call it inside a tidy.
 */
export function stepGradients<Batch>(
  tf: TensorFlow,
  trainable: Trainable<Batch>,
  data: TrainingData<Batch>,
  { indices, microBatchSize, seed, step, epoch }: StepExamples,
): BatchGradients {
  let sum: BatchGradients | undefined;
  const parts = cut(indices, microBatchSize);
  parts.forEach((part, place) => {
    const before = sum;
    sum = tidied(tf, before, () => {
      const dropoutSeed = new Random(seed).split(`dropout ${step}.${place}`).integer(2 ** 31);
      const computed = batchGradients(tf, trainable, data.batch(part, epoch), dropoutSeed);
      return addPart(tf, before, { ...computed, share: part.length / indices.length });
    });
  });
  return sum!;
}

/** A tidy that keeps the result's tensors, and disposes those of the sum before. */
function tidied(tf: TensorFlow, before: BatchGradients | undefined, compute: () => BatchGradients): BatchGradients {
  let result: BatchGradients | undefined;
  const kept = tf.tidy(() => {
    result = compute();
    return everyTensor(result);
  });
  const alive = new Set(kept);
  for (const tensor of before === undefined ? [] : everyTensor(before)) if (!alive.has(tensor)) tensor.dispose();
  return result!;
}

function everyTensor({ loss, gradients }: BatchGradients): Tensor[] {
  return [loss, ...gradients.parameters.values(), ...[...gradients.tables.values()].map(({ gradient }) => gradient)];
}
