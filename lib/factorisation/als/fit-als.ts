import { Pace, requireInteger } from "../../contracts";
import { transpose, type UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import { type AlsKernel, type AlsProblem, PlainKernel, type SideName } from "./als-kernel";
import { AlsModel } from "./als-model";
import { type AlsOptions, type AlsSettings, alsSettings } from "./als-options";
import { implicitCost } from "./implicit-cost";
import { positivePairs } from "../shared/positive-pairs";
import { WasmKernel, wasmSimdAvailable } from "./als-wasm-kernel";

/** Rows per call of the kernel: short enough to stay interruptible, long enough to cost nothing. */
const BLOCK = 64;

/**
 * Implicit feedback by alternating least squares: finds taste vectors x_u and y_i that make
 * Σ c (p − x·y)² + λ (Σ ‖x‖² + Σ ‖y‖²) small, with c = 1 + α·r and p = 1 where r > 0, by solving all users while the items
 * are held fixed, then all items, and again. The cost never rises.
 *
 * Users and items without a contact get zero vectors: their scores are 0. The same matrix, settings and kernel give the
 * same model. Where the signal is aborted, the vectors found so far are returned and `model.sweeps` says how many whole
 * sweeps they have seen.
 *
 * @param matrix strengths r >= 0; a 0 is no contact
 * @throws ValueError when a setting is wrong or a strength is negative; the signal's reason when it is aborted beforehand
 * @source Hu, Koren & Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", ICDM 2008
 */
export async function fitAls(matrix: UserItemMatrix, options: AlsOptions = {}): Promise<AlsModel> {
  const settings = alsSettings(options, wasmSimdAvailable());
  options.signal?.throwIfAborted();
  const contacts = positivePairs(matrix);
  const problem = problemOf(contacts);
  const kernel = settings.kernel === "wasm" ? new WasmKernel(problem, settings) : new PlainKernel(problem, settings);
  kernel.write("items", initialVectors(problem.items.count, settings));
  const sweeps = await sweep(kernel, contacts, problem, settings, options);
  return new AlsModel(kernel.read("users"), kernel.read("items"), matrix, settings, sweeps);
}

/** Runs the sweeps; returns how many were finished. */
async function sweep(
  kernel: AlsKernel,
  matrix: UserItemMatrix,
  problem: AlsProblem,
  settings: AlsSettings,
  { onProgress, signal, trackCost = false }: AlsOptions,
): Promise<number> {
  const pace = new Pace();
  const total = settings.iterations;
  for (let done = 0; done < total; done++) {
    for (const side of ["users", "items"] as const satisfies readonly SideName[]) {
      kernel.prepare(side);
      const { count } = problem[side];
      for (let row = 0; row < count; row += BLOCK) {
        kernel.solveRows(side, row, Math.min(row + BLOCK, count));
        if (pace.isDue()) await pace.rest();
        if (signal?.aborted) return done;
      }
    }
    const metrics = trackCost ? { cost: costOf(kernel, matrix, settings) } : undefined;
    onProgress?.({ task: "ALS", done: done + 1, total, unit: "sweeps", metrics });
    if (signal?.aborted) return done + 1;
  }
  return total;
}

function costOf(kernel: AlsKernel, matrix: UserItemMatrix, settings: AlsSettings): number {
  return implicitCost(matrix, kernel.read("users"), kernel.read("items"), { ...settings, rank: settings.factors });
}

/**
 * Small normal numbers for the items; the users need none, because they are solved first. Their spread keeps first scores
 * well below 1 at any rank.
 */
function initialVectors(count: number, { factors, seed }: AlsSettings): Float32Array {
  requireInteger("seed", seed, -Number.MAX_SAFE_INTEGER);
  const random = new Random(seed).split("als items");
  const scale = 0.1 / Math.sqrt(factors);
  return new Float32Array(count * factors).map(() => scale * random.normal());
}

function problemOf(matrix: UserItemMatrix): AlsProblem {
  const turned = transpose(matrix);
  return {
    users: {
      count: matrix.userCount,
      starts: matrix.rowStarts,
      partners: matrix.items,
      strengths: matrix.values,
    },
    items: {
      count: matrix.itemCount,
      starts: turned.itemStarts,
      partners: turned.users,
      strengths: turned.values,
    },
  };
}
