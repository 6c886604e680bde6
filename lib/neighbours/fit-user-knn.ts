import type { UserItemMatrix } from "../interactions";
import { type KnnOptions, knnSettings, requireStrengths } from "./knn-options";
import { nearestRows } from "./nearest-rows";
import { userRows } from "./sparse-rows";
import { UserKnnModel } from "./user-knn-model";
import { fitWeighting, weightRows } from "./weighting";

/**
 * User-based neighbours: people like you.
 *
 * Implicit feedback: s(u, i) = Σ_v s_uv · r_vi over the K users v most like u. Explicit:
 * r̂(u, i) = μ_u + Σ_v s_uv · (r_vi − μ_v) / Σ_v s_uv over those of them who rated i, with μ the mean rating of a user;
 * μ_u where nobody did.
 *
 * @throws ValueError when a setting is wrong or implicit feedback holds a negative value; the signal's reason on abort
 * @source Herlocker, Konstan, Borchers & Riedl, "An algorithmic framework for performing collaborative filtering", SIGIR 1999
 */
export async function fitUserKnn(matrix: UserItemMatrix, options: KnnOptions = {}): Promise<UserKnnModel> {
  const settings = knnSettings(options);
  requireStrengths(matrix, settings);
  const rows = userRows(matrix);
  const weighted = weightRows(rows, fitWeighting(rows, settings));
  return new UserKnnModel(matrix, await nearestRows(weighted, settings, options), settings);
}
