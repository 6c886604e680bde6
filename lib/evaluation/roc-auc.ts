import { requireLength, ValueError } from "../contracts";

/**
 * Area under the ROC curve: the probability that a random positive scores above a random negative, ties counting one
 * half. By ranks: (Σ ranks of positives - P(P + 1)/2) / (P · N), with tied scores sharing their mean rank.
 *
 * @param labels 1 for positives, 0 for negatives, length n
 * @param scores higher means more likely positive, length n; ±Infinity is allowed
 * @returns a number in [0, 1]
 * @throws ShapeError when lengths differ; ValueError when a score is NaN, a label is neither 0 nor 1, or one kind is missing
 * @source Hanley & McNeil, "The meaning and use of the area under a ROC curve", Radiology 1982
 */
export function rocAuc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  requireLength("scores", scores.length, labels.length);
  const order = Uint32Array.from({ length: labels.length }, (_, n) => n);
  order.sort((a, b) => (scores[a]! < scores[b]! ? -1 : Number(scores[a]! > scores[b]!)));

  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    let here = 0;
    const score = scores[order[start]!]!;
    if (Number.isNaN(score)) throw new ValueError("scores must not be NaN");
    while (end < order.length && scores[order[end]!] === score) here += requireBinary(labels[order[end++]!]!);
    positives += here;
    rankSum += here * ((start + 1 + end) / 2);
    start = end;
  }
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new ValueError(`labels must hold both kinds, received ${positives} positives and ${negatives} negatives`);
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** The label itself. Throws ValueError unless it is 0 or 1. */
export function requireBinary(label: number): number {
  if (label !== 0 && label !== 1) throw new ValueError(`labels must be 0 or 1, received ${label}`);
  return label;
}
