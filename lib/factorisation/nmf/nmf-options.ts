import { requireInteger, requireNonNegative, ValueError } from "../../contracts";

/** Settings of non-negative matrix factorisation; the defaults are those for which it is known. */
export interface NmfSettings {
  /** Length of each vector; 15 unless given. */
  readonly factors: number;
  /** Passes at most, each over users and then items; 50 unless given. */
  readonly epochs: number;
  /** λ: weight of the squared vectors, counted once per rating; 0.06 unless given. */
  readonly regularization: number;
  /** Whether ratings are foretold as μ + b_u + b_i + p·q instead of p·q alone; false unless given. */
  readonly biased: boolean;
  /** λ_b: weight of the squared biases, counted once per rating; 0.02 unless given. */
  readonly biasRegularization: number;
  /** The first vectors are uniform between these two; 0 and 1 unless given. */
  readonly initialLow: number;
  readonly initialHigh: number;
  /** Whether predictions keep to the range of the training ratings; true unless given. */
  readonly clip: boolean;
  /** 1 unless given. */
  readonly seed: number;
}

/** Fills in defaults and checks them. Throws ValueError naming the setting at fault. */
export function nmfSettings(options: Partial<NmfSettings>): NmfSettings {
  const {
    factors = 15,
    epochs = 50,
    regularization = 0.06,
    biased = false,
    biasRegularization = 0.02,
    initialLow = 0,
    initialHigh = 1,
    clip = true,
    seed = 1,
  } = options;
  requireInteger("factors", factors, 1);
  requireInteger("epochs", epochs, 1);
  requireNonNegative("regularization", regularization);
  requireNonNegative("biasRegularization", biasRegularization);
  requireNonNegative("initialLow", initialLow);
  requireNonNegative("initialHigh", initialHigh);
  if (initialHigh <= initialLow) {
    throw new ValueError(`initialHigh must lie above initialLow, received ${initialHigh} and ${initialLow}`);
  }
  requireInteger("seed", seed, -Number.MAX_SAFE_INTEGER);
  return { factors, epochs, regularization, biased, biasRegularization, initialLow, initialHigh, clip, seed };
}
