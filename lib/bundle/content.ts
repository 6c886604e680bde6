/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object that JSON can hold. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** The element types that a bundle stores; safetensors calls them F32, F64, I32, U32, U8. */
export type TensorData = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** A dense array with its shape, row-major. The product of the shape is the length of the data. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/**
 * What a model is when it is not in memory: plain data, no code. A model room turns its model into this and back
 * (`toBundle`, `fromBundle`) without touching a disk; `bundle` alone reads and writes files.
 */
export interface BundleContent {
  /** Which loader understands the rest: "als", "item-knn", "bm25". */
  readonly kind: string;
  /** The settings that made it. */
  readonly settings: JsonObject;
  /** Weights by name. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Lists of ids by name ("users", "items"), in index order. An id holds no line break. */
  readonly ids?: Readonly<Record<string, readonly string[]>>;
  /** Which columns of the training file played which part. */
  readonly columns?: JsonObject;
  /** Measured quality, where it was measured, with the hash of the protocol that measured it. */
  readonly metrics?: JsonObject;
  readonly protocolHash?: string;
  /** SHA-256 of the training data as it was read. */
  readonly dataHash?: string;
  /** Terms under which it may be used: an SPDX name or a sentence. Often those of the training data. */
  readonly licence?: string;
  /** What it was made from: names of files, the fingerprint of the model that training went on from. */
  readonly lineage?: JsonObject;
}
