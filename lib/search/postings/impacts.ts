import type { OccurrenceWeights } from "./bm25f";
import type { DocumentTable } from "../documents/document-table";
import { kthLargest } from "./kth-largest";
import type { Segment } from "./segment";

/**
 * Sees to it that the impacts of a term fit the collection as it is now: c / (k₁ + c) of each posting, which times the
 * term's idf is its part of a score.
 *
 * @returns the largest of them, which bounds what the term can add; 0 where the segment does not have the term
 */
export function prepareImpacts(
  segment: Segment,
  term: number,
  { table, stride, k1, version }: OccurrenceWeights,
  { lengths, fieldCount }: DocumentTable,
): number {
  const { termCount, termStarts, documents, counts, impacts, largestImpacts, impactVersions } = segment;
  if (term >= termCount) return 0;
  if (impactVersions[term] === version) return largestImpacts[term]!;
  const start = termStarts[term]!;
  const end = termStarts[term + 1]!;
  let largest = 0;
  for (let posting = start; posting < end; posting++) {
    const row = documents[posting]! * fieldCount;
    let occurrence = 0;
    for (let field = 0; field < fieldCount; field++) {
      const count = counts[posting * fieldCount + field]!;
      if (count > 0) occurrence += count * table[field * stride + lengths.data[row + field]!]!;
    }
    const impact = occurrence / (k1 + occurrence);
    impacts[posting] = impact;
    if (impact > largest) largest = impact;
  }
  segment.tenthImpacts[term] = end - start < 10 ? 0 : kthLargest(impacts, start, end, 10);
  impactVersions[term] = version;
  return (largestImpacts[term] = largest);
}
