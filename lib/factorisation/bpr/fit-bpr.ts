import { Pace, ValueError } from "../../contracts";
import { positivePairs, type UserItemMatrix } from "../../interactions";
import { Random, type Xoshiro128State } from "../../random";
import { requireValidation, trainEpochs } from "../shared/early-stopping";
import { grownFrom, requireGrown } from "../shared/grown-matrix";
import { validationNdcg } from "../shared/validation-ndcg";
import { type BprKernel, PlainBprKernel } from "./bpr-kernel";
import { BprModel } from "./bpr-model";
import { type BprOptions, bprSettings, type BprSettings } from "./bpr-options";
import type { BprVectors } from "./bpr-step";
import { bprWasmAvailable, WasmBprKernel } from "./bpr-wasm-kernel";

/** Steps between two looks at the clock. */
const STEPS_PER_LOOK = 4096;

/**
 * Bayesian personalised ranking: taste vectors and item biases that rank what a user has above what the user does not
 * have. Stochastic gradient ascent on Σ ln σ(x_ui − x_uj) − λ/2 ‖θ‖²: each step draws a pair (u, i) of the matrix and an
 * item j that u does not have. An epoch draws every pair once, in an order of its own, where the paper draws with
 * replacement. The size of a value says nothing; a 0 is no contact.
 *
 * Users without a contact have zero vectors and are shown items by bias, which is popularity; items without a contact
 * start at zero, and "uniform" negatives push them down. A user who has nearly all items that are drawn gets no
 * counterpart in a hundred draws (setting `tries`): the pair is skipped and counted. Vectors are float32. The same matrix, settings and kernel
 * give the same model on every machine. Where the signal is aborted, the model so far is returned (with validation: the
 * best so far) and `model.epochs` says how many whole epochs it has seen.
 * With `from`, training goes on from an earlier model on a matrix that holds its contacts and more; its settings hold
 * unless given anew.
 *
 * @param matrix values >= 0
 * @throws ValueError when a setting is wrong, a value negative, or the steps were too long and the numbers left all
 *         bounds; ShapeError when validation has other users or items; the signal's reason when it is aborted beforehand
 * @source Rendle, Freudenthaler, Gantner & Schmidt-Thieme, "BPR: Bayesian Personalized Ranking from Implicit Feedback",
 *         UAI 2009
 */
export async function fitBpr(matrix: UserItemMatrix, options: BprOptions = {}): Promise<BprModel> {
  const { validation, signal, from } = options;
  const settings = bprSettings({ ...from?.settings, ...options }, bprWasmAvailable());
  if (from !== undefined) requireGrown(matrix, from, settings.factors, from.settings.factors);
  const relevant = validation && positivePairs(validation);
  requireValidation(matrix, relevant);
  signal?.throwIfAborted();
  const contacts = positivePairs(matrix);
  const start = initialVectors(contacts, settings);
  for (const side of ["users", "items", "biases"] as const) grownFrom(from?.vectors[side], start[side]);
  if (contacts.pairCount === 0) return new BprModel(start, matrix, settings, settings.epochs);
  const Kernel = settings.kernel === "wasm" ? WasmBprKernel : PlainBprKernel;
  const kernel = new Kernel(start, contacts, settings, drawState(settings));
  const modelOf = (vectors: BprVectors<Float32Array>, epochs: number): BprModel =>
    new BprModel(vectors, matrix, settings, epochs);
  const { state, epochs } = await trainEpochs<BprVectors<Float32Array>>(
    {
      task: "BPR",
      epochs: settings.epochs,
      runEpoch: () => runEpoch(kernel, contacts.pairCount, signal),
      snapshot: () => requireBounded(kernel.read(), settings),
      validation: relevant && {
        name: "validationNdcg@10",
        better: "higher",
        measure: (vectors) => validationNdcg(modelOf(vectors, 0), contacts, relevant),
      },
    },
    options,
  );
  return modelOf(state, epochs);
}

/** Draws every pair once; returns how they went, or undefined when it was stopped on the way. */
async function runEpoch(
  kernel: BprKernel,
  pairCount: number,
  signal: AbortSignal | undefined,
): Promise<{ correct: number; skipped: number } | undefined> {
  const pace = new Pace();
  for (let done = 0; done < pairCount; done += STEPS_PER_LOOK) {
    kernel.run(Math.min(STEPS_PER_LOOK, pairCount - done));
    if (pace.isDue()) await pace.rest();
    if (signal?.aborted === true) return undefined;
  }
  const { correct, steps, skipped } = kernel.takeCounts();
  return { correct: steps === 0 ? 0 : correct / steps, skipped: skipped / (steps + skipped) };
}

/** Where the stream of draws begins: four words, with which every kernel's generator starts. */
function drawState({ seed }: BprSettings): Xoshiro128State {
  const random = new Random(seed).split("bpr pairs");
  const word = (): number => random.integer(2 ** 32);
  return [word(), word(), word(), word()];
}

function requireBounded(vectors: BprVectors<Float32Array>, { learningRate }: BprSettings): BprVectors<Float32Array> {
  const isBounded = [vectors.users, vectors.items, vectors.biases].every((side) => side.every(Number.isFinite));
  if (isBounded) return vectors;
  throw new ValueError(`learningRate must be small enough for the vectors to stay finite, received ${learningRate}`);
}

/** Uniform in ±1/(2·factors), so that first margins are far below 1; zeros where there is no contact to learn from. */
function initialVectors(matrix: UserItemMatrix, { factors, seed }: BprSettings): BprVectors<Float32Array> {
  const random = new Random(seed);
  const isHad = new Uint8Array(matrix.itemCount);
  for (const item of matrix.items) isHad[item] = 1;
  const vectors = (count: number, label: string, isKnown: (row: number) => boolean): Float32Array => {
    const stream = random.split(label);
    const all = new Float32Array(count * factors).map(() => (stream.next() - 0.5) / factors);
    for (let row = 0; row < count; row++) if (!isKnown(row)) all.fill(0, row * factors, (row + 1) * factors);
    return all;
  };
  return {
    factors,
    users: vectors(matrix.userCount, "bpr users", (user) => matrix.rowStarts[user]! < matrix.rowStarts[user + 1]!),
    items: vectors(matrix.itemCount, "bpr items", (item) => isHad[item] === 1),
    biases: new Float32Array(matrix.itemCount),
  };
}
