import { requireInteger, requireNonNegative, requireOneOf, requirePositive, ValueError } from "../../contracts";
import type { EarlyStoppingOptions } from "../shared/early-stopping";

/** How a row's normal equation is solved: exactly, or by a few steps of conjugate gradient. */
export type SolverName = "conjugate-gradient" | "cholesky";

/** Which code runs the hot loops: WebAssembly SIMD in float32, or plain TypeScript in float64. */
export type KernelName = "wasm" | "plain";

/** Settings of implicit ALS. */
export interface AlsSettings {
  /** Length of each taste vector; 64 unless given. */
  readonly factors: number;
  /** Sweeps, each solving all users and then all items; 15 unless given. */
  readonly iterations: number;
  /** λ, above 0: weight of the squared length of every vector; 0.01 unless given. */
  readonly regularization: number;
  /**
   * ν of the weight λ (n + α₀ N)^ν of a row with n contacts among N; 0 unless given, which is λ for every row. At 1 rows
   * with many contacts are held down as much as others. A ν above 0 wants a smaller λ.
   */
  readonly regularizationExponent: number;
  /** α₀ of that weight: what a pair without contact counts beside one with r = 1; 1 / α unless given (1 where α is 0). */
  readonly unobservedWeight: number;
  /** α of the confidence 1 + α·r; 1 unless given. */
  readonly alpha: number;
  /** "conjugate-gradient" unless given. */
  readonly solver: SolverName;
  /** Steps of conjugate gradient per row and sweep; 3 unless given. More come closer to Cholesky. */
  readonly cgSteps: number;
  /** 1 unless given. */
  readonly seed: number;
  /**
   * "wasm" unless given, where WebAssembly SIMD is there and the solver is conjugate gradient; else "plain". The fitted
   * model's settings say which one ran.
   */
  readonly kernel: KernelName;
}

/** What training goes on from: any AlsModel. */
export interface EarlierAls {
  readonly userCount: number;
  readonly itemCount: number;
  readonly userFactors: Float32Array;
  readonly itemFactors: Float32Array;
  readonly settings: AlsSettings;
}

/**
 * What {@link fitAls} takes. With `validation`, each sweep's `validationNdcg@10` (nDCG@10 of its pairs above 0, all items
 * ranked but those of the matrix) is reported and the sweep that is best by it is kept.
 */
export interface AlsOptions extends Partial<AlsSettings>, EarlyStoppingOptions {
  /** A model to go on from: its users and items keep their indices, new ones follow after them. */
  readonly from?: EarlierAls;
  /** Computes the paper's cost after each sweep and reports it as `cost`; costs a tenth or so more time. */
  readonly trackCost?: boolean;
  /**
   * Threads to work on; without it all there are (the environment's CARTWRIGHT_THREADS, else one for each core) where the
   * work is worth their start. The answer is the same, bit for bit, on any number of them.
   */
  readonly threads?: number;
}

/**
 * Fills in defaults and checks them.
 *
 * @param wasmAvailable whether this machine runs WebAssembly SIMD
 * @throws ValueError naming the setting at fault
 */
export function alsSettings(options: AlsOptions, wasmAvailable: boolean): AlsSettings {
  const {
    factors = 64,
    iterations = 15,
    regularization = 0.01,
    regularizationExponent = 0,
    alpha = 1,
    unobservedWeight = alpha > 0 ? 1 / alpha : 1,
    solver = "conjugate-gradient",
    cgSteps = 3,
    seed = 1,
  } = options;
  requireInteger("factors", factors, 1);
  requireInteger("iterations", iterations, 1);
  requirePositive("regularization", regularization);
  requireNonNegative("regularizationExponent", regularizationExponent);
  requireNonNegative("alpha", alpha);
  requireNonNegative("unobservedWeight", unobservedWeight);
  requireOneOf("solver", solver, ["conjugate-gradient", "cholesky"]);
  requireInteger("cgSteps", cgSteps, 1);
  const kernel = options.kernel ?? (wasmAvailable && solver === "conjugate-gradient" ? "wasm" : "plain");
  requireOneOf("kernel", kernel, ["wasm", "plain"]);
  if (kernel === "wasm" && solver === "cholesky") {
    throw new ValueError("kernel must be plain for the cholesky solver, received wasm");
  }
  const regularizations = { regularization, regularizationExponent, unobservedWeight };
  return { factors, iterations, ...regularizations, alpha, solver, cgSteps, seed, kernel };
}
