import type { TrainingCallback } from "./callback";
import type { TrainingData } from "./data/training-data";
import { DivergedError } from "./diverged-error";
import type { BatchGradients } from "./gradient/batch-gradients";
import { clippingScale, globalNorm } from "./gradient/global-norm";
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
  readonly learningRate: number;
}

/**
 * Gradients, a look at them, and the update. Loss and norm are read before anything is changed, so that a step that is
 * not made of numbers leaves the weights as they were.
 *
 * @throws DivergedError when the loss or the norm is no finite number
 */
export async function takeStep<Batch>(
  trainable: Trainable<Batch>,
  data: TrainingData<Batch>,
  { settings, optimiser, callbacks, indices, step, learningRate }: Step,
): Promise<{ loss: number; gradientNorm: number | undefined }> {
  const { microBatchSize, clipNorm, seed } = settings;
  const { tf } = settings.device;
  const clips = clipNorm !== Infinity;
  let computed: BatchGradients | undefined;
  const [figures, ...gradients] = tf.tidy(() => {
    computed = stepGradients(tf, trainable, data, { indices, microBatchSize, seed, step });
    for (const callback of callbacks) callback.onGradients?.(computed.gradients, step);
    const loss = computed.loss.reshape([1]);
    const read = clips ? tf.concat([loss, globalNorm(tf, computed.gradients).reshape([1])]) : loss;
    return [read, ...tensorsOf(computed.gradients)];
  });
  try {
    const [loss, norm] = await figures!.data<"float32">();
    if (!Number.isFinite(loss)) throw new DivergedError(step, "the loss", loss!, Array.from(indices));
    if (clips && !Number.isFinite(norm)) {
      throw new DivergedError(step, "the norm of the gradients", norm!, Array.from(indices));
    }
    const gradientScale = clips ? clippingScale(norm!, clipNorm) : 1;
    tf.tidy(() => optimiser.apply(computed!.gradients, { step, learningRate, gradientScale }));
    return { loss: loss!, gradientNorm: clips ? norm : undefined };
  } finally {
    tf.dispose([figures!, ...gradients]);
  }
}
