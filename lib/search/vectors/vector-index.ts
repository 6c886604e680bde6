import type { BundleContent } from "../../bundle";

/**
 * How alike two vectors are; higher is more alike. `inner-product`: x·y. `cosine`: x·y / (|x| |y|), 0 with a vector of
 * zeros. `l2`: -|x - y|², the squared distance with its sign turned, so that the nearest is the highest.
 */
export type VectorMetric = "inner-product" | "cosine" | "l2";

/** How a vector is looked for. */
export interface VectorSearchOptions {
  /** Mask by index: only vectors with a non-zero entry are found. One that is too short ends in zeros. */
  readonly filter?: Uint8Array;
  /**
   * How many candidates a search in a graph keeps on its way: more find more of the true neighbours, and take longer. An
   * exact scan has no use for it.
   */
  readonly ef?: number;
}

/** Vectors that were found, best first; equal scores in ascending order of index. */
export interface VectorHits {
  readonly indices: Uint32Array;
  readonly scores: Float32Array;
}

/** Vectors in which the most alike to a given one are found. */
export interface VectorIndex {
  /** Numbers in each vector. */
  readonly dimension: number;
  readonly metric: VectorMetric;
  /** Vectors in it. */
  readonly size: number;
  /** Indices given out so far are below this. */
  readonly slots: number;
  /**
   * Adds a vector.
   *
   * @returns its index: the lowest that is free, one that a removed vector had or a new one
   * @throws ShapeError when it has another length; ValueError when a number is not finite or too large for float32
   */
  add(vector: Float32Array): number;
  /** Removes a vector; no search finds it from now on. False when there was none of this index. */
  remove(index: number): boolean;
  /**
   * The vectors most like the query.
   *
   * @param query [dimension]
   * @param k     how many at most, at least 1
   * @throws as {@link VectorIndex.add}, and ValueError when k or ef is out of range
   */
  search(query: Float32Array, k: number, options?: VectorSearchOptions): VectorHits;
  /** A vector as it was added (by cosine: at length 1), or undefined when there is none of this index. */
  vectorOf(index: number): Float32Array | undefined;
  /** It as plain data. */
  toBundle(): BundleContent;
}
