import type { ProgressListener } from "../../contracts";
import { searchWeights, type WeightSearchResult } from "../search-weights";
import type { JudgedRows } from "./judged-rows";
import { rowsNdcg, weightedRows } from "./rows-ndcg";

/** What {@link learnWeights} takes. */
export interface LearnWeightsOptions {
  /** Length of the lists whose nDCG is made large; 10 unless given. */
  readonly k?: number;
  /** As for `searchWeights`. */
  readonly steps?: readonly number[];
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/**
 * The weights of a weighted fusion, learnt from rows whose features are the parts' scaled scores (`scoreFeatures` with the
 * fusion's scaling): {@link searchWeights} for the mean nDCG@k over the contexts. Coordinate ascent on the figure itself,
 * after Metzler & Croft, "Linear Feature-based Models for Information Retrieval", Information Retrieval 10(3), 2007.
 *
 * The rows must be of a validation period, never of the test.
 *
 * @throws as {@link searchWeights}
 */
export function learnWeights(
  rows: JudgedRows,
  { k = 10, ...search }: LearnWeightsOptions = {},
): Promise<WeightSearchResult> {
  const count = rows.names.length;
  const objective = (weights: Float64Array): number => {
    const values = rowsNdcg(rows, weightedRows(rows, weights), k);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return searchWeights({ count, objective, ...search });
}
