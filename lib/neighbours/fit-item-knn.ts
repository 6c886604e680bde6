import { transpose, type UserItemMatrix } from "../interactions";
import { ItemKnnModel } from "./item-knn-model";
import { type KnnOptions, knnSettings, requireStrengths } from "./knn-options";
import { nearestRows } from "./nearest-rows";
import { itemRows } from "./sparse-rows";
import { fitWeighting, weightRows } from "./weighting";

/**
 * Item-based neighbours: this goes with that.
 *
 * Implicit feedback: s(u, i) = Σ_j r_uj · s_ji over the items j the user has that count i among their K nearest.
 * Explicit: r̂(u, i) = μ_i + Σ_j s_ji · (r_uj − μ_j) / Σ_j s_ji, with μ the mean rating of an item, and cosine over
 * ratings less their item's mean; an item without a speaking neighbour gets μ_i, one nobody rated the mean of all.
 *
 * The usual BM25 recommender is `{ similarity: "dot", weighting: "bm25" }`.
 *
 * @throws ValueError when a setting is wrong or implicit feedback holds a negative value; the signal's reason on abort
 * @source Sarwar, Karypis, Konstan & Riedl, WWW 2001; Deshpande & Karypis, "Item-based top-N", TOIS 2004
 */
export async function fitItemKnn(matrix: UserItemMatrix, options: KnnOptions = {}): Promise<ItemKnnModel> {
  const settings = knnSettings(options);
  requireStrengths(matrix, settings);
  const rows = itemRows(transpose(matrix));
  const weighted = weightRows(rows, fitWeighting(rows, settings));
  return new ItemKnnModel(matrix, await nearestRows(weighted, settings, options), settings);
}
