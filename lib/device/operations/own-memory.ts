import type { Tensor, Variable } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";

/** What a tfjs backend knows of a tensor's data. */
interface CountingBackend {
  refCount(data: object): number;
}

/** Backends whose memory JavaScript can write: WebAssembly's heap, and plain arrays. */
interface WritableBackend {
  typedArrayFromHeap?(tensor: Tensor): Float32Array;
  data?: { get(data: object): { values?: Float32Array } };
}

/** Data that was made here. Other data may lie in an array that a caller holds. */
const madeHere = new WeakSet<object>();

/**
 * True when nobody but the variable can see its data, so that writing into them changes no other tensor and no array.
 *
 * @param tf       the tensor runtime
 * @param variable to be written
 */
export function isAlone(tf: TensorFlow, variable: Variable): boolean {
  return madeHere.has(variable.dataId) && (tf.backend() as unknown as CountingBackend).refCount(variable.dataId) === 1;
}

/**
 * Gives a variable new values that were made for it alone.
 *
 * @param variable whose values change
 * @param values   of its shape; disposed here
 */
export function replace(variable: Variable, values: Tensor): void {
  variable.assign(values as never);
  values.dispose();
  madeHere.add(variable.dataId);
}

/**
 * The memory of a tensor as an array that may be written, where the backend has such; undefined elsewhere. It is valid
 * until the next tensor is made.
 *
 * @param tf     the tensor runtime
 * @param tensor of float32
 */
export function memoryOf(tf: TensorFlow, tensor: Tensor): Float32Array | undefined {
  const backend = tf.backend() as unknown as WritableBackend;
  if (tf.getBackend() === "wasm") return backend.typedArrayFromHeap?.(tensor);
  return tf.getBackend() === "cpu" ? backend.data?.get(tensor.dataId).values : undefined;
}
