import { describeOutOfMemory, globalNorm } from "../device";
import type { TrainingCallback } from "./callback";
import type { TrainingData } from "./data/training-data";
import { DivergedError } from "./diverged-error";
import type { BatchGradients } from "./gradient/batch-gradients";
import { clippingScale } from "./gradient/clipping";
import { tensorsOf } from "./gradient/gradients";
import { stepGradients } from "./gradient/step-gradients";
import type { Optimiser } from "./optimiser/optimiser";
import type { TrainSettings } from "./train-options";
import type { Trainable } from "./trainable";

/** What one step needs to know. */
export interface Step {
  readonly settings: Pick<TrainSettings, "device" | "microBatchSize" | "clipNorm" | "seed">;
  readonly optimiser: Optimiser;
  readonly callbacks: readonly TrainingCallback[];
  readonly indices: Uint32Array;
  /** Counted from 1. */
  readonly step: number;
  /** Passes over the data before this one. */
  readonly epoch: number;
  readonly learningRate: number;
}

/**
 * Gradients, a look at them, and the update. Loss and norm are read before anything is changed, so that a step that is
 * not made of numbers leaves the weights as they were.
 *
 * @throws DivergedError when the loss or the norm is no finite number
 * @throws OutOfMemoryError when the device has not enough memory for the batch: it says what to try
 */
export async function takeStep<Batch>(
  trainable: Trainable<Batch>,
  data: TrainingData<Batch>,
  step: Step,
): Promise<{ loss: number; gradientNorm: number | undefined }> {
  try {
    return await computeAndApply(trainable, data, step);
  } catch (error) {
    const { indices, settings } = step;
    const batchSize = Math.min(settings.microBatchSize, indices.length);
    const tokens = data.length && Math.max(...Array.from(indices, (index) => data.length!(index)));
    throw describeOutOfMemory(error, { batchSize, tokens });
  }
}

async function computeAndApply<Batch>(
  trainable: Trainable<Batch>,
  data: TrainingData<Batch>,
  { settings, optimiser, callbacks, indices, step, epoch, learningRate }: Step,
): Promise<{ loss: number; gradientNorm: number | undefined }> {
  const { microBatchSize, clipNorm, seed } = settings;
  const { tf } = settings.device;
  const clips = clipNorm !== Infinity;
  const requireFinite = (what: string, value: number): void => {
    if (!Number.isFinite(value)) throw new DivergedError(step, what, value, Array.from(indices));
  };
  let computed: BatchGradients | undefined;
  tf.tidy(() => {
    computed = stepGradients(tf, trainable, data, { indices, microBatchSize, seed, step, epoch });
    for (const callback of callbacks) callback.onGradients?.(computed.gradients, step);
    return [computed.loss, ...tensorsOf(computed.gradients)];
  });
  const { loss: lossTensor, gradients } = computed!;
  try {
    const [loss] = await lossTensor.data<"float32">();
    requireFinite("the loss", loss!);
    const norm = clips ? await globalNorm(tf, tensorsOf(gradients)) : undefined;
    if (norm !== undefined) requireFinite("the norm of the gradients", norm);
    const gradientScale = norm === undefined ? 1 : clippingScale(norm, clipNorm);
    tf.tidy(() => optimiser.apply(gradients, { step, learningRate, gradientScale }));
    return { loss: loss!, gradientNorm: norm };
  } finally {
    tf.dispose([lossTensor, ...tensorsOf(gradients)]);
  }
}
