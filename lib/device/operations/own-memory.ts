import type { Tensor, Variable } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { native } from "./native-ops";

/** What a tfjs backend knows of a tensor's data. */
interface CountingBackend {
  refCount(data: object): number;
}

/** WebAssembly's heap. */
interface HeapBackend {
  typedArrayFromHeap(tensor: Tensor): Float32Array;
  readonly dataIdMap: { get(data: object): { readonly id: number; readonly memoryOffset: number } };
  readonly wasm: {
    readonly tfjs: { disposeData(id: number): void; registerTensor(id: number, size: number, at: number): void };
  };
}

/** Plain arrays. */
interface ArrayBackend {
  readonly data: { get(data: object): { readonly values?: Float32Array } };
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
 * Gives a variable of the native backend memory of its own, where somebody else may see what it holds.
 *
 * @param tf       the tensor runtime, on the native backend
 * @param variable to be written
 */
export function makeAlone(tf: TensorFlow, variable: Variable): void {
  if (isAlone(tf, variable)) return;
  const copy = native(tf, (ops) => ops.tensor(ops.op("DeepCopy", [ops.of(variable)])));
  replace(variable, copy);
}

/**
 * The memory of a tensor as an array that may be written, where the backend has such; undefined elsewhere. It is valid
 * until the next tensor is made.
 *
 * @param tf     the tensor runtime
 * @param tensor of float32
 */
export function memoryOf(tf: TensorFlow, tensor: Tensor): Float32Array | undefined {
  if (tf.getBackend() === "cpu") return (tf.backend() as unknown as ArrayBackend).data.get(tensor.dataId).values;
  if (tf.getBackend() !== "wasm") return undefined;
  const heap = tf.backend() as unknown as HeapBackend;
  forgetPacked(heap, tensor);
  return heap.typedArrayFromHeap(tensor);
}

/**
 * XNNPACK keeps a packed copy of the right factor of a product, under the tensor's number, and would go on multiplying by
 * the old values. Taking the number back drops such copies; it is given out again for the same memory.
 */
function forgetPacked({ dataIdMap, wasm }: HeapBackend, tensor: Tensor): void {
  const { id, memoryOffset } = dataIdMap.get(tensor.dataId);
  wasm.tfjs.disposeData(id);
  wasm.tfjs.registerTensor(id, tensor.size, memoryOffset);
}
