import { type ProgressListener, requireOneOf, requirePositive } from "../../contracts";
import type { KernelName } from "../als/als-options";

/** Settings of EASE. */
export interface EaseSettings {
  /** λ, above 0: weight of the squared length of every column of B; 500 unless given. More users bear a larger one. */
  readonly regularization: number;
  /**
   * "wasm" (SIMD) unless given, where the machine has it and 8 n² bytes fit its 4 GiB (n up to some 23,000 items); else
   * "plain". Both count in float64. The fitted model's settings say which one ran.
   */
  readonly kernel: KernelName;
}

/** What {@link fitEase} takes. */
export interface EaseOptions extends Partial<EaseSettings> {
  readonly onProgress?: ProgressListener;
  /** Stops the work; there is no half a model, so the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Fills in defaults and checks them.
 *
 * @param wasmFits whether this machine runs WebAssembly SIMD and the problem fits into it
 * @throws ValueError naming the setting at fault
 */
export function easeSettings(options: EaseOptions, wasmFits: boolean): EaseSettings {
  const { regularization = 500, kernel = wasmFits ? "wasm" : "plain" } = options;
  requirePositive("regularization", regularization);
  requireOneOf("kernel", kernel, ["wasm", "plain"]);
  return { regularization, kernel };
}
