import { requireInteger } from "../contracts";
import { epochBatches } from "./data/epoch-order";
import type { TrainingData } from "./data/training-data";
import { adamW } from "./optimiser/adamw";
import { takeStep } from "./take-step";
import { type TrainOptions, trainSettings } from "./train-options";
import type { Trainable } from "./trainable";

/** How long a training will take, as far as a few steps can tell. */
export interface TimeEstimate {
  /** Mean of the measured steps. */
  readonly secondsPerStep: number;
  readonly steps: number;
  /** All steps together, without evaluations. */
  readonly seconds: number;
}

/**
 * Measures a few real steps, with the learning rate 0 so that no weight moves, and multiplies. One step before them is
 * not counted: it pays for what is done once.
 *
 * @param trainable weights and loss
 * @param data      the examples
 * @param options   as for `train`, and `measured`: how many steps, 3 unless given
 */
export async function estimateTime<Batch>(
  trainable: Trainable<Batch>,
  data: TrainingData<Batch>,
  { measured = 3, ...options }: TrainOptions & { readonly measured?: number },
): Promise<TimeEstimate> {
  requireInteger("measured", measured, 1);
  const settings = trainSettings(options, data.size);
  const { batchSize, epochs, seed, device } = settings;
  const optimiser = (options.optimiser ?? adamW()).start(device.tf, trainable);
  const sample = evenly(epochBatches(data, batchSize, seed, 0), measured + 1);
  let began = 0;
  try {
    for (const [place, indices] of sample.entries()) {
      if (place === 1 || sample.length === 1) began = performance.now();
      options.signal?.throwIfAborted();
      await takeStep(trainable, data, {
        settings,
        optimiser,
        callbacks: [],
        indices,
        step: place + 1,
        epoch: 0,
        learningRate: 0,
      });
    }
  } finally {
    optimiser.dispose();
  }
  const counted = Math.max(1, sample.length - 1);
  const secondsPerStep = (performance.now() - began) / 1000 / counted;
  const steps = Math.ceil(data.size / batchSize) * epochs;
  return { secondsPerStep, steps, seconds: secondsPerStep * steps };
}

/** At most `count` of the batches, spread over the epoch. */
function evenly(batches: readonly Uint32Array[], count: number): Uint32Array[] {
  const chosen = Math.min(count, batches.length);
  return Array.from({ length: chosen }, (_, place) => batches[Math.floor((place * batches.length) / chosen)]!);
}
