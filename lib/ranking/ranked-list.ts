import { requireLength } from "../contracts";

/**
 * Items with their scores, best first. Equal scores stand in ascending item order, so one input has one answer.
 */
export interface RankedList {
  /** Item indices, best first, length n. */
  readonly items: Uint32Array;
  /** Their scores, never rising, length n. */
  readonly scores: Float32Array;
}

/** Pairs up two arrays that are already in order. Throws ShapeError when their lengths differ. */
export function rankedList(items: Uint32Array, scores: Float32Array): RankedList {
  requireLength("scores", scores.length, items.length);
  return { items, scores };
}
