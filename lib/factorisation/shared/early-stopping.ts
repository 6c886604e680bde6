import { type ProgressListener, requireInteger, requireLength, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";

/** What every model that is trained in epochs takes besides its settings. */
export interface EarlyStoppingOptions {
  /** Data of the same users and items that is not trained on: what was learned at the best epoch on it is kept. */
  readonly validation?: UserItemMatrix;
  /** With `validation`: epochs in a row without a better figure after which training ends; 3 unless given. */
  readonly patience?: number;
  /** Hears of each epoch with its figures: the learning curve. */
  readonly onProgress?: ProgressListener;
  /** Ends training soon after it is aborted: the best epoch (without `validation`: the latest state) is returned. */
  readonly signal?: AbortSignal;
}

/** How a state is judged on validation data. */
export interface ValidationMeasure<State> {
  /** The figure's name in the progress metrics: "validationRmse". */
  readonly name: string;
  /** Whether a better state has the lower or the higher figure. */
  readonly better: "lower" | "higher";
  measure(state: State): number;
}

/** A training by epochs, told apart from what is trained. */
export interface EpochTraining<State> {
  /** What is trained, for people: "SVD". */
  readonly task: string;
  /** Epochs at most. */
  readonly epochs: number;
  /** What an epoch is called, in the plural; "epochs" unless given. */
  readonly unit?: string;
  /** One pass over the data: its figures, or undefined when the signal was aborted on the way. */
  runEpoch(): Promise<Readonly<Record<string, number>> | undefined>;
  /** A copy of what is learned so far, which further epochs do not change. */
  snapshot(): State;
  /** Without it every epoch counts as better than the one before. */
  readonly validation?: ValidationMeasure<State>;
}

/** What a training leaves. */
export interface Trained<State> {
  readonly state: State;
  /** Whole epochs that the state has seen. */
  readonly epochs: number;
}

/**
 * Runs epochs until all are done, the signal is aborted, or the figure on the validation data has not become better for
 * `patience` epochs in a row. Returns the state of the best epoch; without validation, or when no epoch was finished, the
 * latest one, which may hold part of a further epoch. A figure of NaN is never better.
 *
 * @param training what an epoch does, and how its outcome is judged
 * @param options  patience, listener and signal; `validation` itself is read by `training.validation` alone
 * @throws the signal's reason when it is aborted beforehand; ValueError when patience is no whole number of at least 1
 * @source Prechelt, "Early Stopping - But When?", in Neural Networks: Tricks of the Trade, 1998, criterion UP
 */
export async function trainEpochs<State>(
  training: EpochTraining<State>,
  options: EarlyStoppingOptions,
): Promise<Trained<State>> {
  const { task, epochs: total, unit = "epochs", validation } = training;
  const { patience = 3, onProgress, signal } = options;
  requireInteger("patience", patience, 1);
  signal?.throwIfAborted();
  let best: (Trained<State> & { readonly figure: number }) | undefined;
  let done = 0;
  while (done < total && signal?.aborted !== true) {
    const metrics = await training.runEpoch();
    if (metrics === undefined) break;
    done++;
    let judged = metrics;
    if (validation !== undefined) {
      const state = training.snapshot();
      const figure = validation.measure(state);
      judged = { ...metrics, [validation.name]: figure };
      if (isBetter(figure, best?.figure, validation.better)) best = { state, epochs: done, figure };
    }
    onProgress?.({ task, done, total, unit, metrics: judged });
    if (validation !== undefined && done - (best?.epochs ?? 0) >= patience) break;
  }
  return best === undefined ? { state: training.snapshot(), epochs: done } : { state: best.state, epochs: best.epochs };
}

function isBetter(figure: number, best: number | undefined, better: "lower" | "higher"): boolean {
  if (Number.isNaN(figure)) return false;
  if (best === undefined) return true;
  return better === "lower" ? figure < best : figure > best;
}

/**
 * Checks that validation data fits the training matrix.
 *
 * @throws ShapeError when it has other users or items; ValueError when it is empty
 */
export function requireValidation(matrix: UserItemMatrix, validation: UserItemMatrix | undefined): void {
  if (validation === undefined) return;
  requireLength("users of validation", validation.userCount, matrix.userCount);
  requireLength("items of validation", validation.itemCount, matrix.itemCount);
  if (validation.pairCount === 0) throw new ValueError("validation must hold at least one pair, received none");
}
