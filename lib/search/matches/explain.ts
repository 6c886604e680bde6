import { type Bm25fSettings, inverseDocumentFrequency, occurrenceWeight, termScore } from "../postings/bm25f";
import type { Collection } from "../documents/collection";

/** What a term does in one field of a document. */
export interface FieldExplanation {
  readonly field: string;
  /** How often it stands there, at least 1. */
  readonly count: number;
  /** Words in this field of this document, and in that of all documents on average. */
  readonly length: number;
  readonly meanLength: number;
  /** What one occurrence counts here. */
  readonly occurrenceWeight: number;
}

/** Which part of a score comes from one term. */
export interface TermExplanation {
  readonly term: string;
  /** How much it weighs in the query. */
  readonly weight: number;
  /** How many documents hold it. */
  readonly documents: number;
  readonly idf: number;
  readonly fields: readonly FieldExplanation[];
  /** weight · idf · c / (k₁ + c), with c the sum over fields of count · occurrenceWeight. */
  readonly score: number;
}

/** How a document came to its score. */
export interface Explanation {
  readonly id: string;
  /** Sum of the terms' scores: what the search gives. */
  readonly score: number;
  /** Terms of the query that the document holds, the heaviest first: in this order the score is summed. */
  readonly terms: readonly TermExplanation[];
}

/** What a score is made of, by the formula itself and not by the tables that searches use. */
export function explainDocument(
  collection: Collection,
  settings: Bm25fSettings,
  weights: ReadonlyMap<number, number>,
  document: number,
): Explanation {
  const terms = [...weights]
    .map(([term, weight]) => explainTerm(collection, settings, term, weight, document))
    .filter((term) => term.fields.length > 0)
    .sort((a, b) => b.weight * b.idf - a.weight * a.idf || (a.term < b.term ? -1 : 1));
  const score = terms.reduce((sum, term) => sum + term.score, 0);
  return { id: collection.documents.ids[document]!, score, terms };
}

function explainTerm(
  { documents, words, fieldNames }: Collection,
  settings: Bm25fSettings,
  term: number,
  weight: number,
  document: number,
): TermExplanation {
  const fields: FieldExplanation[] = [];
  let occurrence = 0;
  fieldNames.forEach((field, f) => {
    const count = documents.wordsOf(document, f).filter((word) => words.termOf(word) === term).length;
    if (count === 0) return;
    const length = documents.lengthOf(document, f);
    const meanLength = documents.totalLengths[f]! / documents.living;
    const each = occurrenceWeight(settings.weights[f]!, settings.b[f]!, length, meanLength);
    occurrence += count * each;
    fields.push({ field, count, length, meanLength, occurrenceWeight: each });
  });
  const matching = words.documentsWith(term);
  const idf = inverseDocumentFrequency(documents.living, matching);
  const score = fields.length === 0 ? 0 : termScore(weight * idf, occurrence, settings.k1);
  return { term: words.terms[term]!, weight, documents: matching, idf, fields, score };
}
