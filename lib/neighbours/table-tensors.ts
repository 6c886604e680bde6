import type { Tensor } from "../bundle";
import { DataError } from "../contracts";
import type { NeighbourTable } from "./nearest-rows";

/** A neighbour table as tensors for a bundle. */
export function tableToTensors({ starts, neighbours, similarities }: NeighbourTable): Record<string, Tensor> {
  return {
    "neighbours.starts": { shape: [starts.length], data: starts },
    "neighbours.rows": { shape: [neighbours.length], data: neighbours },
    "neighbours.similarities": { shape: [similarities.length], data: similarities },
  };
}

/** Reads back what {@link tableToTensors} wrote. Throws DataError when a tensor is missing or of another type. */
export function tableFromTensors(tensors: Readonly<Record<string, Tensor>>): NeighbourTable {
  const starts = tensors["neighbours.starts"]?.data;
  const neighbours = tensors["neighbours.rows"]?.data;
  const similarities = tensors["neighbours.similarities"]?.data;
  if (
    !(starts instanceof Uint32Array && neighbours instanceof Uint32Array && similarities instanceof Float32Array) ||
    neighbours.length !== similarities.length
  ) {
    throw new DataError("the bundle must hold neighbours.starts and .rows as U32, .similarities as F32");
  }
  return { starts, neighbours, similarities };
}
