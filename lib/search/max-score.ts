import type { BestDocuments } from "./best-documents";
import { type Candidates, SLACK } from "./candidates";
import type { Segment } from "./segment";

/**
 * Terms of a query with idf times weight in the query, the largest first. Plain arrays: for a handful of numbers they
 * are made in a tenth of the time that typed ones take.
 */
export interface WeightedTerms {
  readonly terms: readonly number[];
  readonly idf: readonly number[];
}

/**
 * Offers the best documents of a segment, exactly, without reading most postings: MaxScore, a term at a time. Terms come
 * by falling weight, so the first lists are short. Once the k-th best sum so far is more than all remaining terms could
 * add together, a document that has none of the terms read cannot come in: from then on the longer lists are only looked
 * up for the candidates that still can.
 *
 * A score is always summed in the order of the terms, so it is the same to the last bit however it was found.
 *
 * @param segment    postings to search, impacts prepared
 * @param query      terms with their weights
 * @param bounds     [terms] the most that each term adds to a document of this segment
 * @param allowed    by document, 0 for those that may not appear; all may where it is left out
 * @param candidates empty; empty again at the end
 * @param best       where they are offered
 * @source Turtle & Flood, "Query Evaluation: Strategies and Optimizations", Information Processing & Management, 1995
 */
export function searchSegment(
  segment: Segment,
  { terms, idf }: WeightedTerms,
  bounds: readonly number[],
  allowed: Uint8Array | undefined,
  candidates: Candidates,
  best: BestDocuments,
): void {
  // rest[i]: the most that terms i and later add together.
  const rest = bounds.slice();
  for (let i = terms.length - 2; i >= 0; i--) rest[i]! += rest[i + 1]!;
  rest.push(0);
  let threshold = Math.max(best.threshold, firstThreshold(segment, terms, idf, allowed, best.k));
  for (let i = 0; i < terms.length; i++) {
    if (bounds[i] === 0) continue;
    const mayBringNew = rest[i]! * SLACK >= threshold;
    // A document with none of the terms read before needs this impact; a little less, since it is rounded.
    const least = ((threshold / SLACK - rest[i + 1]!) / idf[i]!) * (1 - 1e-9);
    if (mayBringNew && least > 0) {
      candidates.mergeBest(segment, terms[i]!, idf[i]!, allowed, rest[i + 1]!, threshold, least);
    } else if (mayBringNew) candidates.merge(segment, terms[i]!, idf[i]!, allowed, rest[i + 1]!, threshold);
    else candidates.lookUp(segment, terms[i]!, idf[i]!, rest[i + 1]!, threshold);
    if (i === terms.length - 1) break;
    threshold = Math.max(threshold, candidates.leastOfBest(best.k));
    candidates.prune(rest[i + 1]!, threshold);
  }
  candidates.drainInto(best);
}

/**
 * What the k-th best document has at least, by one term alone: known before anything is read, where k is ten at most and
 * every document may appear.
 */
function firstThreshold(
  { termCount, tenthImpacts }: Segment,
  terms: readonly number[],
  idf: readonly number[],
  allowed: Uint8Array | undefined,
  k: number,
): number {
  let threshold = -Infinity;
  if (allowed !== undefined || k > 10) return threshold;
  for (let i = 0; i < terms.length; i++) {
    const least = terms[i]! < termCount ? idf[i]! * tenthImpacts[terms[i]!]! : 0;
    if (least > 0 && least > threshold) threshold = least;
  }
  return threshold;
}
