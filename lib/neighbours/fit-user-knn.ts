import type { UserItemMatrix } from "../interactions";
import { findNeighbours } from "./find-neighbours";
import { type KnnOptions, knnSettings, requireStrengths } from "./knn-options";
import { userRows } from "./sparse-rows";
import { UserKnnModel } from "./user-knn-model";
import { fitWeighting, weightRows } from "./weighting";

/**
 * User-based neighbours: people like you.
 *
 * Implicit feedback: s(u, i) = Σ_v s_uv · r_vi over the K users v most like u. Explicit:
 * r̂(u, i) = b_ui + Σ_v s_uv · (r_vi − b_vi) / Σ_v s_uv over the `voices` nearest of those who rated i, with b_ui the mean
 * rating of user u, or the baseline μ + b_u + b_i; b_ui where nobody did.
 *
 * @throws ValueError when a setting is wrong or implicit feedback holds a negative value; the signal's reason on abort
 * @source Herlocker, Konstan, Borchers & Riedl, "An algorithmic framework for performing collaborative filtering", SIGIR 1999
 */
export async function fitUserKnn(matrix: UserItemMatrix, options: KnnOptions = {}): Promise<UserKnnModel> {
  const settings = knnSettings(options);
  requireStrengths(matrix, settings);
  const rows = userRows(matrix);
  const weighted = weightRows(rows, fitWeighting(rows, settings));
  return new UserKnnModel(matrix, await findNeighbours(weighted, settings, options), settings);
}
