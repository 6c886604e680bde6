import { requireInteger, requirePositive } from "../../contracts";

/** Settings of explicit ALS. */
export interface ExplicitAlsSettings {
  /** Length of each taste vector; 20 unless given. */
  readonly factors: number;
  /** Sweeps at most, each solving all users and then all items; 15 unless given. */
  readonly iterations: number;
  /** λ, above 0: weight of the squared parameters, counted once per rating; 0.15 unless given. */
  readonly regularization: number;
  /** Whether ratings are foretold as μ + b_u + b_i + p·q, as is usual, or as p·q alone, as in the paper; true unless given. */
  readonly biased: boolean;
  /** Standard deviation of the first item vectors, whose mean is 0; 0.1 unless given. */
  readonly initialSpread: number;
  /** Whether predictions keep to the range of the training ratings; true unless given. */
  readonly clip: boolean;
  /** 1 unless given. */
  readonly seed: number;
}

/** Fills in defaults and checks them. Throws ValueError naming the setting at fault. */
export function explicitAlsSettings(options: Partial<ExplicitAlsSettings>): ExplicitAlsSettings {
  const {
    factors = 20,
    iterations = 15,
    regularization = 0.15,
    biased = true,
    initialSpread = 0.1,
    clip = true,
    seed = 1,
  } = options;
  requireInteger("factors", factors, 1);
  requireInteger("iterations", iterations, 1);
  requirePositive("regularization", regularization);
  requirePositive("initialSpread", initialSpread);
  requireInteger("seed", seed, -Number.MAX_SAFE_INTEGER);
  return { factors, iterations, regularization, biased, initialSpread, clip, seed };
}
