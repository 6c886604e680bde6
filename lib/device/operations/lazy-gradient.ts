import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";

/** An operation with its derivative, as the tape wants it. */
export interface Differentiable<T extends Tensor> {
  /** What the derivative can be asked for. */
  readonly inputs: NamedTensorMap;
  /**
   * Computes the value. Runs in a tidy.
   *
   * @param save keeps tensors for `backward`; does nothing when nobody will ask for a derivative
   */
  forward(save: (tensors: Tensor[]) => void): T;
  /**
   * The derivative of the loss with respect to each input, by its name. Each is a function that is called, in a tidy,
   * only if that derivative is wanted: what is frozen costs nothing.
   *
   * @param dy    derivative with respect to the value
   * @param saved what `forward` saved
   */
  backward(dy: T, saved: Tensor[]): Record<string, () => Tensor>;
}

/** The call of the tape that takes one function per input; `tf.customGrad` knows one for all inputs together. */
interface Tape {
  isTapeOn(): boolean;
  runKernelFunc(call: {
    forwardFunc: (backend: unknown, save: (tensors: Tensor[]) => void) => Tensor;
    backwardsFunc: (dy: Tensor, saved: Tensor[]) => Record<string, () => Tensor>;
    inputs: NamedTensorMap;
  }): Tensor;
}

/**
 * Runs an operation under the gradient tape.
 *
 * @param tf        the tensor runtime
 * @param operation the value and its derivatives
 */
export function differentiable<T extends Tensor>(tf: TensorFlow, operation: Differentiable<T>): T {
  return (tf.engine() as unknown as Tape).runKernelFunc({
    forwardFunc: (_backend, save) => operation.forward(save),
    backwardsFunc: (dy, saved) => operation.backward(dy as T, saved),
    inputs: operation.inputs,
  }) as T;
}

/** Whether a derivative of what is computed now may be asked for later. Ask outside of `forward`: inside, it is always false. */
export function isTapeOn(tf: TensorFlow): boolean {
  return (tf.engine() as unknown as Tape).isTapeOn();
}
