import type { Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { drop, requireRate } from "./keep-mask";
import { differentiable } from "./lazy-gradient";

/**
 * Dropout: sets each value to 0 with probability `rate` and divides the others by 1 - rate, so that the expectation
 * stays. One seed gives one answer on a backend.
 *
 * @param tf   the tensor runtime
 * @param x    any shape
 * @param rate at least 0 and below 1; 0 gives x itself
 * @param seed any integer of 32 bits; a neighbouring seed gives an unrelated mask
 * @throws ValueError when the rate is out of range
 * @source Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014), section 4
 */
export function dropout<T extends Tensor>(tf: TensorFlow, x: T, rate: number, seed: number): T {
  requireRate(rate);
  if (rate === 0) return x;
  return differentiable<T>(tf, {
    inputs: { x },
    forward: (save) => drop(tf, x, rate, seed, [], (mask) => save([mask])),
    backward: (dy, masks) => ({ x: () => drop(tf, dy, rate, seed, masks) }),
  });
}
