import {
  NotSupportedError,
  type ProgressListener,
  requireInteger,
  requireOneOf,
  requirePositive,
  ValueError,
} from "../contracts";
import type { JsonObject } from "../bundle";
import type { Device } from "../device";
import type { TrainingCallback } from "./callback";
import type { OptimiserPlan } from "./optimiser/optimiser";
import { requireSchedule, type Schedule } from "./schedule";

/** Which figure of the evaluation decides, and when it has waited long enough for a better one. */
export interface EarlyStopping {
  /** Name of a figure that `evaluate` returns. */
  readonly metric: string;
  readonly better: "lower" | "higher";
  /** Evaluations in a row without a better figure after which training ends; 3 unless given. */
  readonly patience?: number;
}

/** Where a run is saved while it goes on. */
export interface CheckpointOptions {
  /** A folder of its own: new, empty, or with the checkpoint of an earlier call of the same run, which is taken up. */
  readonly dir: string;
  /** Steps from one to the next; 500 unless given. One is also written when the run is interrupted and when it ends. */
  readonly every?: number;
  /** What else decides the result, such as a hash of the data: a checkpoint is taken up by a run that has the same. */
  readonly of?: JsonObject;
}

/** How `train` trains. */
export interface TrainOptions {
  /** Where to compute: what `openDevice()` gave. */
  readonly device: Pick<Device, "tf" | "title">;
  /** Passes over the data; 3 unless given. */
  readonly epochs?: number;
  /** Examples per step; 32 unless given. */
  readonly batchSize?: number;
  /** Examples that are computed at once: a batch in several parts gives the same step in less memory. */
  readonly microBatchSize?: number;
  /** The highest learning rate of the schedule. */
  readonly learningRate: number;
  /** Linear, falling to 0, with a tenth of the steps as warm-up, unless given. */
  readonly schedule?: Schedule;
  /** `adamW()` unless given. */
  readonly optimiser?: OptimiserPlan;
  /** The longest global norm of a step's gradients: longer ones are shortened to it. 1 unless given; Infinity: none is. */
  readonly clipNorm?: number;
  /** Seed of the order of the examples and of dropout; 1 unless given. */
  readonly seed?: number;
  /** "mixed" asks for 16-bit products with 32-bit weights. "float32" unless given. */
  readonly precision?: "float32" | "mixed";
  /**
   * Judges the model as it stands, on data that it is not trained on: figures by name. Must leave no tensor behind.
   * `evaluateLoss` is one such judge.
   */
  readonly evaluate?: (signal?: AbortSignal) => Promise<Readonly<Record<string, number>>>;
  /** Steps from one evaluation to the next; an epoch unless given. The last step is always followed by one. */
  readonly evaluateEvery?: number;
  /** With `evaluate`: keeps the best weights by this figure, and ends when it has long not become better. */
  readonly earlyStopping?: EarlyStopping;
  /** Ends the run after this time as an interrupt would. The clock then decides, so two runs may differ. */
  readonly maxSeconds?: number;
  readonly checkpoint?: CheckpointOptions;
  readonly callbacks?: readonly TrainingCallback[];
  /** What is trained, for people; "train" unless given. */
  readonly task?: string;
  readonly onProgress?: ProgressListener;
  /** Ends the run soon after it is aborted; the best weights so far stay. */
  readonly signal?: AbortSignal;
}

/** Options with their defaults in place. */
export type TrainSettings = TrainOptions &
  Required<Pick<TrainOptions, "epochs" | "batchSize" | "microBatchSize" | "schedule" | "clipNorm" | "seed">>;

/** Fills in what was not given, and throws ValueError or NotSupportedError where something cannot be followed. */
export function trainSettings(options: TrainOptions, size: number): TrainSettings {
  const { epochs = 3, batchSize = 32, clipNorm = 1, seed = 1 } = options;
  const { microBatchSize = batchSize, schedule = { name: "linear", warmup: 0.1 } } = options;
  requireInteger("examples in data", size, 1);
  requireInteger("epochs", epochs, 1);
  requireInteger("batchSize", batchSize, 1);
  requireInteger("microBatchSize", microBatchSize, 1);
  requirePositive("learningRate", options.learningRate);
  requireSchedule(schedule);
  if (!(clipNorm > 0)) throw new ValueError(`clipNorm must be above 0, received ${clipNorm}`);
  requireInteger("seed", seed);
  requirePrecision(options);
  requireTimes(options);
  return { ...options, epochs, batchSize, microBatchSize, schedule, clipNorm, seed };
}

function requirePrecision({ precision = "float32", device }: TrainOptions): void {
  requireOneOf("precision", precision, ["float32", "mixed"]);
  if (precision === "mixed") {
    throw new NotSupportedError(
      `precision "mixed" is not to be had on ${device.title}: the tensor runtime has no 16-bit floating-point type on ` +
        `any of its backends, so everything is computed in float32. Leave precision out`,
    );
  }
}

function requireTimes({ evaluateEvery, earlyStopping, evaluate, checkpoint, maxSeconds }: TrainOptions): void {
  if (evaluateEvery !== undefined) requireInteger("evaluateEvery", evaluateEvery, 1);
  if (checkpoint?.every !== undefined) requireInteger("checkpoint.every", checkpoint.every, 1);
  if (maxSeconds !== undefined) requirePositive("maxSeconds", maxSeconds);
  if (earlyStopping === undefined) return;
  if (evaluate === undefined) throw new ValueError("earlyStopping needs evaluate, which gives the figure it watches");
  requireOneOf("earlyStopping.better", earlyStopping.better, ["lower", "higher"]);
  requireInteger("earlyStopping.patience", earlyStopping.patience ?? 3, 1);
}
