import type { DocumentTable } from "../documents/document-table";
import { buildPresenceFilter, type PresenceFilter } from "./presence-filter";
import { buildSkipTable, type SkipTable } from "./skip-table";
import { NO_TERM, type WordTable } from "../documents/word-table";

/**
 * Postings of a range of documents. Those of term t stand at `termStarts[t]` to `termStarts[t + 1]`, by rising document
 * number. What each adds to a score depends on how many documents there are and how long, so it is computed when a term
 * is first searched for, and again when that has changed: see `impactsOf`.
 */
export interface Segment {
  /** First document and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Terms known when it was built. */
  readonly termCount: number;
  readonly termStarts: Uint32Array;
  /** [postings] document numbers */
  readonly documents: Uint32Array;
  readonly skips: SkipTable;
  readonly presence: PresenceFilter;
  /** [postings × fields] how often the term stands there */
  readonly counts: Uint16Array;
  /** [postings] what the term adds to the score before its idf */
  readonly impacts: Float64Array;
  /** [terms] the largest impact of each term */
  readonly largestImpacts: Float64Array;
  /** [terms] the tenth largest impact of each term: so much the tenth best document has at least; 0 where there are fewer */
  readonly tenthImpacts: Float64Array;
  /** [terms] which state of the collection the impacts are of; 0 for none yet */
  readonly impactVersions: Uint32Array;
}

/** Builds the postings of the living documents of a range, by counting sort: linear in words, terms and documents. */
export function buildSegment(documents: DocumentTable, words: WordTable, from: number, to: number): Segment {
  const termCount = words.terms.length;
  const termStarts = countPostings(documents, words.termsOfWords(), termCount, from, to);
  const postings = fillPostings(documents, words.termsOfWords(), termStarts, from, to);
  return {
    from,
    to,
    termCount,
    termStarts,
    ...postings,
    skips: buildSkipTable(termStarts, postings.documents, from, to),
    presence: buildPresenceFilter(termStarts, postings.documents),
    impacts: new Float64Array(postings.documents.length),
    largestImpacts: new Float64Array(termCount),
    tenthImpacts: new Float64Array(termCount),
    impactVersions: new Uint32Array(termCount),
  };
}

/** Where each term's postings will begin. */
function countPostings(
  { alive, starts, stream, size }: DocumentTable,
  termOfWord: Uint32Array,
  termCount: number,
  from: number,
  to: number,
): Uint32Array {
  const termStarts = new Uint32Array(termCount + 1);
  const last = new Int32Array(termCount).fill(-1);
  for (let document = from; document < to; document++) {
    if (alive[document] === 0) continue;
    const end = document + 1 < size ? starts.data[document + 1]! : stream.length;
    for (let at = starts.data[document]!; at < end; at++) {
      const term = termOfWord[stream.data[at]!]!;
      if (term === NO_TERM || last[term] === document) continue;
      last[term] = document;
      termStarts[term + 1]!++;
    }
  }
  for (let term = 0; term < termCount; term++) termStarts[term + 1]! += termStarts[term]!;
  return termStarts;
}

function fillPostings(
  { alive, starts, stream, lengths, fieldCount }: DocumentTable,
  termOfWord: Uint32Array,
  termStarts: Uint32Array,
  from: number,
  to: number,
): Pick<Segment, "documents" | "counts"> {
  const postingCount = termStarts[termStarts.length - 1]!;
  const documents = new Uint32Array(postingCount);
  const counts = new Uint16Array(postingCount * fieldCount);
  const next = termStarts.slice();
  for (let document = from; document < to; document++) {
    if (alive[document] === 0) continue;
    let at = starts.data[document]!;
    for (let field = 0; field < fieldCount; field++) {
      const end = at + lengths.data[document * fieldCount + field]!;
      for (; at < end; at++) {
        const term = termOfWord[stream.data[at]!]!;
        if (term === NO_TERM) continue;
        let posting = next[term]! - 1;
        if (posting < termStarts[term]! || documents[posting] !== document) {
          posting = next[term]!++;
          documents[posting] = document;
        }
        counts[posting * fieldCount + field]!++;
      }
    }
  }
  return { documents, counts };
}
