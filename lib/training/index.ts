// Needs: contracts, random, bundle, device
// Packages: @tensorflow/tfjs, @tensorflow/tfjs-backend-wasm, @tensorflow/tfjs-backend-webgpu, webgpu, @tensorflow/tfjs-node-gpu (each optional but the first)
/**
 * training: the one loop that trains everything neural here. A model says what its weights and its loss are; the loop
 * brings batches, the optimiser, the schedule, evaluation, checkpoints and records.
 *
 * @packageDocumentation
 */
export type { LossContext, Trainable } from "./trainable";
export type { TrainingData } from "./data/training-data";
export { epochBatches } from "./data/epoch-order";
export { train, type TrainingRun } from "./train";
export type { CheckpointOptions, EarlyStopping, TrainOptions } from "./train-options";
export type { EvaluationLog, StepLog, TrainingCallback } from "./callback";
export { DivergedError } from "./diverged-error";
export { evaluateLoss } from "./evaluate-loss";
export { learningRateFactor, type Schedule, scheduleNames } from "./schedule";
export { adamW, type AdamWOptions } from "./optimiser/adamw";
export { sgd, type SgdOptions } from "./optimiser/sgd";
export type { Optimiser, OptimiserPlan, OptimiserStep } from "./optimiser/optimiser";
export type { Gradients, RowGradient } from "./gradient/gradients";
export { clippingScale } from "./gradient/clipping";
export { estimateTime, type TimeEstimate } from "./step-time";
export { recordRun, type RecordLine } from "./record/run-record";
export { readRunRecord } from "./record/read-run-record";
export { exportTensorBoard } from "./tensorboard/export-tensorboard";
