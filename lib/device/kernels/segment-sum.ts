import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";

const kernelName = "UnsortedSegmentSum";

/** The three calls of a tfjs backend that a kernel written on typed arrays needs. */
interface ReadWriteBackend {
  readSync(id: object): Float32Array | Int32Array;
  write(values: Float32Array, shape: number[], dtype: "float32"): object;
}

/**
 * Gives a backend the kernel UnsortedSegmentSum, out[s] = Σ x[i] over the rows i with segment s. It is the gradient of
 * `gather`, so without it no embedding table can be trained. Does nothing where the backend has it already.
 */
export function registerSegmentSum(tf: TensorFlow, backendName: string): void {
  if (tf.getKernel(kernelName, backendName) !== undefined) return;
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
      const { numSegments } = attrs as unknown as { numSegments: number };
      const device = backend as ReadWriteBackend;
      const rows = device.readSync(segmentIds.dataId);
      const values = device.readSync(x.dataId);
      const out = segmentSum(values, rows, numSegments);
      const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
      return { dataId: device.write(out, shape, "float32"), shape, dtype: "float32" };
    },
  } satisfies KernelConfig);
}

/**
 * Sums rows that share a segment.
 *
 * @param values   [rows × width], row-major
 * @param segments [rows]; a row with a negative segment is left out, as in TensorFlow
 * @param count    number of segments
 * @returns [count × width], zero where a segment has no row
 */
export function segmentSum(values: ArrayLike<number>, segments: ArrayLike<number>, count: number): Float32Array {
  const width = segments.length === 0 ? 0 : values.length / segments.length;
  const out = new Float32Array(count * width);
  for (let row = 0; row < segments.length; row++) {
    const to = segments[row]! * width;
    if (to < 0) continue;
    for (let d = 0; d < width; d++) out[to + d]! += values[row * width + d]!;
  }
  return out;
}
