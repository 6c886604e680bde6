import type { DocumentTable } from "../documents/document-table";
import { buildSegment, type Segment } from "./segment";
import type { WordTable } from "../documents/word-table";

/**
 * The segments that cover all documents, in order. New documents become a segment of their own, and neighbours are built
 * anew as one while the earlier is less than twice the size of the later: so there are few segments, about log₂ of the
 * documents, and each document is built into one about as often.
 *
 * @source Bentley & Saxe, "Decomposable searching problems I", 1980 (the logarithmic method)
 */
export function coverDocuments(segments: Segment[], documents: DocumentTable, words: WordTable): void {
  const covered = segments.at(-1)?.to ?? 0;
  if (covered === documents.size) return;
  let from = covered;
  for (let last = segments.at(-1); last !== undefined; last = segments.at(-1)) {
    if (last.to - last.from >= 2 * (documents.size - from)) break;
    from = last.from;
    segments.pop();
  }
  segments.push(buildSegment(documents, words, from, documents.size));
}
