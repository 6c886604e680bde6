import { TrainingLoop } from "./training-loop";
import type { TrainingData } from "./data/training-data";
import type { EvaluationLog, StepLog } from "./callback";
import { type TrainOptions, trainSettings } from "./train-options";
import type { Trainable } from "./trainable";

/** What a training did. */
export interface TrainingRun {
  /** Steps done, those before a checkpoint included. */
  readonly steps: number;
  /** Passes over the data. */
  readonly epochs: number;
  /**
   * Why it ended: all epochs were done, the figure that is watched had not become better for long, the signal was
   * aborted, or `maxSeconds` were over.
   */
  readonly ended: "finished" | "early" | "interrupted" | "time";
  /** The step whose weights were kept, and its figures; undefined without `earlyStopping` or before any evaluation. */
  readonly best: { readonly step: number; readonly metrics: Readonly<Record<string, number>> } | undefined;
  /** The steps of this call. */
  readonly log: readonly StepLog[];
  /** All evaluations, those before a checkpoint included. */
  readonly evaluations: readonly EvaluationLog[];
  /** Of this call. */
  readonly seconds: number;
}

/**
 * Trains a model in place.
 *
 * Each step takes the gradient of the mean loss of a batch, shortens it to a global norm of at most `clipNorm`, and
 * moves the weights by the optimiser at the schedule's learning rate. With `evaluate` the model is judged on the way;
 * with `earlyStopping` the weights are, in the end, those of the best evaluation, also when the run is interrupted (the
 * signal, `maxSeconds`) or fails.
 *
 * One seed, one result: order and dropout follow from the seed, the epoch and the step alone. On one backend two runs
 * agree bit for bit where its kernels do, and so does a run that goes on from a checkpoint with one that never stopped.
 *
 * @param trainable weights and loss; see {@link Trainable}. Its variables are changed in place
 * @param data      the examples
 * @param options   how
 * @returns what happened
 * @throws ValueError when an option is wrong; NotSupportedError for a precision that the backend lacks
 * @throws DivergedError when the loss or the gradients' norm is no finite number, naming the step
 * @throws OutOfMemoryError when the device has not enough memory for a batch, naming its size and what to try
 * @throws DataError when the checkpoint is damaged or of another run
 * @throws the signal's reason when it is aborted beforehand
 */
export async function train<Batch>(
  trainable: Trainable<Batch>,
  data: TrainingData<Batch>,
  options: TrainOptions,
): Promise<TrainingRun> {
  options.signal?.throwIfAborted();
  const loop = new TrainingLoop(trainable, data, trainSettings(options, data.size));
  try {
    return await loop.run();
  } finally {
    loop.dispose();
  }
}
