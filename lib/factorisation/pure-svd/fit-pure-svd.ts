import type { UserItemMatrix } from "../../interactions";
import { CsrMatrix, truncatedSvd } from "../../linalg";
import { PureSvdModel } from "./pure-svd-model";
import { type PureSvdOptions, pureSvdSettings } from "./pure-svd-options";

/** Entries of unit vectors below this are rounding. */
const ROUNDING = 1e-12;

/**
 * PureSVD: the user-item matrix, blanks taken as 0, replaced by its best approximation of low rank, R ≈ U·Σ·Vᵀ. A user's
 * scores are r_u·V·Vᵀ: what the user had, seen through a few directions in which items go together. As a predictor of
 * ratings it is poor (a blank is not a rating of 0); as a ranker it is fast, has one setting and is hard to beat by much.
 *
 * @param matrix             strengths, finite, of either sign
 * @param options            how many factors, and how
 * @param options.factors    singular triples kept, 50 unless given
 * @param options.method     "randomised" unless given
 * @param options.seed       42 unless given
 * @param options.onProgress hears of the beginning and the end
 * @param options.signal     stops the work before it begins
 * @throws ValueError when a setting is out of range or a value is not finite; the signal's reason when it is aborted
 * @source Cremonesi, Koren & Turrin, "Performance of Recommender Algorithms on Top-N Recommendation Tasks", RecSys 2010,
 *         equation 8
 */
export async function fitPureSvd(matrix: UserItemMatrix, options: PureSvdOptions = {}): Promise<PureSvdModel> {
  const settings = pureSvdSettings(options);
  options.signal?.throwIfAborted();
  const { userCount, itemCount, rowStarts, items, values } = matrix;
  const rank = Math.min(settings.factors, userCount, itemCount);
  options.onProgress?.({ task: "truncated SVD", done: 0, total: 1 });
  if (rank === 0) return new PureSvdModel(new Float32Array(0), new Float64Array(0), matrix, settings);
  const ratings = new CsrMatrix(userCount, itemCount, rowStarts, items, Float64Array.from(values));
  const { s, v } = truncatedSvd(ratings, { rank, method: settings.method, seed: settings.seed });
  options.onProgress?.({ task: "truncated SVD", done: 1, total: 1 });
  // What rounding left where nothing belongs would speak for strangers, a little and differently every time.
  const factors = Float32Array.from(v.data, (value) => (Math.abs(value) < ROUNDING ? 0 : value));
  return new PureSvdModel(factors, s, matrix, settings);
}
