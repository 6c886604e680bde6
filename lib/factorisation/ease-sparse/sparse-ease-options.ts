import { type ProgressListener, requireInteger, requirePositive } from "../../contracts";

/** Settings of sparse EASE. */
export interface SparseEaseSettings {
  /** K: how many items may foretell one item, the most helpful; 200 unless given. With all others it is EASE itself. */
  readonly neighbours: number;
  /** λ, above 0: weight of the squared length of every column of B; 500 unless given. */
  readonly regularization: number;
}

/** What `fitSparseEase` takes. */
export interface SparseEaseOptions extends Partial<SparseEaseSettings> {
  /**
   * Threads to work on; all there are unless given, or one where there are few items. The answer is the same, bit for
   * bit, on any number of them.
   */
  readonly threads?: number;
  readonly onProgress?: ProgressListener;
  /** Stops the work; there is no half a model, so the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Fills in defaults and checks them.
 *
 * @throws ValueError naming the setting at fault
 */
export function sparseEaseSettings(options: SparseEaseOptions): SparseEaseSettings {
  const { neighbours = 200, regularization = 500 } = options;
  requireInteger("neighbours", neighbours, 1);
  requirePositive("regularization", regularization);
  return { neighbours, regularization };
}
