import type { Probe } from "./quantise";

/** The hot part of a vector index, on the arrays of a VectorMemory. Answers of searches lie in its pool until the next. */
export interface VectorKernel {
  /** Makes the memory's query what rows are scored against. */
  probeQuery(probe: Probe): void;
  /**
   * The best k of rows 0 to count - 1, exactly, into the pool.
   *
   * @param shown which rows may be found: `alive` or `shown` of the memory
   * @returns how many there are
   */
  scan(count: number, k: number, shown: "alive" | "shown", probe: Probe): number;
  /** Links a node into the graph: `entry` is a node of its highest level, `top`. */
  insert(node: number, level: number, entry: number, top: number, ef: number): void;
  /** Replaces a node's links to dead nodes. */
  repair(node: number, level: number): void;
  /**
   * The nodes that a search from the entry keeps, with their exact scores, into the pool.
   *
   * @returns how many of them are shown
   */
  search(entry: number, top: number, ef: number, shown: "alive" | "shown"): number;
  /** Writes the first `count` of the pool to `items` and `scores` of the memory. */
  unpack(count: number): void;
}

/** How rows are scored while a graph is walked or a scan rules rows out. */
export interface ScoringSettings {
  readonly isL2: boolean;
  /** By int8 codes, or by float32. */
  readonly isCoded: boolean;
}
