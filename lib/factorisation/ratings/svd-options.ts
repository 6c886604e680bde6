import {
  type ProgressListener,
  requireInteger,
  requireLength,
  requireNonNegative,
  requirePositive,
  ValueError,
} from "../../contracts";
import type { UserItemMatrix } from "../../interactions";

/** Settings of {@link fitSvd} and {@link fitSvdpp}. */
export interface SvdSettings {
  /** Length of each taste vector; 100 unless given (SVD++: 20). */
  readonly factors: number;
  /** Passes over all ratings at most; 20 unless given. */
  readonly epochs: number;
  /** γ, above 0: length of a step; 0.005 unless given (SVD++: 0.007). */
  readonly learningRate: number;
  /** λ: weight of the squared parameters, counted once per rating; 0.02 unless given. */
  readonly regularization: number;
  /** Standard deviation of the first vectors, whose mean is 0; 0.1 unless given. */
  readonly initialSpread: number;
  /** Whether {@link RatingModel.predict} keeps to the range of the training ratings; true unless given. */
  readonly clip: boolean;
  /** 1 unless given. */
  readonly seed: number;
}

/** What {@link fitSvd} and {@link fitSvdpp} take. */
export interface SvdOptions extends Partial<SvdSettings> {
  /** Ratings of the same users and items that are not trained on: the parameters of the best epoch on them are kept. */
  readonly validation?: UserItemMatrix;
  /** With `validation`: epochs without a better error after which training ends; 3 unless given. */
  readonly patience?: number;
  readonly onProgress?: ProgressListener;
  /** Stops the passes; the best (without validation: the latest) parameters are returned. */
  readonly signal?: AbortSignal;
}

const SVD_DEFAULTS: SvdSettings = {
  factors: 100,
  epochs: 20,
  learningRate: 0.005,
  regularization: 0.02,
  initialSpread: 0.1,
  clip: true,
  seed: 1,
};

/** The settings for which each kind of model is known. */
export const RATING_DEFAULTS: Readonly<Record<"svd" | "svdpp", SvdSettings>> = {
  svd: SVD_DEFAULTS,
  svdpp: { ...SVD_DEFAULTS, factors: 20, learningRate: 0.007 },
};

/** Fills in defaults and checks them. Throws ValueError naming the setting at fault. */
export function svdSettings(options: Partial<SvdSettings>, defaults: SvdSettings): SvdSettings {
  const {
    factors = defaults.factors,
    epochs = defaults.epochs,
    learningRate = defaults.learningRate,
    regularization = defaults.regularization,
    initialSpread = defaults.initialSpread,
    clip = defaults.clip,
    seed = defaults.seed,
  } = options;
  requireInteger("factors", factors, 1);
  requireInteger("epochs", epochs, 1);
  requirePositive("learningRate", learningRate);
  requireNonNegative("regularization", regularization);
  requireNonNegative("initialSpread", initialSpread);
  requireInteger("seed", seed, -Number.MAX_SAFE_INTEGER);
  return { factors, epochs, learningRate, regularization, initialSpread, clip, seed };
}

/** Throws ShapeError or ValueError unless the validation ratings and the patience fit the training matrix. */
export function requireValidation(matrix: UserItemMatrix, { validation, patience }: SvdOptions): void {
  if (patience !== undefined) requireInteger("patience", patience, 1);
  if (validation === undefined) return;
  requireLength("users of validation", validation.userCount, matrix.userCount);
  requireLength("items of validation", validation.itemCount, matrix.itemCount);
  if (validation.pairCount === 0) throw new ValueError("validation must hold at least one rating, received none");
}
