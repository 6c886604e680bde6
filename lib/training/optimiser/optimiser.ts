import type { Variable } from "@tensorflow/tfjs";
import type { JsonObject } from "../../bundle";
import type { TensorFlow } from "../../device";
import type { Gradients } from "../gradient/gradients";
import type { Trainable } from "../trainable";

/** Which optimiser with which settings: what `train` is given. */
export interface OptimiserPlan {
  /** Name and settings, as a checkpoint records them. */
  readonly settings: JsonObject;
  /**
   * Makes its memory, all zeros, for the weights of a model.
   *
   * @param tf      the tensor runtime
   * @param weights whose shapes the memory has
   */
  start(tf: TensorFlow, weights: Pick<Trainable<never>, "parameters" | "tables">): Optimiser;
}

/** What turns gradients into new weights, with its memory of earlier gradients. */
export interface Optimiser {
  /** Its memory by name; a checkpoint saves and restores it. */
  readonly state: ReadonlyMap<string, Variable>;
  /** Changes the weights in place. Call it inside a tidy. */
  apply(gradients: Gradients, step: OptimiserStep): void;
  /** Frees its memory. */
  dispose(): void;
}

/** What the loop tells the optimiser about a step. */
export interface OptimiserStep {
  /** Counted from 1. */
  readonly step: number;
  readonly learningRate: number;
  /** What every gradient is multiplied by first: below 1 where gradients are clipped. */
  readonly gradientScale: number;
}
