import type { Scalar, Tensor2D, Variable } from "@tensorflow/tfjs";
import type { ForwardPass } from "./forward-pass";

/** A small learnt addition to one of the model's dense maps, such as LoRA's. */
export interface Adapter {
  /** Its own weights, by the ends of their names. */
  readonly weights: ReadonlyMap<string, Variable>;
  /**
   * What it adds to the map's output.
   *
   * @param x    the map's input [tokens × in]
   * @param pass the forward pass, for dropout
   * @returns [tokens × out]
   */
  delta(x: Tensor2D, pass: ForwardPass): Tensor2D;
  /** ΔW, what it would add to the map's weight: [out × in]. */
  matrix(): Tensor2D;
  /** What it adds to the training loss; nothing unless given. */
  penalty?(): Scalar;
}
