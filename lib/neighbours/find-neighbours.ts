import type { ProgressListener } from "../contracts";
import type { RankedList } from "../ranking";
import { CoRatedComparer, nearestCoRated } from "./co-rated-rows";
import { isCoRated, type KnnSettings } from "./knn-options";
import { nearestRows, type NeighbourTable, RowComparer } from "./nearest-rows";
import type { SparseRows } from "./sparse-rows";

/** Finds the rows nearest to a vector that is none of them. */
export interface NeighbourSearch {
  nearest(columns: Uint32Array, weights: Float32Array): RankedList;
}

/** The nearest rows of each row, by whichever kind of similarity the settings ask for. */
export function findNeighbours(
  rows: SparseRows,
  settings: KnnSettings,
  watch: { onProgress?: ProgressListener; signal?: AbortSignal },
): Promise<NeighbourTable> {
  const { similarity } = settings;
  if (isCoRated(similarity)) return nearestCoRated(rows, { ...settings, similarity }, watch);
  return nearestRows(rows, settings, watch);
}

/** The same for strangers, one at a time. */
export function neighbourSearch(rows: SparseRows, settings: KnnSettings): NeighbourSearch {
  const { similarity } = settings;
  return isCoRated(similarity)
    ? new CoRatedComparer(rows, { ...settings, similarity })
    : new RowComparer(rows, settings);
}
