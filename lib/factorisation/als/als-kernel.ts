/** One side of the matrix: its rows, the partners of each, and how strong each contact is (above 0). */
export interface AlsSide {
  readonly count: number;
  /** [count + 1] */
  readonly starts: Uint32Array;
  /** [contacts] indices on the other side. */
  readonly partners: Uint32Array;
  /** [contacts] r, above 0. */
  readonly strengths: Float32Array;
}

/** The two sides of one matrix. */
export interface AlsProblem {
  readonly users: AlsSide;
  readonly items: AlsSide;
}

export type SideName = keyof AlsProblem;

/** The side whose vectors are held fixed. */
export function otherSide(side: SideName): SideName {
  return side === "users" ? "items" : "users";
}

/**
 * The hot part of ALS. It owns the factors, which several instances may share, one for each thread; the loop around them
 * decides the order of work.
 */
export interface AlsKernel {
  /** Sets one side's vectors, row-major [count × factors]. */
  write(side: SideName, vectors: Float32Array): void;
  /** A copy of one side's vectors, row-major [count × factors]. */
  read(side: SideName): Float32Array;
  /** Sums y yᵀ over one block of the other side's rows. Blocks may be summed at the same time. */
  sumGram(side: SideName, block: number): void;
  /** Adds up the blocks, in their order: YᵀY of the other side. Call it before solving rows of `side`. */
  finishGram(side: SideName): void;
  /**
   * Solves rows from (inclusive) to (exclusive) of `side` while the other side is held fixed. Different rows may be
   * solved at the same time.
   */
  solveRows(side: SideName, from: number, to: number): void;
}

/** Most blocks that a side's rows are summed in, and least rows of one. They depend on the number of rows alone. */
const MOST_BLOCKS = 16;
const LEAST_ROWS = 256;

/** Rows of each block but the last. */
export function gramBlockRows(count: number): number {
  return Math.max(LEAST_ROWS, Math.ceil(count / MOST_BLOCKS));
}

/** Number of blocks: at least 1, which is empty for no rows. */
export function gramBlocks(count: number): number {
  return Math.max(1, Math.ceil(count / gramBlockRows(count)));
}
