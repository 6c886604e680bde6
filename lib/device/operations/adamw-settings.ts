import type { Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
import { requireFinite, requireInteger } from "../../contracts";

/** One weight of the model and what the optimiser remembers of it, all of one shape. */
export interface AdamwUpdate {
  readonly weight: Variable;
  /** m, running mean of the gradient; zeros before the first step. */
  readonly firstMoment: Variable;
  /** v, running mean of its square; zeros before the first step. */
  readonly secondMoment: Variable;
  readonly gradient: Tensor;
}

/** One table of which a step touches few rows. */
export interface AdamwRowsUpdate extends AdamwUpdate {
  /** Which rows: unique. */
  readonly rows: Int32Array;
  /** [rows.length × width] */
  readonly gradient: Tensor2D;
}

/** The settings of one step. */
export interface AdamwSettings {
  /** t, counted from 1. */
  readonly step: number;
  /** η */
  readonly learningRate: number;
  /** β₁; 0.9 unless given. */
  readonly beta1?: number;
  /** β₂; 0.999 unless given. */
  readonly beta2?: number;
  /** ε; 10⁻⁸ unless given. */
  readonly epsilon?: number;
  /** λ, decoupled; 0 unless given. */
  readonly weightDecay?: number;
  /** What gradients are multiplied by first, as clipping does; 1 unless given. */
  readonly gradientScale?: number;
}

/** The same, with nothing left open and the bias corrections folded in. */
export interface AdamwNumbers {
  readonly beta1: number;
  readonly beta2: number;
  /** 1 - η λ */
  readonly shrink: number;
  readonly gradientScale: number;
  /** η √(1 - β₂ᵗ) / (1 - β₁ᵗ) */
  readonly rate: number;
  /** ε √(1 - β₂ᵗ) */
  readonly epsilon: number;
}

/**
 * Checks the settings of a step and folds the bias corrections in.
 *
 * @param settings of the step
 * @throws ValueError when the step is not a whole number from 1
 */
export function adamwNumbers(settings: AdamwSettings): AdamwNumbers {
  const {
    step,
    learningRate,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    weightDecay = 0,
    gradientScale = 1,
  } = settings;
  requireInteger("step", step, 1);
  requireFinite("learningRate", learningRate);
  requireFinite("gradientScale", gradientScale);
  const correction = Math.sqrt(1 - beta2 ** step);
  return {
    beta1,
    beta2,
    shrink: 1 - learningRate * weightDecay,
    gradientScale,
    rate: (learningRate * correction) / (1 - beta1 ** step),
    epsilon: epsilon * correction,
  };
}
