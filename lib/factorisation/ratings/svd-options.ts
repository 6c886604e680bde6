import { requireInteger, requireNonNegative, requireOneOf, requirePositive, requireProbability } from "../../contracts";
import type { KernelName } from "../als/als-options";
import type { EarlyStoppingOptions } from "../shared/early-stopping";
import type { RatingParameters } from "./rating-parameters";

/** Settings of {@link fitSvd} and {@link fitSvdpp}. */
export interface SvdSettings {
  /** Length of each taste vector; 100 unless given (SVD++: 20). */
  readonly factors: number;
  /** Passes over all ratings at most; 20 unless given. */
  readonly epochs: number;
  /** γ, above 0: length of a step; 0.005 unless given (SVD++: 0.007). */
  readonly learningRate: number;
  /**
   * By what the rate is multiplied after each epoch, above 0 and at most 1; 1 unless given. Long first steps find tastes
   * in few epochs; short last ones let the noise settle that they leave.
   */
  readonly learningRateDecay: number;
  /** λ: weight of the squared parameters, counted once per rating; 0.02 unless given. */
  readonly regularization: number;
  /** Standard deviation of the first vectors, whose mean is 0; 0.1 unless given. */
  readonly initialSpread: number;
  /** Whether {@link RatingModel.predict} keeps to the range of the training ratings; true unless given. */
  readonly clip: boolean;
  /** 1 unless given. */
  readonly seed: number;
  /** "wasm" unless given, where WebAssembly SIMD is there; else "plain". The model's settings say which one ran. */
  readonly kernel: KernelName;
}

/**
 * What {@link fitSvd} and {@link fitSvdpp} take: with `validation`, ratings that are not trained on, the parameters of
 * the epoch with the lowest error on them are kept.
 */
export interface SvdOptions extends Partial<SvdSettings>, EarlyStoppingOptions {
  /** A model of the same kind to go on from: its users and items keep their indices, new ones follow after them. */
  readonly from?: EarlierRatingModel;
}

/** What training goes on from: any RatingModel. */
export interface EarlierRatingModel {
  readonly userCount: number;
  readonly itemCount: number;
  readonly parameters: RatingParameters;
  readonly settings: SvdSettings;
}

/** Settings that a kind of model is known for. */
type KnownSettings = Omit<SvdSettings, "kernel">;

const SVD_DEFAULTS: KnownSettings = {
  factors: 100,
  epochs: 20,
  learningRate: 0.005,
  learningRateDecay: 1,
  regularization: 0.02,
  initialSpread: 0.1,
  clip: true,
  seed: 1,
};

/** The settings for which each kind of model is known. */
export const RATING_DEFAULTS: Readonly<Record<"svd" | "svdpp", KnownSettings>> = {
  svd: SVD_DEFAULTS,
  svdpp: { ...SVD_DEFAULTS, factors: 20, learningRate: 0.007 },
};

/**
 * Fills in defaults and checks them.
 *
 * @param defaults      what the kind of model is known for
 * @param wasmAvailable whether this machine runs WebAssembly SIMD
 * @throws ValueError naming the setting at fault
 */
export function svdSettings(
  options: Partial<SvdSettings>,
  defaults: KnownSettings,
  wasmAvailable: boolean,
): SvdSettings {
  const {
    factors = defaults.factors,
    epochs = defaults.epochs,
    learningRate = defaults.learningRate,
    learningRateDecay = defaults.learningRateDecay,
    regularization = defaults.regularization,
    initialSpread = defaults.initialSpread,
    clip = defaults.clip,
    seed = defaults.seed,
    kernel = wasmAvailable ? "wasm" : "plain",
  } = options;
  requireInteger("factors", factors, 1);
  requireInteger("epochs", epochs, 1);
  requirePositive("learningRate", learningRate);
  requireProbability("learningRateDecay", learningRateDecay);
  requirePositive("learningRateDecay", learningRateDecay);
  requireNonNegative("regularization", regularization);
  requireNonNegative("initialSpread", initialSpread);
  requireInteger("seed", seed, -Number.MAX_SAFE_INTEGER);
  requireOneOf("kernel", kernel, ["wasm", "plain"]);
  return { factors, epochs, learningRate, learningRateDecay, regularization, initialSpread, clip, seed, kernel };
}
