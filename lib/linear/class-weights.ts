import { requirePositive, ValueError } from "../contracts";
import type { ClassIndex, Label } from "./class-labels";

/**
 * Weights that let every class speak with one voice: total / (classes · total of the class).
 *
 * @param indices [cases] class of each case, from 0
 * @param classes how many classes there are
 * @param sampleWeights [cases] weight of each case
 * @returns [classes]
 * @throws ValueError when all cases of a class weigh 0, naming the class
 */
export function balancedClassWeights(indices: Uint32Array, classes: number, sampleWeights: Float64Array): Float64Array {
  const totals = classTotals(indices, classes, sampleWeights);
  const total = totals.reduce((sum, weight) => sum + weight, 0);
  return totals.map((weight) => total / (classes * weight));
}

function classTotals(indices: Uint32Array, classes: number, sampleWeights: Float64Array): Float64Array {
  const totals = new Float64Array(classes);
  for (let i = 0; i < indices.length; i++) totals[indices[i]!]! += sampleWeights[i]!;
  const silent = totals.indexOf(0);
  if (silent >= 0) throw new ValueError(`every class must have weight, all cases of class ${silent} weigh 0`);
  return totals;
}

/**
 * The weight of each case: its own times that of its class.
 *
 * @param classWeights "balanced", or weights by label (1 for labels that are not named); undefined for 1 each
 * @throws ValueError when a label does not occur, a weight is not above 0, or a class has no weight
 */
export function caseWeights<L extends Label>(
  { classes, indices }: ClassIndex<L>,
  sampleWeights: Float64Array,
  classWeights: "balanced" | ReadonlyMap<L, number> | undefined,
): Float64Array {
  const balanced = balancedClassWeights(indices, classes.length, sampleWeights);
  if (classWeights === undefined) return sampleWeights;
  const byClass = classWeights === "balanced" ? balanced : namedWeights(classes, classWeights);
  return sampleWeights.map((weight, i) => weight * byClass[indices[i]!]!);
}

function namedWeights<L extends Label>(classes: readonly L[], weights: ReadonlyMap<L, number>): Float64Array {
  for (const [label, weight] of weights) {
    requirePositive(`classWeights of ${JSON.stringify(label)}`, weight);
    if (!classes.includes(label)) {
      throw new ValueError(`classWeights must name labels that occur, received ${JSON.stringify(label)}`);
    }
  }
  return Float64Array.from(classes, (label) => weights.get(label) ?? 1);
}
