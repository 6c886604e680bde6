import type { BestDocuments } from "./best-documents";
import type { Segment } from "../postings/segment";
import { TermList } from "./term-list";
import type { WeightedTerms } from "../queries/weighted-terms";

/** Bounds are sums in another order than scores: this much more covers all rounding, so that none is left out. */
const SLACK = 1 + 1e-9;

/**
 * Offers the best documents of a segment, exactly, without reading most postings: MaxScore. Terms come by falling weight,
 * so the first lists are short. Each document of the first list is scored to the end by looking it up in the others, which
 * soon shows what the k-th best has at least. Of the next list only those documents are scored that can still reach it
 * without the terms before; and once all terms that are left could not together, the rest is never read.
 *
 * A score is always summed in the order of the terms, so it is the same to the last bit however it was found.
 *
 * @param segment postings to search, impacts prepared
 * @param query   terms with their weights
 * @param bounds  [terms] the most that each term adds to a document of this segment
 * @param allowed by document, 0 for those that may not appear; all may where it is left out
 * @param best    where they are offered
 * @source Turtle & Flood, "Query Evaluation: Strategies and Optimizations", Information Processing & Management, 1995
 */
export function searchSegment(
  segment: Segment,
  query: WeightedTerms,
  bounds: readonly number[],
  allowed: Uint8Array | undefined,
  best: BestDocuments,
): void {
  // Terms that the segment has, and after[i]: the most that those after i add together.
  const lists: TermList[] = [];
  for (let i = 0; i < bounds.length; i++) {
    if (bounds[i]! > 0) lists.push(new TermList(segment, query.terms[i]!, query.idf[i]!));
  }
  const after: number[] = new Array(lists.length).fill(0);
  for (let i = lists.length - 2; i >= 0; i--) after[i] = after[i + 1]! + lists[i + 1]!.most;
  const floor = firstThreshold(lists, allowed, best.k);
  for (let i = 0; i < lists.length; i++) {
    if ((lists[i]!.most + after[i]!) * SLACK < Math.max(floor, best.threshold)) return;
    scoreList(segment, lists, i, after, floor, allowed, best);
    for (const list of lists) list.rewind();
  }
}

/** Scores the documents of a list that have none of the terms before and can still be among the best. */
function scoreList(
  { documents: posted, impacts }: Segment,
  lists: readonly TermList[],
  i: number,
  after: readonly number[],
  floor: number,
  allowed: Uint8Array | undefined,
  best: BestDocuments,
): void {
  const { idf, start, end } = lists[i]!;
  const rest = after[i]!;
  let threshold = Math.max(floor, best.threshold);
  // What an impact must reach; a little less, since it is rounded.
  let least = ((threshold / SLACK - rest) / idf) * (1 - 1e-9);
  for (let posting = start; posting < end; posting++) {
    const impact = impacts[posting]!;
    if (impact < least) continue;
    const document = posted[posting]!;
    if (allowed !== undefined && allowed[document] === 0) continue;
    const sum = scoreOf(document, idf * impact, lists, i + 1, after, threshold);
    // With an earlier term it was met there, and offered with its whole score or unable to reach the threshold.
    if (sum < threshold || hasEarlier(document, lists, i)) continue;
    best.offer(document, sum);
    if (best.threshold <= threshold) continue;
    threshold = best.threshold;
    least = ((threshold / SLACK - rest) / idf) * (1 - 1e-9);
  }
}

/** Whether a document has one of the first terms. */
function hasEarlier(document: number, lists: readonly TermList[], terms: number): boolean {
  for (let j = 0; j < terms; j++) if (lists[j]!.has(document)) return true;
  return false;
}

/** A document's score, or -Infinity as soon as it shows that it stays below the threshold. */
function scoreOf(
  document: number,
  first: number,
  lists: readonly TermList[],
  from: number,
  after: readonly number[],
  threshold: number,
): number {
  let sum = first;
  for (let j = from; j < lists.length; j++) {
    const list = lists[j]!;
    const most = list.mostOf(document);
    if ((sum + most + after[j]!) * SLACK < threshold) return -Infinity;
    if (most > 0) sum += list.partOf(document);
  }
  return sum;
}

/**
 * What the k-th best document has at least, by one term alone: known before anything is read, where k is ten at most and
 * every document may appear.
 */
function firstThreshold(lists: readonly TermList[], allowed: Uint8Array | undefined, k: number): number {
  if (allowed !== undefined || k > 10) return -Infinity;
  return lists.reduce((most, { tenth }) => (tenth > 0 ? Math.max(most, tenth) : most), -Infinity);
}
