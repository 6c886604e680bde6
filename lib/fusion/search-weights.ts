import { type ProgressListener, requireInteger, requirePositive, silent, ValueError } from "../contracts";

/** What {@link searchWeights} needs. */
export interface WeightSearchOptions {
  /** Number of weights. */
  readonly count: number;
  /**
   * How good these weights are, higher is better: a figure measured on a validation period that neither the parts were
   * fitted on nor the final test uses.
   */
  readonly objective: (weights: Float64Array) => number | Promise<number>;
  /** How much weight a move carries over, largest first; [0.25, 0.125, 0.0625] unless given. */
  readonly steps?: readonly number[];
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** One try of {@link searchWeights}. */
export interface WeightTrial {
  readonly weights: Float64Array;
  readonly value: number;
}

/** The best weights, and the whole way to them. */
export interface WeightSearchResult extends WeightTrial {
  /** Every set of weights that was measured, in order: at least one for each part alone. */
  readonly trials: readonly WeightTrial[];
}

/**
 * Looks for the weights, at least 0 and summing to 1, that make a figure largest.
 *
 * It measures each part alone and all parts alike, starts from the best of these, and then moves weight from one part to
 * another, pair by pair, taking every move that helps, until none does; then the same with the next smaller step. The
 * answer is never worse than the best single part. It is a local best, found in the same way every time.
 *
 * @throws ValueError when an option is out of range or the objective gives NaN; the signal's reason when it is aborted
 */
export async function searchWeights(options: WeightSearchOptions): Promise<WeightSearchResult> {
  const { count, steps = [0.25, 0.125, 0.0625], onProgress = silent } = options;
  requireInteger("count", count, 1);
  for (const step of steps) requirePositive("steps", step);
  const trials = new Trials(options, onProgress);

  let best = await trials.measure(new Float64Array(count).fill(1 / count));
  for (let alone = 0; alone < count; alone++) {
    const corner = new Float64Array(count);
    corner[alone] = 1;
    best = better(best, await trials.measure(corner));
  }
  for (const step of steps) best = await climb(best, step, trials);
  return { ...best, trials: trials.made };
}

/** Takes helpful moves of one size until a whole round over the pairs finds none. */
async function climb(start: WeightTrial, step: number, trials: Trials): Promise<WeightTrial> {
  let best = start;
  for (let moved = true; moved;) {
    moved = false;
    for (let from = 0; from < best.weights.length; from++) {
      for (let to = 0; to < best.weights.length; to++) {
        if (from === to || best.weights[from] === 0) continue;
        const trial = await trials.measure(carry(best.weights, from, to, step));
        if (trial.value <= best.value) continue;
        best = trial;
        moved = true;
      }
    }
  }
  return best;
}

function carry(weights: Float64Array, from: number, to: number, step: number): Float64Array {
  const next = weights.slice();
  const amount = Math.min(step, next[from]!);
  next[from]! -= amount;
  next[to]! += amount;
  return next;
}

function better(a: WeightTrial, b: WeightTrial): WeightTrial {
  return b.value > a.value ? b : a;
}

/** Measures weights, each set once. */
class Trials {
  readonly made: WeightTrial[] = [];
  private readonly known = new Map<string, WeightTrial>();

  constructor(
    private readonly options: WeightSearchOptions,
    private readonly onProgress: ProgressListener,
  ) {}

  async measure(weights: Float64Array): Promise<WeightTrial> {
    // Moves there and back differ in the last digits.
    const key = Array.from(weights, (weight) => weight.toFixed(9)).join(" ");
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.options.signal?.throwIfAborted();
    const value = await this.options.objective(weights.slice());
    if (Number.isNaN(value)) throw new ValueError(`the objective must give a number, received NaN for weights ${key}`);
    const trial = { weights, value };
    this.known.set(key, trial);
    this.made.push(trial);
    const done = this.made.length;
    this.onProgress({ task: "fusion weights", done, unit: done === 1 ? "trial" : "trials", metrics: { value } });
    return trial;
  }
}
