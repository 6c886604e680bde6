import {
  type ProgressListener,
  requireInteger,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requirePositive,
  requireProbability,
  ValueError,
} from "../contracts";
import type { FeatureRows } from "./feature-rows";

/** How trees are grown and summed. */
export interface BoostingSettings {
  /** Rounds; each adds one tree for each output. 100 unless given. */
  readonly trees: number;
  /** What each tree's values are shrunk by, above 0; 0.1 unless given. */
  readonly learningRate: number;
  /** Leaves of a tree at most, at least 2; 31 unless given. */
  readonly leaves: number;
  /** Splits from the root to a leaf at most; 64 unless given. */
  readonly maxDepth: number;
  /** Least rows of a leaf; 20 unless given. */
  readonly minRows: number;
  /** Least sum of curvatures of a leaf; 0.001 unless given. */
  readonly minCurvature: number;
  /** λ, added to the curvature of each leaf; 0 unless given. */
  readonly l2: number;
  /** Least gain of a split; 0 unless given. */
  readonly minGain: number;
  /** Bins of a feature at most, 2 to 255; 255 unless given. */
  readonly bins: number;
  /** Share of the rows that each round draws, above 0; 1 unless given. */
  readonly rowShare: number;
  /** Share of the features that each tree draws, above 0; 1 unless given. */
  readonly featureShare: number;
  /** Draws rows and features; 1 unless given. */
  readonly seed: number;
}

/** What boosting takes besides its settings. */
export interface BoostingWork {
  /** [rows] how much each row counts, at least 0; 1 each unless given. */
  readonly weights?: ArrayLike<number>;
  /** With validation data: rounds in a row without a better figure after which training ends; 20 unless given. */
  readonly patience?: number;
  /** The same splits from WebAssembly SIMD ("wasm") or plain TypeScript; the first unless given, where it runs. */
  readonly kernel?: "wasm" | "plain";
  /** Hears of each round. */
  readonly onProgress?: ProgressListener;
  /** Ends training soon after it is aborted: the best rounds so far are returned. */
  readonly signal?: AbortSignal;
}

/** Rows with what they should be told to be. */
export interface LabelledRows {
  readonly features: FeatureRows;
  /** [rows] */
  readonly targets: ArrayLike<number>;
}

/** Fills in what is left out. Throws ValueError when a setting is out of range. */
export function boostingSettings(given: Partial<BoostingSettings>): BoostingSettings {
  const settings: BoostingSettings = {
    trees: given.trees ?? 100,
    learningRate: given.learningRate ?? 0.1,
    leaves: given.leaves ?? 31,
    maxDepth: given.maxDepth ?? 64,
    minRows: given.minRows ?? 20,
    minCurvature: given.minCurvature ?? 1e-3,
    l2: given.l2 ?? 0,
    minGain: given.minGain ?? 0,
    bins: given.bins ?? 255,
    rowShare: given.rowShare ?? 1,
    featureShare: given.featureShare ?? 1,
    seed: given.seed ?? 1,
  };
  requireInteger("trees", settings.trees, 1);
  requirePositive("learningRate", settings.learningRate);
  requireInteger("leaves", settings.leaves, 2);
  requireInteger("maxDepth", settings.maxDepth, 1);
  requireInteger("minRows", settings.minRows, 1);
  for (const name of ["minCurvature", "l2", "minGain"] as const) requireNonNegative(name, settings[name]);
  for (const name of ["rowShare", "featureShare"] as const) {
    requireProbability(name, settings[name]);
    requirePositive(name, settings[name]);
  }
  return settings;
}

/** Throws unless the options that go with the settings are in range. */
export function requireWork({ weights, patience = 20, kernel }: BoostingWork, rows: number): void {
  requireInteger("patience", patience, 1);
  if (kernel !== undefined) requireOneOf("kernel", kernel, ["wasm", "plain"]);
  if (weights === undefined) return;
  requireLength("weights", weights.length, rows);
  for (let n = 0; n < rows; n++) {
    if (Number.isFinite(weights[n]!) && weights[n]! >= 0) continue;
    throw new ValueError(`weights must be finite and at least 0, received ${weights[n]} in row ${n}`);
  }
}
