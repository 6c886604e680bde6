import { requireInteger, requireNonNegative, requireOneOf, requirePositive, ValueError } from "../../contracts";
import type { KernelName } from "../als/als-options";
import type { EarlyStoppingOptions } from "../shared/early-stopping";
import type { BprVectors } from "./bpr-step";

/**
 * How the item that a user does not have is drawn: every item alike; as often as people have it; or "hard": some items
 * alike, of which the one with the highest score is taken, since a pair that already stands in the right order by far
 * teaches nothing.
 *
 * @source "popularity": Rendle & Freudenthaler, "Improving Pairwise Learning for Item Recommendation from Implicit
 *         Feedback", WSDM 2014, section 4; "hard": Zhang, Chen, Wang & Yu, "Optimizing Top-N Collaborative Filtering via
 *         Dynamic Negative Item Sampling", SIGIR 2013
 */
export type NegativeSampling = "uniform" | "popularity" | "hard";

/** Items that "hard" chooses from unless told otherwise. */
const HARD_CANDIDATES = 4;

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
  /** Items drawn for a step of "hard", at least 2; 4 unless given. The others draw 1. */
  readonly candidates: number;
  /**
   * Draws for one counterpart, at least 1, after which the pair is skipped because the user has all that was drawn; 100
   * unless given. With 1, as in the program implicit, users with much take fewer steps, and everybody else counts for more.
   */
  readonly tries: number;
  /** 1 unless given. */
  readonly seed: number;
  /** "wasm" unless given, where WebAssembly SIMD is there; else "plain". The model's settings say which one ran. */
  readonly kernel: KernelName;
}

/**
 * What `fitBpr` takes. Progress brings the metrics `correct` (share of sampled pairs ranked rightly before their step)
 * and `skipped`; with `validation`, pairs that are not trained on, `validationNdcg@10` too, and the vectors of the epoch
 * with the highest are kept.
 */
export interface BprOptions extends Partial<BprSettings>, EarlyStoppingOptions {
  /** A model to go on from: its users and items keep their indices, new ones follow after them. */
  readonly from?: EarlierBpr;
}

/** What training goes on from: any BprModel. */
export interface EarlierBpr {
  readonly userCount: number;
  readonly itemCount: number;
  readonly vectors: BprVectors<Float32Array>;
  readonly settings: BprSettings;
}

/**
 * Fills in defaults and checks them.
 *
 * @param wasmAvailable whether this machine runs WebAssembly SIMD
 * @throws ValueError naming the setting at fault
 */
export function bprSettings(options: Partial<BprSettings>, wasmAvailable: boolean): BprSettings {
  const {
    factors = 64,
    epochs = 100,
    learningRate = 0.01,
    regularization = 0.01,
    negatives = "uniform",
    candidates = negatives === "hard" ? HARD_CANDIDATES : 1,
    tries = 100,
    seed = 1,
    kernel = wasmAvailable ? "wasm" : "plain",
  } = options;
  requireInteger("factors", factors, 1);
  requireInteger("epochs", epochs, 1);
  requirePositive("learningRate", learningRate);
  requireNonNegative("regularization", regularization);
  requireOneOf("negatives", negatives, ["uniform", "popularity", "hard"]);
  requireInteger("candidates", candidates, negatives === "hard" ? 2 : 1);
  if (negatives !== "hard" && candidates !== 1) {
    throw new ValueError(`candidates must be 1 unless negatives are hard, received ${candidates}`);
  }
  requireInteger("tries", tries, 1);
  requireInteger("seed", seed, -Number.MAX_SAFE_INTEGER);
  requireOneOf("kernel", kernel, ["wasm", "plain"]);
  return { factors, epochs, learningRate, regularization, negatives, candidates, tries, seed, kernel };
}
