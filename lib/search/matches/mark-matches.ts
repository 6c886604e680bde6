import type { Segment } from "../postings/segment";

/**
 * Marks all documents that hold one of some terms.
 *
 * @param segments that cover the documents
 * @param terms    by number
 * @param allowed  by document, 0 for those that may not be marked; all may where it is left out
 * @param mask     [documents] zeros; 1 where a document is marked
 * @returns how many are
 */
export function markMatches(
  segments: readonly Segment[],
  terms: Iterable<number>,
  allowed: Uint8Array | undefined,
  mask: Uint8Array,
): number {
  const wanted = [...terms];
  let total = 0;
  for (const { termCount, termStarts, documents } of segments) {
    for (const term of wanted) {
      if (term >= termCount) continue;
      for (let at = termStarts[term]!; at < termStarts[term + 1]!; at++) {
        const document = documents[at]!;
        if (mask[document] !== 0 || (allowed !== undefined && allowed[document] === 0)) continue;
        mask[document] = 1;
        total++;
      }
    }
  }
  return total;
}
