import type { KernelConfig, Tensor, TensorInfo } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";

const kernelName = "BatchMatMul";
const backendName = "wasm";

interface Factors {
  readonly a: Tensor;
  readonly b: Tensor;
}

interface Flags {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The calls of the wasm backend that work on its memory. */
interface WasmBackend {
  makeOutput(shape: number[], dtype: "float32"): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
  disposeData(id: object): void;
}

type Multiply = (a: TensorInfo, b: TensorInfo) => TensorInfo;

/** Below this many multiplications a matrix is done sooner by the plain loop than by setting up the fast kernel. */
const worthwhile = 8192;

let fast: KernelConfig | undefined;

/**
 * Lets every product of the wasm backend take its fast path, which multiplies two untransposed matrices and nothing else:
 * a transposed argument is turned first, and a batch of products is done one matrix at a time. Without it each backward
 * pass, whose products all have a transposed argument, takes a plain loop.
 */
export function registerWasmMatMul(tf: TensorFlow): void {
  const plain = tf.getKernel(kernelName, backendName);
  if (plain === fast) return;
  fast = {
    ...plain,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as unknown as Factors;
      const { transposeA, transposeB } = call.attrs as unknown as Flags;
      const size = a.size * (transposeB ? b.shape.at(-2)! : b.shape.at(-1)!);
      const batches = Math.max(batchesOf(a), batchesOf(b));
      if ((!transposeA && !transposeB && batches === 1) || size / batches < worthwhile) return plain.kernelFunc(call);
      if (a.dtype !== "float32" || b.dtype !== "float32") return plain.kernelFunc(call);
      return tf.tidy(() => {
        const left = transposeA ? turned(tf, a) : a;
        const right = transposeB ? turned(tf, b) : b;
        return untransposed(tf, left, right, (x, y) => {
          const inputs = { a: x, b: y };
          return plain.kernelFunc({
            ...call,
            inputs,
            attrs: { transposeA: false, transposeB: false },
          }) as TensorInfo;
        });
      });
    },
  };
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(fast);
}

const batchesOf = ({ shape }: Tensor): number => shape.slice(0, -2).reduce((product, length) => product * length, 1);

/** The last two axes exchanged. */
function turned(tf: TensorFlow, x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return tf.transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

function untransposed(tf: TensorFlow, a: Tensor, b: Tensor, multiply: Multiply): Tensor {
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1)!;
  const [aBatches, bBatches] = [batchesOf(a), batchesOf(b)];
  const sameBatches = a.shape.slice(0, -2).join() === b.shape.slice(0, -2).join();
  // Other broadcasts are rare, and the plain loop does them right.
  if (!sameBatches && aBatches !== 1 && bBatches !== 1) return wrap(tf, multiply(a, b));
  const outer = aBatches >= bBatches && a.shape.length >= b.shape.length ? a.shape : b.shape;
  const shape = [...outer.slice(0, -2), rows, columns];
  if (bBatches === 1) {
    // One right factor for all: their rows stand below one another already.
    const product = multiply(tf.reshape(a, [aBatches * rows, inner]), tf.reshape(b, [inner, columns]));
    return tf.reshape(wrap(tf, product), shape);
  }
  return tf.reshape(oneByOne(tf, a, b, [rows, inner, columns], multiply), shape);
}

/** Copies each pair of matrices out of its batch, multiplies it, and copies the product into place. */
function oneByOne(
  tf: TensorFlow,
  a: Tensor,
  b: Tensor,
  [rows, inner, columns]: readonly [number, number, number],
  multiply: Multiply,
): Tensor {
  const backend = tf.backend() as unknown as WasmBackend;
  const [aBatches, batches] = [batchesOf(a), batchesOf(b)];
  const out = backend.makeOutput([batches, rows, columns], "float32");
  const piece = (from: Tensor, index: number, shape: number[]): TensorInfo => {
    const size = shape[0]! * shape[1]!;
    const copy = backend.makeOutput(shape, "float32");
    // The views are taken anew each time: the memory moves when it grows.
    backend.typedArrayFromHeap(copy).set(backend.typedArrayFromHeap(from).subarray(index * size, (index + 1) * size));
    return copy;
  };
  for (let i = 0; i < batches; i++) {
    const left = piece(a, aBatches === 1 ? 0 : i, [rows, inner]);
    const right = piece(b, i, [inner, columns]);
    const product = multiply(left, right);
    backend.typedArrayFromHeap(out).set(backend.typedArrayFromHeap(product), i * rows * columns);
    for (const each of [left, right, product]) backend.disposeData(each.dataId);
  }
  return wrap(tf, out);
}

const wrap = (tf: TensorFlow, { dataId, shape, dtype }: TensorInfo): Tensor =>
  tf.engine().makeTensorFromDataId(dataId, shape, dtype);
