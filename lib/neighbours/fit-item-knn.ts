import { transpose, type UserItemMatrix } from "../interactions";
import { ItemKnnModel } from "./item-knn-model";
import { findNeighbours } from "./find-neighbours";
import { type KnnOptions, knnSettings, requireStrengths } from "./knn-options";
import { itemRows } from "./sparse-rows";
import { fitWeighting, weightRows } from "./weighting";

/**
 * Item-based neighbours: this goes with that.
 *
 * Implicit feedback: s(u, i) = Σ_j r_uj · s_ji over the items j the user has that count i among their K nearest.
 * Explicit: r̂(u, i) = b_ui + Σ_j s_ij · (r_uj − b_uj) / Σ_j s_ij over the `voices` nearest of i's K neighbours that the
 * user rated, with b_ui the mean rating of item i, or the baseline μ + b_u + b_i. An item without a speaking neighbour
 * gets b_ui. Few of 100 neighbours were rated by one user: keep more of them (`neighbours`) than for implicit feedback.
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
  return new ItemKnnModel(matrix, await findNeighbours(weighted, settings, options), settings);
}
