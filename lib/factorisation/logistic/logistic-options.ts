import { requireInteger, requireNonNegative, requirePositive } from "../../contracts";

/** Settings of logistic matrix factorisation. */
export interface LogisticMfSettings {
  /** Length of each taste vector; 30 unless given. Users and items have a bias besides. */
  readonly factors: number;
  /** Passes at most, each over all users and then all items; 30 unless given. */
  readonly iterations: number;
  /** γ of AdaGrad, above 0; 0.3 unless given. */
  readonly learningRate: number;
  /** λ: weight of half the squared vectors and biases; 2 unless given. */
  readonly regularization: number;
  /** α, above 0: a contact of strength r speaks as loud as α·r missing ones; 1 unless given. */
  readonly alpha: number;
  /** Missing pairs that are drawn per contact; 5 unless given. */
  readonly negatives: number;
  /** 1 unless given. */
  readonly seed: number;
}

/** Fills in defaults and checks them. Throws ValueError naming the setting at fault. */
export function logisticMfSettings(options: Partial<LogisticMfSettings>): LogisticMfSettings {
  const {
    factors = 30,
    iterations = 30,
    learningRate = 0.3,
    regularization = 2,
    alpha = 1,
    negatives = 5,
    seed = 1,
  } = options;
  requireInteger("factors", factors, 1);
  requireInteger("iterations", iterations, 1);
  requirePositive("learningRate", learningRate);
  requireNonNegative("regularization", regularization);
  requirePositive("alpha", alpha);
  requireInteger("negatives", negatives, 1);
  requireInteger("seed", seed, -Number.MAX_SAFE_INTEGER);
  return { factors, iterations, learningRate, regularization, alpha, negatives, seed };
}
