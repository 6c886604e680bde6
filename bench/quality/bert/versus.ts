import { classificationReport, type Interval, pairedBootstrapOf, rocAuc } from "cartwright/evaluation";

/** What one classifier has more than another on the same test rows. */
export interface Versus {
  readonly macroF1: Interval;
  readonly auc: Interval;
}

/**
 * @param targets which of two labels each row has
 * @param ours    the second one's probability
 * @param theirs  by the other classifier
 */
export function versus(targets: readonly number[], ours: readonly number[], theirs: readonly number[]): Versus {
  const lead = (figure: (truth: number[], chances: number[]) => number): Interval => {
    const difference = (rows: Int32Array): number => {
      const truth = at(targets, rows);
      return figure(truth, at(ours, rows)) - figure(truth, at(theirs, rows));
    };
    return pairedBootstrapOf(targets.length, difference, { resamples: 1000 });
  };
  return { macroF1: lead(macroF1Of), auc: lead(rocAuc) };
}

function at(values: readonly number[], rows: Int32Array): number[] {
  return Array.from(rows, (row) => values[row]!);
}

/** When the likelier label is said. */
function macroF1Of(targets: readonly number[], chances: readonly number[]): number {
  const predicted = chances.map((chance) => Number(chance > 0.5));
  return classificationReport(targets, predicted, 2).macro.f1;
}
