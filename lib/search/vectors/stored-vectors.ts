import type { VectorMetric } from "./vector-index";
import type { VectorSlots } from "./vector-slots";

/** What every index says of the vectors that it keeps. */
export abstract class StoredVectors {
  /** @internal */
  abstract readonly store: VectorSlots;

  get dimension(): number {
    return this.store.dimension;
  }

  get metric(): VectorMetric {
    return this.store.metric;
  }

  get size(): number {
    return this.store.living;
  }

  get slots(): number {
    return this.store.count;
  }

  vectorOf(index: number): Float32Array | undefined {
    return this.store.vectorOf(index);
  }
}
