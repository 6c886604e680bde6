import { requireInteger, requireLength, ValueError } from "../contracts";

/** How well one class was found. */
export interface ClassFigures {
  /** Share of the predictions of this class that are right; 0 when it was never predicted. */
  readonly precision: number;
  /** Share of this class that was found; 0 when it never occurs. */
  readonly recall: number;
  /** Harmonic mean of both: 2TP / (2TP + FP + FN); 0 when there is neither truth nor prediction. */
  readonly f1: number;
  /** How often the class occurs. */
  readonly support: number;
}

/** Figures of a classifier that names one class for each case. */
export interface ClassificationReport {
  /** Share of cases predicted right. */
  readonly accuracy: number;
  /** [classes] figures of each class. */
  readonly classes: readonly ClassFigures[];
  /** Means over the classes that occur or were predicted, each class counting alike. */
  readonly macro: { readonly precision: number; readonly recall: number; readonly f1: number };
  /** Counts, row-major [classes x classes]: truth in rows, prediction in columns. */
  readonly confusion: Uint32Array;
}

/**
 * Accuracy, and precision, recall and F1 of each class and in the macro mean. A figure whose denominator is 0 is 0.
 *
 * @param actual     true class of each case, whole numbers below classCount, length n of at least 1
 * @param predicted  predicted class of each case, length n
 * @param classCount number of classes
 * @throws ShapeError when lengths differ; ValueError when there is no case or a class is out of range
 */
export function classificationReport(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount: number,
): ClassificationReport {
  const confusion = confusionMatrix(actual, predicted, classCount);
  const classes: ClassFigures[] = [];
  let right = 0;
  let present = 0;
  const macro = { precision: 0, recall: 0, f1: 0 };
  for (let c = 0; c < classCount; c++) {
    const hit = confusion[c * classCount + c]!;
    let support = 0;
    let named = 0;
    for (let other = 0; other < classCount; other++) {
      support += confusion[c * classCount + other]!;
      named += confusion[other * classCount + c]!;
    }
    const figures = {
      precision: share(hit, named),
      recall: share(hit, support),
      f1: share(2 * hit, named + support),
      support,
    };
    classes.push(figures);
    right += hit;
    if (named + support === 0) continue;
    present++;
    macro.precision += figures.precision;
    macro.recall += figures.recall;
    macro.f1 += figures.f1;
  }
  return {
    accuracy: right / actual.length,
    classes,
    macro: { precision: macro.precision / present, recall: macro.recall / present, f1: macro.f1 / present },
    confusion,
  };
}

/**
 * How often class r (row) was taken for class c (column), row-major [classCount x classCount].
 *
 * @throws ShapeError when lengths differ; ValueError when there is no case or a class is out of range
 */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount: number,
): Uint32Array {
  requireInteger("classCount", classCount, 1);
  requireLength("predicted", predicted.length, actual.length);
  if (actual.length === 0) throw new ValueError("actual must hold at least one case, received none");
  const confusion = new Uint32Array(classCount * classCount);
  for (let n = 0; n < actual.length; n++) {
    requireClass("actual", actual[n]!, classCount);
    requireClass("predicted", predicted[n]!, classCount);
    confusion[actual[n]! * classCount + predicted[n]!]!++;
  }
  return confusion;
}

function requireClass(name: string, value: number, classCount: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= classCount) {
    throw new ValueError(`${name} must hold classes from 0 to ${classCount - 1}, received ${value}`);
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
