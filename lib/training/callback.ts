import type { Tensor } from "../bundle";
import type { Gradients } from "./gradient/gradients";

/** What is known after a step. */
export interface StepLog {
  /** Counted from 1. */
  readonly step: number;
  /** Steps of the whole run. */
  readonly steps: number;
  /** Passes over the data so far: 1.5 in the middle of the second. */
  readonly epoch: number;
  /** Of this step's batch, before the step. */
  readonly loss: number;
  readonly learningRate: number;
  /** Global norm before clipping; undefined where nothing is clipped. */
  readonly gradientNorm: number | undefined;
  /** Seconds since this call began. */
  readonly seconds: number;
  /** Seconds that the rest will take at the pace so far, evaluations included. */
  readonly secondsLeft: number;
}

/** What an evaluation found. */
export interface EvaluationLog {
  /** After which step. */
  readonly step: number;
  readonly epoch: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether these are the best figures so far by `earlyStopping`. */
  readonly best: boolean;
  /** Seconds since this call began. */
  readonly seconds: number;
}

/** Hears what happens in a run, and can take part in it. Every method may be left out; promises are awaited. */
export interface TrainingCallback {
  /** Gives a callback with a state its place in the checkpoint: unique among the callbacks of a run. */
  readonly name?: string;
  /** Before the first step: which step was done last (0 in a new run), and of how many. */
  onStart?(step: number, steps: number): void | Promise<void>;
  /** Between gradients and update, inside a tidy; the gradients are not clipped yet. */
  onGradients?(gradients: Gradients, step: number): void;
  /** After the update. */
  onStep?(log: StepLog): void | Promise<void>;
  onEvaluation?(log: EvaluationLog): void | Promise<void>;
  /** After the last step, also of a run that fails. */
  onEnd?(): void | Promise<void>;
  /** What a checkpoint must keep of it. */
  state?(): Readonly<Record<string, Tensor>>;
  /** Takes up that state again. */
  restore?(state: Readonly<Record<string, Tensor>>): void;
}
