import type { ParallelTask } from "../../parallel";
import { LocalRidge, type TwoWays } from "./local-ridge";
import type { SparseEaseSettings } from "./sparse-ease-options";

/** What the threads share. */
export interface SparseEaseSetup {
  readonly matrix: TwoWays;
  readonly settings: SparseEaseSettings;
  /** Places of each item's list: K, or all others where those are fewer. */
  readonly places: number;
  /** [items] how many places of each list are taken. */
  readonly lengths: Uint32Array;
  /** [items × places] what foretells each item, and by how much. */
  readonly others: Uint32Array;
  readonly weights: Float32Array;
}

/** Items of a block. */
export const ITEMS_PER_BLOCK = 4;

/** Solves blocks of items, for threads. */
export const sparseEaseTask: ParallelTask<SparseEaseSetup, null> = {
  file: typeof __filename === "string" ? __filename : undefined,
  name: "sparseEaseTask",
  begin({ matrix, settings, places, lengths, others, weights }) {
    const ridge = new LocalRidge(matrix, settings.regularization, settings.neighbours);
    return (block) => {
      const end = Math.min(lengths.length, (block + 1) * ITEMS_PER_BLOCK);
      for (let item = block * ITEMS_PER_BLOCK; item < end; item++) {
        const found = ridge.solve(item);
        lengths[item] = found.items.length;
        others.set(found.items, item * places);
        weights.set(found.weights, item * places);
      }
    };
  },
};
