import type { DocumentTable } from "../documents/document-table";
import type { Segment } from "../postings/segment";
import { NO_TERM, type WordTable } from "../documents/word-table";

/** Stands in a phrase for a word that no document has: nothing meets it. */
export const UNKNOWN_TERM = -1;

/**
 * Takes from a mask the documents that do not hold a phrase: a run of terms in one field, side by side and in order. Only
 * the documents of its rarest term are read. A stop word in the phrase is met by any stop word; a phrase of stop words
 * alone asks for nothing.
 *
 * @param mask by document, 0 for those that are out already; changed
 */
export function keepPhrase(
  phrase: readonly number[],
  mask: Uint8Array,
  segments: readonly Segment[],
  documents: DocumentTable,
  words: WordTable,
): void {
  const terms = phrase.filter((term) => term !== NO_TERM);
  if (terms.length === 0) return;
  const before = mask.slice();
  mask.fill(0);
  if (terms.includes(UNKNOWN_TERM)) return;
  const rarest = terms.reduce((a, b) => (words.documentsWith(a) <= words.documentsWith(b) ? a : b));
  for (const segment of segments) {
    if (rarest >= segment.termCount) continue;
    for (let at = segment.termStarts[rarest]!; at < segment.termStarts[rarest + 1]!; at++) {
      const document = segment.documents[at]!;
      if (before[document] !== 0 && holdsPhrase(documents, words, document, phrase)) mask[document] = 1;
    }
  }
}

function holdsPhrase(documents: DocumentTable, words: WordTable, document: number, phrase: readonly number[]): boolean {
  for (let field = 0; field < documents.fieldCount; field++) {
    const text = documents.wordsOf(document, field);
    for (let start = 0; start + phrase.length <= text.length; start++) {
      let met = 0;
      while (met < phrase.length && words.termOf(text[start + met]!) === phrase[met]) met++;
      if (met === phrase.length) return true;
    }
  }
  return false;
}
