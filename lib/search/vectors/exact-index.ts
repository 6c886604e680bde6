import type { BundleContent } from "../../bundle";
import { requireInteger } from "../../contracts";
import { StoredVectors } from "./stored-vectors";
import type { VectorHits, VectorIndex, VectorSearchOptions } from "./vector-index";
import { vectorTensors } from "./vector-tensors";
import { VectorSlots, type VectorSlotsOptions } from "./vector-slots";

/** What an {@link ExactIndex} is made of. */
export interface ExactIndexOptions extends VectorSlotsOptions {
  /**
   * Whether vectors are ruled out by their int8 codes, true unless given: a quarter of the memory is read, and the answer
   * is the same to the last bit. Without it every score is computed in float32.
   */
  readonly quantised?: boolean;
}

/**
 * All vectors are looked at, so the answer is exact: the best k by float32 scores.
 *
 * Each vector has int8 codes besides, x = s c + r with s = max |x| / 127 and a residual r. Since x·y ≤ s c·y + |r| |y|, the
 * codes prove of nearly every vector that it is not among the best k; the few others are scored in float32. What limits a
 * scan is the memory it reads: 100,000 vectors of 64 numbers are 25.6 MB in float32, and 6.4 MB in codes.
 */
export class ExactIndex extends StoredVectors implements VectorIndex {
  readonly quantised: boolean;
  /** @internal */
  readonly store: VectorSlots;

  /** @throws ValueError when an option is out of range; NotSupportedError beyond the 4 GiB of WebAssembly */
  constructor({ quantised = true, ...options }: ExactIndexOptions) {
    super();
    this.quantised = quantised;
    this.store = new VectorSlots(options, { degree: 0, isCoded: quantised });
  }

  add(vector: Float32Array): number {
    return this.store.add(vector);
  }

  remove(index: number): boolean {
    const removed = this.store.remove(index);
    if (removed) this.store.release([index]);
    return removed;
  }

  search(query: Float32Array, k: number, { filter }: VectorSearchOptions = {}): VectorHits {
    requireInteger("k", k, 1);
    const { store } = this;
    store.reserve({ pool: Math.min(k, store.living) });
    const probe = store.probe(query);
    const { shown, visible } = store.show(filter);
    return store.hits(visible === 0 ? 0 : store.kernel.scan(store.count, Math.min(k, visible), shown, probe));
  }

  toBundle(): BundleContent {
    const { dimension, metric, quantised } = this;
    return { kind: "vectors", settings: { dimension, metric, quantised }, tensors: vectorTensors(this.store) };
  }
}
