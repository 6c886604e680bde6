import { requireInteger, requireOneOf, requirePositive } from "../../contracts";
import { type FeatureRows, type FitRows, predictionsOf, requireLabelledRows, type RowModel } from "../rows";
import { normalise } from "./ada-boost";

/** How an error counts, as a share e of the largest: e, e² or 1 - exp(-e). */
export type R2Loss = "linear" | "square" | "exponential";

/** What {@link fitAdaBoostR2} takes. */
export interface AdaBoostR2Options {
  /** The weak learner; it must heed the weights. */
  readonly fit: FitRows;
  /** Rounds at most; 50 unless given. */
  readonly rounds?: number;
  /** 1 unless given. */
  readonly learningRate?: number;
  /** "linear" unless given. */
  readonly loss?: R2Loss;
  readonly signal?: AbortSignal;
}

/** Regressors whose weighted median is the answer. */
export class AdaBoostR2Model implements RowModel {
  /**
   * @param models in the order of training, at least one
   * @param voices weight of each in the median, above 0
   */
  constructor(
    readonly models: readonly RowModel[],
    readonly voices: Float64Array,
  ) {}

  /** For each row the smallest prediction at which half of all voices are reached. */
  predict(features: FeatureRows): Float64Array {
    const said = this.models.map((model) => predictionsOf(model, features));
    const half = this.voices.reduce((sum, voice) => sum + voice, 0) / 2;
    return Float64Array.from({ length: features.rows }, (_, row) => {
      const order = said.map((_values, n) => n).sort((a, b) => said[a]![row]! - said[b]![row]!);
      let reached = 0;
      const at = order.find((n) => (reached += this.voices[n]!) >= half);
      return said[at ?? order.at(-1)!]![row]!;
    });
  }
}

/**
 * AdaBoost.R2, for numbers: each learner heeds most the rows that those before it missed most. With errors as shares of
 * the largest, a learner with weighted mean loss L < ½ gets β = L / (1 - L), the voice ln(1 / β), and the weight of a row
 * with loss l is multiplied by β^(1 - l).
 *
 * Drucker draws rows by weight; here the learner is given the weights, which is the same on average and without chance.
 * It ends early where a learner makes no error (it stays) or L reaches ½ (it is dropped, unless it is the first).
 *
 * @param features at least one row
 * @param targets  [rows]
 * @throws ShapeError, ValueError when an argument does not fit; the signal's reason when it is aborted
 * @source Drucker, "Improving Regressors using Boosting Techniques", ICML 1997
 */
export async function fitAdaBoostR2(
  features: FeatureRows,
  targets: ArrayLike<number>,
  { fit, rounds = 50, learningRate = 1, loss = "linear", signal }: AdaBoostR2Options,
): Promise<AdaBoostR2Model> {
  requireLabelledRows(features, targets);
  requireInteger("rounds", rounds, 1);
  requirePositive("learningRate", learningRate);
  requireOneOf("loss", loss, ["linear", "square", "exponential"]);
  const wanted = Float64Array.from(targets);
  const weights = new Float64Array(features.rows).fill(1 / features.rows);
  const models: RowModel[] = [];
  const voices: number[] = [];
  for (let round = 0; round < rounds; round++) {
    signal?.throwIfAborted();
    const model = await fit(features, wanted, weights.slice());
    const losses = lossesOf(predictionsOf(model, features), wanted, loss);
    const mean = losses.reduce((sum, one, row) => sum + one * weights[row]!, 0);
    if (mean >= 0.5 && models.length > 0) break;
    models.push(model);
    voices.push(mean <= 0 || mean >= 0.5 ? 1 : learningRate * Math.log((1 - mean) / mean));
    if (mean <= 0 || mean >= 0.5) break;
    const beta = mean / (1 - mean);
    for (let row = 0; row < weights.length; row++) weights[row]! *= beta ** ((1 - losses[row]!) * learningRate);
    normalise(weights);
  }
  return new AdaBoostR2Model(models, Float64Array.from(voices));
}

function lossesOf(predicted: Float64Array, wanted: Float64Array, loss: R2Loss): Float64Array {
  const errors = predicted.map((value, row) => Math.abs(value - wanted[row]!));
  const largest = errors.reduce((most, error) => Math.max(most, error), 0);
  if (largest === 0) return errors;
  return errors.map((error) => {
    const share = error / largest;
    if (loss === "linear") return share;
    return loss === "square" ? share ** 2 : 1 - Math.exp(-share);
  });
}
