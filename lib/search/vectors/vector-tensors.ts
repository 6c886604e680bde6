import type { BundleContent, Tensor } from "../../bundle";
import { DataError } from "../../contracts";
import { quantiseRow } from "./quantise";
import type { VectorSlots } from "./vector-slots";

/** The vectors of all places and which are in use, for a bundle. */
export function vectorTensors({ memory, count, dimension }: VectorSlots): Record<"vectors" | "alive", Tensor> {
  const { rows, stride, alive } = memory;
  const vectors = new Float32Array(count * dimension);
  for (let n = 0; n < count; n++) {
    vectors.set(rows.subarray(n * stride, n * stride + dimension), n * dimension);
  }
  return {
    vectors: { shape: [count, dimension], data: vectors },
    alive: { shape: [count], data: alive.slice(0, count) },
  };
}

/**
 * Puts saved vectors into an empty store, bit by bit as they were.
 *
 * @throws DataError when they are not the vectors of such a store
 */
export function loadVectors(store: VectorSlots, { tensors }: BundleContent): void {
  const { vectors, alive } = tensors;
  const { dimension } = store;
  const count = vectors?.shape[0] ?? -1;
  if (!(vectors?.data instanceof Float32Array) || vectors.data.length !== count * dimension) {
    throw new DataError(
      `saved vectors must be float32 [count × ${dimension}], received [${vectors?.shape.join(" × ")}]`,
    );
  }
  if (!(alive?.data instanceof Uint8Array) || alive.data.length !== count || alive.data.some((flag) => flag > 1)) {
    throw new DataError(`saved vectors must come with alive, ${count} flags of 0 or 1`);
  }
  if (!vectors.data.every(Number.isFinite)) throw new DataError("saved vectors must be finite numbers");
  store.reserve({ vectors: count });
  const { memory } = store;
  for (let n = 0; n < count; n++) {
    memory.rows.set(vectors.data.subarray(n * dimension, (n + 1) * dimension), n * memory.stride);
    quantiseRow(memory, n);
  }
  memory.alive.set(alive.data);
  store.count = count;
  store.living = alive.data.reduce((sum, flag) => sum + flag, 0);
}
