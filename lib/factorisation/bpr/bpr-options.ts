import {
  type ProgressListener,
  requireInteger,
  requireNonNegative,
  requireOneOf,
  requirePositive,
} from "../../contracts";

/** How the item that a user does not have is drawn: every item alike, or as often as people have it. */
export type NegativeSampling = "uniform" | "popularity";

/** Settings of Bayesian personalised ranking. */
export interface BprSettings {
  /** Length of each taste vector; 64 unless given. An item has a bias besides. */
  readonly factors: number;
  /** Epochs; each draws as many pairs as the matrix has; 100 unless given. */
  readonly epochs: number;
  /** Step of the gradient ascent, above 0; 0.01 unless given. */
  readonly learningRate: number;
  /** λ: pull of every vector and bias towards 0 at each step; 0.01 unless given. */
  readonly regularization: number;
  /** "uniform" unless given, as in the paper. */
  readonly negatives: NegativeSampling;
  /** 1 unless given. */
  readonly seed: number;
}

/** What `fitBpr` takes. */
export interface BprOptions extends Partial<BprSettings> {
  /** Hears of each epoch, with the metrics `correct` (share of sampled pairs ranked rightly before their step) and `skipped`. */
  readonly onProgress?: ProgressListener;
  /** Stops the training; the model so far is returned. */
  readonly signal?: AbortSignal;
}

/** Fills in defaults and checks them. Throws ValueError naming the setting at fault. */
export function bprSettings(options: BprOptions): BprSettings {
  const {
    factors = 64,
    epochs = 100,
    learningRate = 0.01,
    regularization = 0.01,
    negatives = "uniform",
    seed = 1,
  } = options;
  requireInteger("factors", factors, 1);
  requireInteger("epochs", epochs, 1);
  requirePositive("learningRate", learningRate);
  requireNonNegative("regularization", regularization);
  requireOneOf("negatives", negatives, ["uniform", "popularity"]);
  requireInteger("seed", seed, -Number.MAX_SAFE_INTEGER);
  return { factors, epochs, learningRate, regularization, negatives, seed };
}
