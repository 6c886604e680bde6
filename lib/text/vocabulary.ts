import { requireInteger, requireProbability, ValueError } from "../contracts";
import { CsrMatrix } from "../linalg";

/** Which terms of the training texts are kept. */
export interface VocabularyOptions {
  /** A term must stand in at least so many documents; 1 unless given. */
  readonly minDocuments?: number;
  /** A term may stand in at most this share of the documents, in [0, 1]; 1 unless given. */
  readonly maxDocumentShare?: number;
  /** Keep only so many terms, those with the most occurrences; equal counts by code-unit order. All unless given. */
  readonly maxFeatures?: number;
}

/** The terms a model knows, in code-unit order, with what was counted when they were learnt. */
export class TermVocabulary {
  private readonly columns: ReadonlyMap<string, number>;

  /**
   * @param terms          each once
   * @param documentCounts number of training documents that hold each term, same length
   * @param documentCount  number of training documents
   */
  constructor(
    readonly terms: readonly string[],
    readonly documentCounts: Uint32Array,
    readonly documentCount: number,
  ) {
    this.columns = new Map(terms.map((term, column) => [term, column]));
    if (this.columns.size !== terms.length) throw new ValueError("terms must hold each term once");
  }

  /** Number of terms: columns of every count matrix. */
  get size(): number {
    return this.terms.length;
  }

  /** Column of a term; undefined when it is not known. */
  indexOf(term: string): number | undefined {
    return this.columns.get(term);
  }

  /**
   * How often each term stands in each document, [documents x terms]. Terms that are not known are left out, so a
   * document of strangers, or an empty one, is a row without entries.
   *
   * @param documents each already cut into terms
   */
  count(documents: Iterable<readonly string[]>): CsrMatrix {
    const rowStarts = [0];
    const columnIndices: number[] = [];
    const values: number[] = [];
    const counts = new Map<number, number>();
    for (const document of documents) {
      counts.clear();
      for (const term of document) {
        const column = this.columns.get(term);
        if (column !== undefined) counts.set(column, (counts.get(column) ?? 0) + 1);
      }
      for (const column of Uint32Array.from(counts.keys()).sort()) {
        columnIndices.push(column);
        values.push(counts.get(column)!);
      }
      rowStarts.push(values.length);
    }
    return new CsrMatrix(
      rowStarts.length - 1,
      this.size,
      Uint32Array.from(rowStarts),
      Uint32Array.from(columnIndices),
      Float64Array.from(values),
    );
  }
}

/**
 * Learns the terms of the training documents.
 *
 * @param documents each already cut into terms, by an `Analyser` say
 * @throws ValueError when an option is out of range or no term is left
 */
export function fitVocabulary(documents: Iterable<readonly string[]>, options: VocabularyOptions = {}): TermVocabulary {
  requireVocabularyOptions(options);
  const { seen, documentCount } = countTerms(documents);
  return chooseTerms(seen, documentCount, options);
}

/** Throws ValueError naming the option that is out of range. */
export function requireVocabularyOptions(options: VocabularyOptions): void {
  const { minDocuments = 1, maxDocumentShare = 1, maxFeatures } = options;
  requireInteger("minDocuments", minDocuments, 1);
  requireProbability("maxDocumentShare", maxDocumentShare);
  if (maxFeatures !== undefined) requireInteger("maxFeatures", maxFeatures, 1);
}

/** The terms that the options keep, in code-unit order. Throws ValueError when none is left. */
export function chooseTerms(
  seen: Iterable<readonly [string, Pick<TermCount, "occurrences" | "documents">]>,
  documentCount: number,
  { minDocuments = 1, maxDocumentShare = 1, maxFeatures }: VocabularyOptions,
): TermVocabulary {
  const most = maxDocumentShare * documentCount;
  let kept = [...seen].filter(([, { documents: held }]) => held >= minDocuments && held <= most);
  if (maxFeatures !== undefined && kept.length > maxFeatures) {
    kept = kept.sort(([a, x], [b, y]) => y.occurrences - x.occurrences || byCodeUnit(a, b)).slice(0, maxFeatures);
  }
  if (kept.length === 0) {
    throw new ValueError(`documents must leave at least one term, received ${documentCount} documents that leave none`);
  }
  kept.sort(([a], [b]) => byCodeUnit(a, b));
  return new TermVocabulary(
    kept.map(([term]) => term),
    Uint32Array.from(kept, ([, { documents: held }]) => held),
    documentCount,
  );
}

interface TermCount {
  occurrences: number;
  documents: number;
  /** The document it was met in last, so that a document counts once. */
  last: number;
}

function countTerms(documents: Iterable<readonly string[]>): { seen: Map<string, TermCount>; documentCount: number } {
  const seen = new Map<string, TermCount>();
  let documentCount = 0;
  for (const document of documents) {
    for (const term of document) {
      const count = seen.get(term);
      if (count === undefined) {
        seen.set(term, { occurrences: 1, documents: 1, last: documentCount });
      } else {
        count.occurrences++;
        if (count.last !== documentCount) count.documents++;
        count.last = documentCount;
      }
    }
    documentCount++;
  }
  return { seen, documentCount };
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
