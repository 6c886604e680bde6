import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ExactIndex, recallOf, type VectorHits } from "cartwright/search";

export const VECTORS = "vectors-100k.f32";
export const QUERIES = "vector-queries.f32";
export const DIMENSION = 64;
/** Neighbours that every query asks for. */
export const K = 10;

/** Numbers of a file of float32, little-endian. */
export function readFloats(inputs: string, name: string): Float32Array {
  const bytes = readFileSync(join(inputs, name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** The queries, one array each. */
export function readQueries(inputs: string): Float32Array[] {
  const all = readFloats(inputs, QUERIES);
  return Array.from({ length: all.length / DIMENSION }, (_, n) => all.subarray(n * DIMENSION, (n + 1) * DIMENSION));
}

/** An exact index of the bench's vectors by inner product. */
export function exactIndex(inputs: string): ExactIndex {
  const vectors = readFloats(inputs, VECTORS);
  const index = new ExactIndex({
    dimension: DIMENSION,
    metric: "inner-product",
    capacity: vectors.length / DIMENSION,
  });
  for (let at = 0; at < vectors.length; at += DIMENSION) index.add(vectors.subarray(at, at + DIMENSION));
  return index;
}

/** Recall@K of answers, [queries × K] indices, against the exact ones of all queries. */
export function recallOfAnswers(inputs: string, answers: Uint32Array): number {
  const exact = exactIndex(inputs);
  const truth = readQueries(inputs).map((query) => exact.search(query, K));
  const found = truth.map((_, n): VectorHits => {
    const indices = answers.subarray(n * K, (n + 1) * K);
    return { indices, scores: new Float32Array(indices.length) };
  });
  return recallOf(found, truth);
}

/** The indices of many answers, one after the other. */
export function joined(answers: readonly VectorHits[]): Uint32Array {
  return Uint32Array.from(answers.flatMap(({ indices }) => [...indices]));
}

/** A file of uint32, little-endian. */
export function readAnswers(file: string): Uint32Array {
  const bytes = readFileSync(file);
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
