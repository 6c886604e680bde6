import { classificationReport, rocAuc } from "cartwright/evaluation";
import type { Labelled } from "./labelled-set";

/** How good a classifier is on a test set. */
export interface Figures {
  readonly accuracy: number;
  readonly macroF1: number;
  /** For two labels. */
  readonly auc?: number;
  /** For two labels: the second one's probability for each test row. */
  readonly chances?: readonly number[];
}

/** The figures of [texts × labels] probabilities. */
export function figuresOf({ targets }: Labelled, probabilities: ArrayLike<number>, labels: number): Figures {
  const predicted = targets.map((_, row) => {
    const own = Array.from({ length: labels }, (_unused, label) => probabilities[row * labels + label]!);
    return own.indexOf(Math.max(...own));
  });
  const { accuracy, macro } = classificationReport(targets, predicted, labels);
  if (labels !== 2 || new Set(targets).size < 2) return { accuracy, macroF1: macro.f1 };
  const chances = targets.map((_, row) => probabilities[row * 2 + 1]!);
  return { accuracy, macroF1: macro.f1, auc: rocAuc(targets, chances), chances };
}
