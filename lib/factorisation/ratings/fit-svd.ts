import { asUserIndex, Pace, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { RatingModel } from "./rating-model";
import { copyRatingParameters, type RatingParameters, startRatingParameters } from "./rating-parameters";
import { RATING_DEFAULTS, requireValidation, type SvdOptions, type SvdSettings, svdSettings } from "./svd-options";
import { svdPass } from "./svd-pass";
import { svdppPass } from "./svdpp-pass";

/** Users between two looks at the clock. */
const BLOCK = 16;

/**
 * Biased matrix factorisation of ratings by stochastic gradient descent, known as "SVD" since the Netflix prize: makes
 * Σ (r − μ − b_u − b_i − q_i · p_u)² + λ (b_u² + b_i² + |p_u|² + |q_i|²) over the known ratings small.
 *
 * Ratings are visited user by user, in the order of the matrix, in every epoch. One seed, one answer. Progress reports
 * `rmse` of the epoch (each rating before its own step) and, with validation, `validationRmse`.
 *
 * @param matrix ratings; a pair that is not there is unknown, a 0 is a rating of 0
 * @throws ValueError when a setting is wrong, or the steps were too long and the numbers left all bounds
 * @source Koren, Bell & Volinsky, "Matrix Factorization Techniques for Recommender Systems", Computer 42(8), 2009
 */
export function fitSvd(matrix: UserItemMatrix, options: SvdOptions = {}): Promise<RatingModel> {
  return fit(matrix, svdSettings(options, RATING_DEFAULTS.svd), false, options);
}

/**
 * SVD++: {@link fitSvd} that also listens to what a user chose to rate: r̂ = μ + b_u + b_i + q_i · (p_u + |N|^-½ Σ y_j).
 * Options, order, progress and errors are those of {@link fitSvd}; defaults are 20 factors and a learning rate of 0.007.
 *
 * @source Koren, "Factorization Meets the Neighborhood", KDD 2008, equation 15
 */
export function fitSvdpp(matrix: UserItemMatrix, options: SvdOptions = {}): Promise<RatingModel> {
  return fit(matrix, svdSettings(options, RATING_DEFAULTS.svdpp), true, options);
}

async function fit(
  matrix: UserItemMatrix,
  settings: SvdSettings,
  implicit: boolean,
  options: SvdOptions,
): Promise<RatingModel> {
  requireValidation(matrix, options);
  const { validation, patience = 3, onProgress, signal } = options;
  signal?.throwIfAborted();
  const learned = startRatingParameters(matrix, settings, implicit);
  let kept = { parameters: learned, epochs: 0, error: Infinity };
  for (let epoch = 1; epoch <= settings.epochs && signal?.aborted !== true; epoch++) {
    const squares = await runEpoch(learned, matrix, settings, signal);
    if (squares === undefined) break;
    const metrics: Record<string, number> = {
      rmse: matrix.pairCount === 0 ? 0 : Math.sqrt(squares / matrix.pairCount),
    };
    if (validation === undefined) {
      kept = { parameters: learned, epochs: epoch, error: 0 };
    } else {
      const error = errorOn(validation, new RatingModel(learned, matrix, settings, epoch));
      metrics["validationRmse"] = error;
      if (error < kept.error) kept = { parameters: copyRatingParameters(learned), epochs: epoch, error };
    }
    onProgress?.({ task: implicit ? "SVD++" : "SVD", done: epoch, total: settings.epochs, unit: "epochs", metrics });
    if (epoch - kept.epochs >= patience) break;
  }
  return new RatingModel(kept.parameters, matrix, settings, kept.epochs);
}

/** One step per rating; returns the sum of squared errors, or undefined when it was stopped on the way. */
async function runEpoch(
  parameters: RatingParameters,
  matrix: UserItemMatrix,
  settings: SvdSettings,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const { implicitFactors } = parameters;
  const pace = new Pace();
  let squares = 0;
  for (let from = 0; from < matrix.userCount; from += BLOCK) {
    const to = Math.min(from + BLOCK, matrix.userCount);
    squares +=
      implicitFactors === undefined
        ? svdPass(parameters, matrix, from, to, settings)
        : svdppPass(parameters, implicitFactors, matrix, from, to, settings);
    if (pace.isDue()) await pace.rest();
    if (signal?.aborted === true) return undefined;
  }
  if (Number.isFinite(squares)) return squares;
  throw new ValueError(
    `learningRate must be small enough for the errors to stay finite, received ${settings.learningRate}, which is too ` +
      `large for ratings from ${matrix.values.reduce((a, b) => Math.min(a, b))} to ${matrix.values.reduce((a, b) => Math.max(a, b))}`,
  );
}

/** Root mean squared error of a model on ratings that it has not seen. */
function errorOn({ userCount, items, rowStarts, values, pairCount }: UserItemMatrix, model: RatingModel): number {
  let squares = 0;
  for (let user = 0; user < userCount; user++) {
    const start = rowStarts[user]!;
    const foretold = model.predictMany(asUserIndex(user), items.subarray(start, rowStarts[user + 1]));
    for (let n = 0; n < foretold.length; n++) squares += (foretold[n]! - values[start + n]!) ** 2;
  }
  return Math.sqrt(squares / pairCount);
}
