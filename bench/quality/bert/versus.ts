import { classificationReport, type Interval, rocAuc } from "cartwright/evaluation";
import { Random } from "cartwright/random";

const RESAMPLES = 1000;

/** What one classifier has more than another on the same test rows. */
export interface Versus {
  readonly macroF1: Interval;
  readonly auc: Interval;
}

/**
 * Draws the test rows anew, with replacement and the same for both, and compares each time (Efron & Tibshirani 1993,
 * percentile intervals).
 *
 * @param targets which of two labels each row has
 * @param ours    the second one's probability
 * @param theirs  by the other classifier
 */
export function versus(targets: readonly number[], ours: readonly number[], theirs: readonly number[]): Versus {
  const random = new Random(1);
  const macroF1: number[] = [];
  const auc: number[] = [];
  for (let n = 0; n < RESAMPLES; n++) {
    const rows = targets.map(() => random.integer(targets.length));
    const drawn = (all: readonly number[]): number[] => rows.map((row) => all[row]!);
    const [truth, own, other] = [drawn(targets), drawn(ours), drawn(theirs)];
    macroF1.push(macroF1Of(truth, own) - macroF1Of(truth, other));
    auc.push(rocAuc(truth, own) - rocAuc(truth, other));
  }
  return {
    macroF1: middle(macroF1Of(targets, ours) - macroF1Of(targets, theirs), macroF1),
    auc: middle(rocAuc(targets, ours) - rocAuc(targets, theirs), auc),
  };
}

/** When the likelier label is said. */
function macroF1Of(targets: readonly number[], chances: readonly number[]): number {
  const predicted = chances.map((chance) => Number(chance > 0.5));
  return classificationReport(targets, predicted, 2).macro.f1;
}

function middle(difference: number, resampled: number[]): Interval {
  const sorted = resampled.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;
  return { difference, low: at(0.025), high: at(0.975) };
}
