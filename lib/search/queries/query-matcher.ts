import { type Bm25fSettings, occurrenceWeight, termScore } from "../postings/bm25f";
import type { DocumentTable } from "../documents/document-table";
import { NO_TERM, type WordTable } from "../documents/word-table";

/** What one field of a document has of a query. */
export interface FieldMatch {
  /** BM25 of this field alone, its weight left out: Σ idf · c / (k₁ + c). */
  readonly bm25: number;
  /** Share of the query's idf whose terms stand here, in [0, 1]. */
  readonly coverage: number;
  /** The longest run of the query's terms that stands here side by side and in order, as a share of all, in [0, 1]. */
  readonly phrase: number;
  /** Words in the field. */
  readonly length: number;
}

/** What a document has of a query. */
export interface DocumentMatch {
  /** BM25F over all fields: the score that a search gives. */
  readonly bm25f: number;
  /** Share of the query's idf whose terms stand in some field, in [0, 1]. */
  readonly coverage: number;
  /** In the order of the index's fields. */
  readonly fields: readonly FieldMatch[];
}

/** A query as an index understands it. */
export interface MatchedQuery {
  /** Heaviest first: the order in which scores are summed. */
  readonly terms: readonly number[];
  /** [terms] idf times weight in the query */
  readonly idf: readonly number[];
  /** The query's terms in the order of typing, misspelt words corrected; numbers that no document has for unknown words. */
  readonly sequence: readonly number[];
}

/**
 * One query against any document, whether a search would find it or not: the numbers that a ranker learns from. Made by
 * `SearchIndex.matcher`; good until the index changes.
 */
export class QueryMatcher {
  /** Words that the query comes to, stop words included. */
  readonly queryLength: number;
  private readonly totalIdf: number;
  private readonly placeOfTerm: ReadonlyMap<number, number>;
  private readonly meanLengths: Float64Array;
  /** [terms] of one field, then of all: how often each term stands there */
  private readonly counts: Float64Array;
  private readonly occurrences: Float64Array;

  constructor(
    private readonly documents: DocumentTable,
    private readonly words: WordTable,
    private readonly settings: Bm25fSettings,
    private readonly query: MatchedQuery,
  ) {
    this.queryLength = query.sequence.length;
    this.totalIdf = query.idf.reduce((sum, one) => sum + one, 0);
    this.placeOfTerm = new Map(query.terms.map((term, place) => [term, place]));
    this.meanLengths = documents.totalLengths.map((total) => total / Math.max(1, documents.living));
    this.counts = new Float64Array(query.terms.length);
    this.occurrences = new Float64Array(query.terms.length);
  }

  /** idf times weight of the query's terms, the largest first; none where nothing of it is in the index. */
  get idf(): readonly number[] {
    return this.query.idf;
  }

  /** What a document has of the query, or undefined when the index has none of this id. */
  match(id: string): DocumentMatch | undefined {
    const document = this.documents.numberOfId(id);
    return document === undefined ? undefined : this.matchDocument(document);
  }

  private matchDocument(document: number): DocumentMatch {
    const { idf } = this.query;
    const { k1, weights } = this.settings;
    this.occurrences.fill(0);
    const fields: FieldMatch[] = [];
    for (let field = 0; field < this.documents.fieldCount; field++) {
      const text = this.documents.wordsOf(document, field);
      this.count(text);
      const each = occurrenceWeight(1, this.settings.b[field]!, text.length, this.meanLengths[field]!);
      let bm25 = 0;
      let covered = 0;
      for (let place = 0; place < idf.length; place++) {
        const occurrence = this.counts[place]! * each;
        if (occurrence === 0) continue;
        bm25 += termScore(idf[place]!, occurrence, k1);
        covered += idf[place]!;
        this.occurrences[place]! += this.counts[place]! * this.weighed(field, weights[field]!, text.length);
      }
      fields.push({ bm25, coverage: this.share(covered), phrase: this.longestRun(text), length: text.length });
    }
    let bm25f = 0;
    let covered = 0;
    for (let place = 0; place < idf.length; place++) {
      if (this.occurrences[place] === 0) continue;
      bm25f += termScore(idf[place]!, this.occurrences[place]!, k1);
      covered += idf[place]!;
    }
    return { bm25f, coverage: this.share(covered), fields };
  }

  private count(text: Uint32Array): void {
    this.counts.fill(0);
    for (const word of text) {
      const place = this.placeOfTerm.get(this.words.termOf(word));
      if (place !== undefined) this.counts[place]!++;
    }
  }

  private weighed(field: number, weight: number, length: number): number {
    return occurrenceWeight(weight, this.settings.b[field]!, length, this.meanLengths[field]!);
  }

  private share(covered: number): number {
    return this.totalIdf === 0 ? 0 : covered / this.totalIdf;
  }

  /** Longest run of the query's terms in a text, over the query's length; a stop word is met by any stop word. */
  private longestRun(text: Uint32Array): number {
    const { sequence } = this.query;
    let longest = 0;
    for (let start = 0; start < text.length; start++) {
      for (let from = 0; from + longest < sequence.length; from++) {
        let met = 0;
        while (
          from + met < sequence.length &&
          start + met < text.length &&
          this.words.termOf(text[start + met]!) === sequence[from + met]
        ) {
          met++;
        }
        if (met > longest && this.hasTerm(from, met)) longest = met;
      }
    }
    return sequence.length === 0 ? 0 : longest / sequence.length;
  }

  /** Whether a run is more than stop words. */
  private hasTerm(from: number, length: number): boolean {
    const { sequence } = this.query;
    for (let n = from; n < from + length; n++) if (sequence[n] !== NO_TERM) return true;
    return false;
  }
}
