import { requireInteger } from "../../contracts";
import { positivePairs, transpose, type UserItemMatrix } from "../../interactions";
import { openTeam, type Team, threadCount } from "../../parallel";
import { Random } from "../../random";
import { type AlsKernel, type AlsProblem, gramBlocks, otherSide } from "./als-kernel";
import { AlsModel } from "./als-model";
import { type AlsOptions, type AlsSettings, alsSettings } from "./als-options";
import { plainAlsSetup } from "./als-plain-kernel";
import { type AlsCommand, alsKernel, alsTask, rowBlocks } from "./als-task";
import { wasmAlsSetup, wasmSimdAvailable } from "./als-wasm-kernel";
import { implicitCost } from "./implicit-cost";
import { type EpochTraining, requireValidation, trainEpochs } from "../shared/early-stopping";
import { grownFrom, requireGrown } from "../shared/grown-matrix";
import { validationNdcg } from "../shared/validation-ndcg";

/**
 * Implicit feedback by alternating least squares: finds taste vectors x_u and y_i that make
 * Σ c (p − x·y)² + λ (Σ ‖x‖² + Σ ‖y‖²) small, with c = 1 + α·r and p = 1 where r > 0, by solving all users while the items
 * are held fixed, then all items, and again. The cost never rises.
 *
 * Users and items without a contact get zero vectors: their scores are 0. The same matrix, settings and kernel give the
 * same model, on any number of threads. Where the signal is aborted, the vectors found so far are returned and `model.sweeps` says how many whole
 * sweeps they have seen.
 * With `from`, sweeps go on from an earlier model on a matrix that holds its contacts and more; its settings hold unless
 * given anew.
 *
 * @param matrix strengths r >= 0; a 0 is no contact
 * @throws ValueError when a setting is wrong or a strength is negative; the signal's reason when it is aborted beforehand
 * @source Hu, Koren & Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", ICDM 2008
 */
export async function fitAls(matrix: UserItemMatrix, options: AlsOptions = {}): Promise<AlsModel> {
  const { from } = options;
  const settings = alsSettings({ ...from?.settings, ...options }, wasmSimdAvailable());
  if (from !== undefined) requireGrown(matrix, from, settings.factors, from.settings.factors);
  requireValidation(matrix, options.validation);
  options.signal?.throwIfAborted();
  const contacts = positivePairs(matrix);
  const problem = problemOf(contacts);
  const threads = threadsFor(contacts, settings, options.threads);
  const setup = (settings.kernel === "wasm" ? wasmAlsSetup : plainAlsSetup)(problem, settings, threads);
  const kernel = alsKernel(setup, 0);
  kernel.write("items", grownFrom(from?.itemFactors, initialVectors(problem.items.count, settings)));
  if (from !== undefined) {
    kernel.write("users", grownFrom(from.userFactors, new Float32Array(problem.users.count * settings.factors)));
  }
  const team = openTeam(alsTask, setup, { threads });
  try {
    const { state, epochs } = await trainEpochs<Vectors>(
      training({ matrix, contacts, kernel, team, settings }, options),
      options,
    );
    return new AlsModel(state.users, state.items, matrix, settings, epochs);
  } finally {
    await team.close();
  }
}

interface Vectors {
  readonly users: Float32Array;
  readonly items: Float32Array;
}

/** What a sweep needs. */
interface Work {
  readonly matrix: UserItemMatrix;
  /** The matrix without zeros. */
  readonly contacts: UserItemMatrix;
  readonly kernel: AlsKernel;
  readonly team: Team<AlsCommand>;
  readonly settings: AlsSettings;
}

/** A sweep is an epoch. */
function training(work: Work, { validation, signal, trackCost = false }: AlsOptions): EpochTraining<Vectors> {
  const { matrix, contacts, kernel, settings } = work;
  const snapshot = (): Vectors => ({ users: kernel.read("users"), items: kernel.read("items") });
  return {
    task: "ALS",
    epochs: settings.iterations,
    unit: "sweeps",
    async runEpoch(): Promise<Record<string, number> | undefined> {
      if (!(await sweep(work, signal))) return undefined;
      if (!trackCost) return {};
      const { users, items } = snapshot();
      return { cost: implicitCost(contacts, users, items, { ...settings, rank: settings.factors }) };
    },
    snapshot,
    validation: validation && {
      name: "validationNdcg@10",
      better: "higher",
      measure: ({ users, items }) =>
        validationNdcg(new AlsModel(users, items, matrix, settings, 0), matrix, validation),
    },
  };
}

/** Solves all users, then all items. False when it was aborted on the way. */
async function sweep({ contacts, kernel, team }: Work, signal: AbortSignal | undefined): Promise<boolean> {
  const counts = { users: contacts.userCount, items: contacts.itemCount };
  try {
    for (const side of ["users", "items"] as const) {
      await team.run(gramBlocks(counts[otherSide(side)]), { side, step: "gram" }, { signal });
      kernel.finishGram(side);
      await team.run(rowBlocks(counts[side]), { side, step: "solve" }, { signal });
    }
    return true;
  } catch (cause) {
    if (signal?.aborted === true && cause === signal.reason) return false;
    throw cause;
  }
}

/** Multiply-and-add pairs that take about as long as a thread needs to start. */
const WORTH_THREADS = 3e8;

/** As many as wanted, else one where the work is done before others have started. */
function threadsFor(
  { pairCount, userCount, itemCount }: UserItemMatrix,
  settings: AlsSettings,
  wanted?: number,
): number {
  const { factors, iterations, cgSteps } = settings;
  const perSweep = (cgSteps + 1) * factors * (4 * pairCount + factors * (userCount + itemCount));
  return wanted === undefined && perSweep * iterations < WORTH_THREADS ? 1 : threadCount(wanted);
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
