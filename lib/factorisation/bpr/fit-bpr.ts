import { Pace } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import { BprModel } from "./bpr-model";
import { type BprOptions, bprSettings, type BprSettings } from "./bpr-options";
import { bprStep, type BprVectors } from "./bpr-step";
import { NegativeSampler, popularityOf } from "./negative-sampler";
import { positivePairs } from "../shared/positive-pairs";

/** Steps between two looks at the clock. */
const STEPS_PER_LOOK = 4096;

/**
 * Bayesian personalised ranking: taste vectors and item biases that rank what a user has above what the user does not
 * have. Stochastic gradient ascent on Σ ln σ(x_ui − x_uj) − λ/2 ‖θ‖²: each step draws a pair (u, i) of the matrix and an
 * item j that u does not have. The size of a value says nothing; a 0 is no contact.
 *
 * Users without a contact have zero vectors and are shown items by bias, which is popularity; items without a contact
 * start at zero, and "uniform" negatives push them down. A user who has nearly all items that are drawn gets no
 * counterpart in a hundred draws: the pair is skipped and counted. Vectors are float32. The same matrix and settings give the same model on every machine. Where the signal is aborted, the model
 * so far is returned and `model.epochs` says how many whole epochs it has seen.
 *
 * @param matrix values >= 0
 * @throws ValueError when a setting is wrong or a value negative; the signal's reason when it is aborted beforehand
 * @source Rendle, Freudenthaler, Gantner & Schmidt-Thieme, "BPR: Bayesian Personalized Ranking from Implicit Feedback",
 *         UAI 2009
 */
export async function fitBpr(matrix: UserItemMatrix, options: BprOptions = {}): Promise<BprModel> {
  const settings = bprSettings(options);
  options.signal?.throwIfAborted();
  const contacts = positivePairs(matrix);
  const vectors = initialVectors(contacts, settings);
  const epochs = contacts.pairCount === 0 ? settings.epochs : await train(contacts, vectors, settings, options);
  return new BprModel(vectors, matrix, settings, epochs);
}

/** Runs the epochs; returns how many were finished. */
async function train(
  matrix: UserItemMatrix,
  vectors: BprVectors<Float32Array>,
  settings: BprSettings,
  { onProgress, signal }: BprOptions,
): Promise<number> {
  const pace = new Pace();
  const random = new Random(settings.seed).split("bpr pairs");
  const epoch = new Epoch(matrix, vectors, settings);
  for (let done = 0; done < settings.epochs; done++) {
    epoch.restart();
    for (let step = 0; step < matrix.pairCount; step += STEPS_PER_LOOK) {
      epoch.run(Math.min(STEPS_PER_LOOK, matrix.pairCount - step), random);
      if (pace.isDue()) await pace.rest();
      if (signal?.aborted) return done;
    }
    onProgress?.({ task: "BPR", done: done + 1, total: settings.epochs, unit: "epochs", metrics: epoch.metrics() });
  }
  return settings.epochs;
}

/** Draws and steps, and counts how they went. */
class Epoch {
  private readonly owners: Uint32Array;
  private readonly sampler: NegativeSampler;
  private correct = 0;
  private steps = 0;
  private skipped = 0;

  constructor(
    private readonly matrix: UserItemMatrix,
    private readonly vectors: BprVectors<Float32Array>,
    private readonly settings: BprSettings,
  ) {
    this.owners = ownersOf(matrix);
    this.sampler = new NegativeSampler(popularityOf(matrix), settings.negatives);
  }

  restart(): void {
    this.correct = this.steps = this.skipped = 0;
  }

  /** Draws so many pairs and takes a step for each that has a counterpart. */
  run(count: number, random: Random): void {
    const { matrix, owners, vectors, settings } = this;
    let user = 0;
    const has = (item: number): boolean => rowHas(matrix, user, item);
    for (let n = 0; n < count; n++) {
      const pair = random.integer(owners.length);
      user = owners[pair]!;
      const other = this.sampler.sample(has, random);
      if (other < 0) {
        this.skipped++;
        continue;
      }
      this.steps++;
      if (bprStep(vectors, user, matrix.items[pair]!, other, settings) > 0) this.correct++;
    }
  }

  /** Shares of the epoch's draws: ranked rightly among those that had a counterpart, and without one among all. */
  metrics(): Record<string, number> {
    const { correct, steps, skipped } = this;
    return { correct: steps === 0 ? 0 : correct / steps, skipped: skipped / (steps + skipped) };
  }
}

/** Which user each pair belongs to. */
function ownersOf({ userCount, rowStarts, pairCount }: UserItemMatrix): Uint32Array {
  const owners = new Uint32Array(pairCount);
  for (let user = 0; user < userCount; user++) owners.fill(user, rowStarts[user], rowStarts[user + 1]);
  return owners;
}

/** Whether a row holds an item, by binary search. */
function rowHas({ rowStarts, items }: UserItemMatrix, user: number, item: number): boolean {
  const end = rowStarts[user + 1]!;
  let low = rowStarts[user]!;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle]! < item) low = middle + 1;
    else high = middle;
  }
  return low < end && items[low] === item;
}

/** Uniform in ±1/(2·factors), so that first margins are far below 1; zeros where there is no contact to learn from. */
function initialVectors(matrix: UserItemMatrix, { factors, seed }: BprSettings): BprVectors<Float32Array> {
  const random = new Random(seed);
  const popularity = popularityOf(matrix);
  const vectors = (count: number, label: string, isKnown: (row: number) => boolean): Float32Array => {
    const stream = random.split(label);
    const all = new Float32Array(count * factors).map(() => (stream.next() - 0.5) / factors);
    for (let row = 0; row < count; row++) if (!isKnown(row)) all.fill(0, row * factors, (row + 1) * factors);
    return all;
  };
  return {
    factors,
    users: vectors(matrix.userCount, "bpr users", (user) => matrix.rowStarts[user]! < matrix.rowStarts[user + 1]!),
    items: vectors(matrix.itemCount, "bpr items", (item) => popularity[item]! > 0),
    biases: new Float32Array(matrix.itemCount),
  };
}
