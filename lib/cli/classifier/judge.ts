import { classificationReport, logLossMulticlass, rocAuc } from "../../evaluation";

/**
 * Figures of a classifier: accuracy, the macro mean of F1, the mean log loss, and for two labels the area under the ROC
 * curve of the second, where both occur.
 *
 * @param targets       true label of each text
 * @param probabilities [texts × labels]
 * @param labels        how many
 */
export function judgeClassifier(
  targets: readonly number[],
  probabilities: Float32Array,
  labels: number,
): Record<string, number> {
  const { accuracy, macro } = classificationReport(targets, mostLikely(probabilities, labels), labels);
  const figures = { accuracy, macroF1: macro.f1, logLoss: logLossMulticlass(targets, probabilities, labels) };
  if (labels !== 2 || new Set(targets).size < 2) return figures;
  const second = targets.map((_, row) => probabilities[row * 2 + 1]!);
  return { ...figures, auc: rocAuc(targets, second) };
}

/** [texts] the label with the highest probability; the first of equals. */
export function mostLikely(probabilities: Float32Array, labels: number): Uint32Array {
  return Uint32Array.from({ length: probabilities.length / labels }, (_, row) => {
    let best = 0;
    for (let label = 1; label < labels; label++) {
      if (probabilities[row * labels + label]! > probabilities[row * labels + best]!) best = label;
    }
    return best;
  });
}
