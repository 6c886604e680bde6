import {
  type ProgressListener,
  requireInteger,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requirePositive,
  ValueError,
} from "../../contracts";
import type { Device } from "../../device";
import { positivePairs, type UserItemMatrix } from "../../interactions";
import { type NegativeSampling, negativeSamplings } from "../samples/negative-draws";

const optimiserNames = ["adam", "sgd"] as const;

/** What every training on sampled pairs is set by. */
export interface PairTrainingSettings {
  /** Passes over the contacts; 20 unless given. */
  readonly epochs: number;
  /** Contacts per step, each with its negatives; 512 unless given. */
  readonly batchSize: number;
  /** "adam" (lazy for tables) unless given; "sgd" is plain gradient descent. */
  readonly optimiser: (typeof optimiserNames)[number];
  /** Length of a step; 0.005 unless given. */
  readonly learningRate: number;
  /** λ: each step takes learningRate · λ of the rows and matrices that it touches; 0.01 unless given. */
  readonly weightDecay: number;
  /** Items that a user lacks per contact; 4 unless given. */
  readonly negatives: number;
  /** How they are drawn; "uniform" unless given. */
  readonly sampling: NegativeSampling;
  /** 1 unless given. */
  readonly seed: number;
}

/** What a fit takes besides its settings. */
export interface FitOptions {
  /** Where to compute; `openDevice()` unless given. */
  readonly device?: Pick<Device, "tf" | "title">;
  /** Contacts of the same users and items that are not trained on: the weights of the epoch with the best nDCG@10 stay. */
  readonly validation?: UserItemMatrix;
  /** With `validation`: epochs in a row without a better figure after which training ends; 3 unless given. */
  readonly patience?: number;
  /** Hears of each step, and after each epoch, with `validation`, of `validationNdcg@10`. */
  readonly onProgress?: ProgressListener;
  /** Ends training soon after it is aborted: the best epoch (without `validation`: the latest weights) is returned. */
  readonly signal?: AbortSignal;
}

/**
 * Fills in defaults and checks them.
 *
 * @param options  what was given
 * @param standard what holds where nothing was, instead of the defaults above
 * @throws ValueError naming the setting at fault
 */
export function pairTrainingSettings(
  options: Partial<PairTrainingSettings>,
  standard: Partial<PairTrainingSettings> = {},
): PairTrainingSettings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const settings: PairTrainingSettings = {
    epochs: 20,
    batchSize: 512,
    optimiser: "adam",
    learningRate: 0.005,
    weightDecay: 0.01,
    negatives: 4,
    sampling: "uniform",
    seed: 1,
    ...standard,
    ...given,
  };
  const { epochs, batchSize, optimiser, learningRate, weightDecay, negatives, sampling, seed } = settings;
  requireInteger("epochs", epochs, 1);
  requireInteger("batchSize", batchSize, 1);
  requireOneOf("optimiser", optimiser, optimiserNames);
  requirePositive("learningRate", learningRate);
  requireNonNegative("weightDecay", weightDecay);
  requireInteger("negatives", negatives, 1);
  requireOneOf("sampling", sampling, negativeSamplings);
  requireInteger("seed", seed, -Number.MAX_SAFE_INTEGER);
  return { epochs, batchSize, optimiser, learningRate, weightDecay, negatives, sampling, seed };
}

/**
 * The contacts of validation data.
 *
 * @throws ShapeError when it has other users or items than the matrix; ValueError when it holds no contact
 */
export function validationContacts(
  matrix: UserItemMatrix,
  validation: UserItemMatrix | undefined,
): UserItemMatrix | undefined {
  if (validation === undefined) return undefined;
  requireLength("users of validation", validation.userCount, matrix.userCount);
  requireLength("items of validation", validation.itemCount, matrix.itemCount);
  const contacts = positivePairs(validation);
  if (contacts.pairCount === 0) throw new ValueError("validation must hold at least one contact, received none");
  return contacts;
}
