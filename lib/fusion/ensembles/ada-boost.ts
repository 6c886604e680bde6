import { requireIndex, requireInteger, requirePositive, ValueError } from "../../contracts";
import { type FeatureRows, type FitRows, predictionsOf, requireLabelledRows, type RowModel } from "../rows";

/** What {@link fitSamme} takes. */
export interface SammeOptions {
  /** The weak learner: its predictions are class numbers, and it must heed the weights. */
  readonly fit: FitRows;
  /** Rounds at most; 50 unless given. */
  readonly rounds?: number;
  /** What each voice is multiplied by; 1 unless given. */
  readonly learningRate?: number;
  readonly signal?: AbortSignal;
}

/** Weak classifiers that vote, each with its own voice. */
export class SammeModel implements RowModel {
  /**
   * @param classes number of classes
   * @param models  in the order of training
   * @param voices  how much each one's vote counts
   * @param errors  weighted error of each in training
   */
  constructor(
    readonly classes: number,
    readonly models: readonly RowModel[],
    readonly voices: Float64Array,
    readonly errors: Float64Array,
  ) {}

  /** Sums of the voices for each class, divided by their total: [rows × classes], each row sums to 1. */
  votes(features: FeatureRows): Float64Array {
    const votes = new Float64Array(features.rows * this.classes);
    const total = this.voices.reduce((sum, voice) => sum + voice, 0);
    this.models.forEach((model, n) => {
      classesOf(model, features, this.classes).forEach((one, row) => {
        votes[row * this.classes + one]! += this.voices[n]! / total;
      });
    });
    return votes;
  }

  /** The class with the most votes; the lower number among equals. */
  predict(features: FeatureRows): Float64Array {
    const votes = this.votes(features);
    return Float64Array.from({ length: features.rows }, (_, row) => {
      const own = votes.subarray(row * this.classes, (row + 1) * this.classes);
      return own.reduce((best, vote, one) => (vote > own[best]! ? one : best), 0);
    });
  }
}

/**
 * AdaBoost for any number of classes (SAMME), over whatever weak learner is handed in. A learner with weighted error e
 * speaks with ln((1 - e) / e) + ln(K - 1), and the weights of the rows that it got wrong are multiplied by the
 * exponential of that. With two classes it is AdaBoost itself (Freund & Schapire 1997).
 *
 * It ends early where a learner makes no error (it stays, with voice 1) or does no better than guessing (it is dropped).
 *
 * @param features at least one row
 * @param targets  [rows] class numbers 0, 1, ..., of which at least two occur
 * @throws ShapeError, ValueError when an argument does not fit, or the very first learner does no better than guessing;
 *         the signal's reason when it is aborted
 * @source Zhu, Zou, Rosset & Hastie, "Multi-class AdaBoost", Statistics and Its Interface 2, 2009, algorithm 2
 */
export async function fitSamme(
  features: FeatureRows,
  targets: ArrayLike<number>,
  { fit, rounds = 50, learningRate = 1, signal }: SammeOptions,
): Promise<SammeModel> {
  requireLabelledRows(features, targets);
  requireInteger("rounds", rounds, 1);
  requirePositive("learningRate", learningRate);
  const wanted = Float64Array.from(targets);
  const classes = countClasses(wanted);
  const weights = new Float64Array(features.rows).fill(1 / features.rows);
  const models: RowModel[] = [];
  const [voices, errors] = [[] as number[], [] as number[]];
  for (let round = 0; round < rounds; round++) {
    signal?.throwIfAborted();
    const model = await fit(features, wanted, weights.slice());
    const wrong = classesOf(model, features, classes).map((one, row) => Number(one !== wanted[row]));
    const error = wrong.reduce((sum, miss, row) => sum + miss * weights[row]!, 0);
    if (error >= 1 - 1 / classes) break;
    models.push(model);
    errors.push(error);
    voices.push(error <= 0 ? 1 : learningRate * (Math.log((1 - error) / error) + Math.log(classes - 1)));
    if (error <= 0) break;
    for (let row = 0; row < weights.length; row++) if (wrong[row] === 1) weights[row]! *= Math.exp(voices.at(-1)!);
    normalise(weights);
  }
  if (models.length === 0) throw new ValueError("fit must give a learner better than guessing, the first is not");
  return new SammeModel(classes, models, Float64Array.from(voices), Float64Array.from(errors));
}

/** Divides weights by their sum. */
export function normalise(weights: Float64Array): void {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  for (let row = 0; row < weights.length; row++) weights[row]! /= sum;
}

function countClasses(targets: Float64Array): number {
  const classes = 1 + targets.reduce((most, one) => Math.max(most, one), 0);
  const met = new Set(targets);
  for (const one of met) requireIndex("targets", one, classes);
  if (met.size < 2) throw new ValueError("targets must hold at least two classes, received one");
  return classes;
}

function classesOf(model: RowModel, features: FeatureRows, classes: number): Float64Array {
  const predicted = predictionsOf(model, features);
  for (const one of predicted) requireIndex("predictions of the weak learner", one, classes);
  return predicted;
}
