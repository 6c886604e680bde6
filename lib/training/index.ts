// Needs: nothing
// Packages: @tensorflow/tfjs
/**
 * training: the one loop that trains everything neural here. A model says what its weights and its loss are; the loop
 * brings batches, the optimiser, the schedule, evaluation, checkpoints and records.
 *
 * @packageDocumentation
 */
export type { LossContext, Trainable } from "./trainable";
