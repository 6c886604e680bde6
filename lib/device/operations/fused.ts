import type { Tensor, Tensor1D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { isNative, native, runsOnGpu } from "./native-ops";

/** Backends that were asked already. */
const known = new WeakMap<object, boolean>();

/**
 * Whether the native binding was built with our own operations (scripts/native/fused-operations.cc): one pass over
 * memory where TensorFlow's own take from five to eleven. They compute on the processor; elsewhere they are not used.
 *
 * @param tf the tensor runtime
 */
export function hasFused(tf: TensorFlow): boolean {
  if (!isNative(tf) || runsOnGpu(tf)) return false;
  const backend = tf.backend();
  let has = known.get(backend);
  if (has === undefined) {
    has = answers(tf);
    known.set(backend, has);
  }
  return has;
}

function answers(tf: TensorFlow): boolean {
  return native(tf, (ops) => {
    try {
      ops.ops("CartwrightGelu", [ops.scalar(0)], [], 2);
      return true;
    } catch {
      return false; // TensorFlow knows no such operation
    }
  });
}

/** x Φ(x) and its slope. */
export function fusedGelu<T extends Tensor>(tf: TensorFlow, x: T): { y: T; slope: T } {
  return native(tf, (ops) => {
    const [y, slope] = ops.ops("CartwrightGelu", [ops.of(x)], [], 2);
    return { y: ops.tensor<T>(y!), slope: ops.tensor<T>(slope!) };
  });
}

/** Layer normalisation, the normalised rows, and what each row was scaled by. */
export function fusedLayerNorm<T extends Tensor>(
  tf: TensorFlow,
  x: T,
  gain: Tensor1D,
  bias: Tensor1D,
  epsilon: number,
): { y: T; normal: T; scale: Tensor1D } {
  return native(tf, (ops) => {
    const inputs = [x, gain, bias].map((tensor) => ops.of(tensor));
    const [y, normal, scale] = ops.ops("CartwrightLayerNorm", inputs, [ops.number("epsilon", epsilon)], 3);
    return { y: ops.tensor<T>(y!), normal: ops.tensor<T>(normal!), scale: ops.tensor<Tensor1D>(scale!) };
  });
}

/** The derivative of layer normalisation with respect to its input. */
export function fusedLayerNormGrad<T extends Tensor>(
  tf: TensorFlow,
  dy: T,
  normal: T,
  scale: Tensor,
  gain: Tensor1D,
): T {
  return native(tf, (ops) => {
    const inputs = [dy, normal, scale, gain].map((tensor) => ops.of(tensor));
    return ops.tensor<T>(ops.op("CartwrightLayerNormGrad", inputs, []));
  });
}

/** x with some values set to 0 and the others multiplied by `kept`; see keep-mask.ts for the numbers. */
export function fusedDropout<T extends Tensor>(tf: TensorFlow, x: T, start: number, dropped: number, kept: number): T {
  return native(tf, (ops) => {
    const inputs = [ops.of(x), ops.constant([], Int32Array.of(start))];
    return ops.tensor<T>(
      ops.op("CartwrightDropout", inputs, [ops.number("kept", kept), ops.integer("dropped", dropped)]),
    );
  });
}
