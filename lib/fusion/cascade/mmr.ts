import { requireInteger, requireProbability, ValueError } from "../../contracts";
import { type RankedList, rankedList } from "../../ranking";
import { scaleScores } from "../score-scaling";

/** What {@link maximalMarginalRelevance} takes. */
export interface DiversityOptions {
  /** How alike two items are, 1 for the same and 0 for unrelated. */
  readonly similarity: (a: number, b: number) => number;
  /** Share of relevance; 1 is the plain order, 0 looks at sameness alone. 0.7 unless given. */
  readonly lambda?: number;
  /** Length of the new list; all items unless given. The work is k times the length of the list. */
  readonly k?: number;
}

/**
 * Maximal marginal relevance: takes again and again the item with the largest
 * λ · relevance - (1 - λ) · max similarity to what was taken, with the list's scores brought to [0, 1] (min-max; all 1
 * where they are equal). Equal values are taken in the order of the list.
 *
 * @param list best first
 * @returns the new list; its scores are the values above, which never rise (as long as similarities are at least 0)
 * @throws ValueError when an option is out of range or a similarity is NaN
 * @source Carbonell & Goldstein, "The Use of MMR, Diversity-Based Reranking", SIGIR 1998
 */
export function maximalMarginalRelevance(
  { items, scores }: RankedList,
  { similarity, lambda = 0.7, k = items.length }: DiversityOptions,
): RankedList {
  requireProbability("lambda", lambda);
  requireInteger("k", k);
  const length = Math.min(k, items.length);
  const relevance = relevanceOf(scores);
  const nearest = new Float64Array(items.length);
  const left = Array.from(items, (_, place) => place);
  const [chosen, values] = [new Uint32Array(length), new Float32Array(length)];
  const valueOf = (place: number): number => lambda * relevance[place]! - (1 - lambda) * nearest[place]!;
  for (let n = 0; n < length; n++) {
    let best = 0;
    for (let at = 1; at < left.length; at++) if (valueOf(left[at]!) > valueOf(left[best]!)) best = at;
    const [place] = left.splice(best, 1);
    chosen[n] = items[place!]!;
    values[n] = valueOf(place!);
    if (lambda === 1) continue;
    for (const other of left) {
      const alike = similarity(items[other]!, items[place!]!);
      if (Number.isNaN(alike)) throw new ValueError(`similarity must be a number, received NaN for ${items[other]}`);
      if (alike > nearest[other]!) nearest[other] = alike;
    }
  }
  return rankedList(chosen, values);
}

function relevanceOf(scores: Float32Array): Float32Array {
  const relevance = scores.slice();
  if (relevance.every((score) => score === relevance[0])) return relevance.fill(1);
  scaleScores(relevance, "min-max");
  return relevance;
}
