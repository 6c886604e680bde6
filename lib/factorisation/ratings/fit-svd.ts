import { asUserIndex, Pace, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { requireValidation, trainEpochs } from "../shared/early-stopping";
import { grownFrom, requireGrown } from "../shared/grown-matrix";
import { PlainRatingKernel, type RatingKernel } from "./rating-kernel";
import { RatingModel } from "./rating-model";
import { ratingWasmAvailable, WasmRatingKernel } from "./rating-wasm-kernel";
import { type RatingParameters, startRatingParameters } from "./rating-parameters";
import {
  type EarlierRatingModel,
  RATING_DEFAULTS,
  type SvdOptions,
  type SvdSettings,
  svdSettings,
} from "./svd-options";

/** Users between two looks at the clock. */
const BLOCK = 16;

/**
 * Biased matrix factorisation of ratings by stochastic gradient descent, known as "SVD" since the Netflix prize: makes
 * Σ (r − μ − b_u − b_i − q_i · p_u)² + λ (b_u² + b_i² + |p_u|² + |q_i|²) over the known ratings small.
 *
 * With `from`, training goes on from an earlier model of the same kind on a matrix that holds its ratings and more: its
 * settings hold unless given anew, new users and items begin as in a first fit.
 *
 * Ratings are visited user by user, in the order of the matrix, in every epoch. One seed, one answer. Progress reports
 * `rmse` of the epoch (each rating before its own step) and, with validation, `validationRmse`.
 *
 * @param matrix ratings; a pair that is not there is unknown, a 0 is a rating of 0
 * @throws ValueError when a setting is wrong, or the steps were too long and the numbers left all bounds
 * @source Koren, Bell & Volinsky, "Matrix Factorization Techniques for Recommender Systems", Computer 42(8), 2009
 */
export function fitSvd(matrix: UserItemMatrix, options: SvdOptions = {}): Promise<RatingModel> {
  const settings = { ...options.from?.settings, ...options };
  return fit(matrix, svdSettings(settings, RATING_DEFAULTS.svd, ratingWasmAvailable()), false, options);
}

/**
 * SVD++: {@link fitSvd} that also listens to what a user chose to rate: r̂ = μ + b_u + b_i + q_i · (p_u + |N|^-½ Σ y_j).
 * Options, order, progress and errors are those of {@link fitSvd}; defaults are 20 factors and a learning rate of 0.007.
 *
 * @source Koren, "Factorization Meets the Neighborhood", KDD 2008, equation 15
 */
export function fitSvdpp(matrix: UserItemMatrix, options: SvdOptions = {}): Promise<RatingModel> {
  const settings = { ...options.from?.settings, ...options };
  return fit(matrix, svdSettings(settings, RATING_DEFAULTS.svdpp, ratingWasmAvailable()), true, options);
}

async function fit(
  matrix: UserItemMatrix,
  settings: SvdSettings,
  implicit: boolean,
  options: SvdOptions,
): Promise<RatingModel> {
  const { validation, signal, from } = options;
  requireValidation(matrix, validation);
  signal?.throwIfAborted();
  const fresh = startRatingParameters(matrix, settings, implicit);
  const start = from === undefined ? fresh : goOnFrom(from, fresh, matrix, settings);
  const Kernel = settings.kernel === "wasm" ? WasmRatingKernel : PlainRatingKernel;
  const kernel = new Kernel(start, matrix, settings);
  let rate = settings.learningRate / settings.learningRateDecay;
  const { state, epochs } = await trainEpochs<RatingParameters>(
    {
      task: implicit ? "SVD++" : "SVD",
      epochs: settings.epochs,
      runEpoch: () => runEpoch(kernel, matrix, (rate *= settings.learningRateDecay), signal),
      snapshot: () => kernel.read(),
      validation: validation && {
        name: "validationRmse",
        better: "lower",
        measure: (parameters) => errorOn(validation, new RatingModel(parameters, matrix, settings, 0)),
      },
    },
    options,
  );
  return new RatingModel(state, matrix, settings, epochs);
}

/** What the earlier model knew takes the place of the fresh parameters; its mean stays. */
function goOnFrom(
  from: EarlierRatingModel,
  fresh: RatingParameters,
  matrix: UserItemMatrix,
  { factors }: SvdSettings,
): RatingParameters {
  requireGrown(matrix, from, factors, from.settings.factors);
  const { mean, userBiases, itemBiases, userFactors, itemFactors, implicitFactors } = from.parameters;
  if ((implicitFactors === undefined) !== (fresh.implicitFactors === undefined)) {
    throw new ValueError("from must be of the kind that is fitted: SVD goes on from SVD and SVD++ from SVD++");
  }
  return {
    mean,
    userBiases: grownFrom(userBiases, fresh.userBiases),
    itemBiases: grownFrom(itemBiases, fresh.itemBiases),
    userFactors: grownFrom(userFactors, fresh.userFactors),
    itemFactors: grownFrom(itemFactors, fresh.itemFactors),
    implicitFactors: fresh.implicitFactors && grownFrom(implicitFactors, fresh.implicitFactors),
  };
}

/** One step per rating; returns the root mean squared error before the steps, or undefined when it was stopped on the way. */
async function runEpoch(
  kernel: RatingKernel,
  { userCount, pairCount, values }: UserItemMatrix,
  learningRate: number,
  signal: AbortSignal | undefined,
): Promise<{ rmse: number } | undefined> {
  const pace = new Pace();
  let squares = 0;
  for (let from = 0; from < userCount; from += BLOCK) {
    squares += kernel.pass(from, Math.min(from + BLOCK, userCount), learningRate);
    if (pace.isDue()) await pace.rest();
    if (signal?.aborted === true) return undefined;
  }
  if (Number.isFinite(squares)) return { rmse: pairCount === 0 ? 0 : Math.sqrt(squares / pairCount) };
  throw new ValueError(
    `learningRate must be small enough for the errors to stay finite, received ${learningRate}, which is too ` +
      `large for ratings from ${values.reduce((a, b) => Math.min(a, b))} to ${values.reduce((a, b) => Math.max(a, b))}`,
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
