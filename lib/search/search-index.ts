import { requireInteger, ValueError } from "../contracts";
import { SearchAnalyser } from "./analysis";
import { AttributeTable, type SearchFilters } from "./attribute-table";
import { BestDocuments } from "./best-documents";
import { type Bm25fSettings, bm25fSettings, occurrenceWeights, type OccurrenceWeights } from "./bm25f";
import { DocumentTable, MOST_WORDS } from "./document-table";
import { type Explanation, explainDocument } from "./explain";
import { type Fragment, markWords } from "./highlight";
import { prepareImpacts } from "./impacts";
import { keepPhrase, UNKNOWN_TERM } from "./match-phrase";
import { markMatches } from "./mark-matches";
import { searchSegment } from "./max-score";
import { nearestWords, wordsWithPrefix } from "./near-words";
import { QueryMatcher } from "./query-matcher";
import { type PlanOptions, planQuery, type QueryPlan } from "./query-plan";
import type { SearchDocument } from "./search-document";
import type { MatchCounts, SearchIndexOptions, SearchOptions, SearchResult } from "./search-types";
import type { Segment } from "./segment";
import { coverDocuments } from "./segments";
import { weighTerms } from "./weighted-terms";
import { NO_TERM, WordTable } from "./word-table";

/** What an index holds of its documents; postings are made from it. */
export interface IndexTables {
  readonly documents: DocumentTable;
  readonly words: WordTable;
  readonly attributes: AttributeTable;
}

/**
 * An inverted index that ranks by BM25F: documents are added, replaced and deleted at any time, and the next search sees
 * it. Scores depend on the documents that are there, and on nothing that was there before.
 *
 * ```ts
 * const index = new SearchIndex({ fields: { title: { weight: 3 }, description: {} }, facets: ["brand"] });
 * index.add({ id: "17", fields: { title: "Red running shoes" }, facets: { brand: "Aster" } });
 * index.search("runing shoe").items; // 17, although it is misspelt
 * ```
 *
 * Queries: words, of which a document must hold at least one; `"a phrase"` that it must hold as it stands; `begin*` for
 * all words that begin so.
 *
 * @source Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009
 */
export class SearchIndex {
  readonly analyser: SearchAnalyser;
  readonly options: Required<Omit<SearchIndexOptions, "analysis">>;
  private readonly fieldNames: readonly string[];
  private readonly settings: Bm25fSettings;
  private documents: DocumentTable;
  private words: WordTable;
  private attributes: AttributeTable;
  private segments: Segment[] = [];
  private weights: OccurrenceWeights | undefined;
  private best = new BestDocuments(10);
  /** States of the collection that were searched so far. */
  private version = 0;
  /** Longest field ever added, in words. */
  private longest = 0;

  /** @throws ValueError when there is no field, a setting is out of range, or a name is used twice */
  constructor({ fields, facets = [], numbers = [], k1 = 1.2, analysis }: SearchIndexOptions) {
    this.settings = bm25fSettings(fields, k1);
    const names = [...facets, ...numbers];
    if (new Set(names).size < names.length) {
      throw new ValueError(`facets and numbers must have different names, received ${names.join(", ")}`);
    }
    this.options = { fields, facets, numbers, k1 };
    this.fieldNames = Object.keys(fields);
    this.analyser = new SearchAnalyser(analysis);
    this.documents = new DocumentTable(this.fieldNames.length);
    this.words = new WordTable(this.analyser);
    this.attributes = new AttributeTable(facets, numbers);
  }

  /** Documents in the index. */
  get size(): number {
    return this.documents.living;
  }

  /** Whether a document is in the index. */
  has(id: string): boolean {
    return this.documents.numberOfId(id) !== undefined;
  }

  /**
   * Adds a document.
   *
   * @throws ValueError when its id is taken, it names something that the index does not have, a number is not finite, or
   *         a field holds more than 65,535 words; the index stays as it was then
   */
  add(document: SearchDocument): void {
    const { id } = document;
    if (this.has(id)) throw new ValueError(`document ${JSON.stringify(id)} is in the index: update replaces it`);
    this.insert(document, this.cut(document));
  }

  /**
   * Replaces a document.
   *
   * @throws ValueError when there is none of this id, and as {@link SearchIndex.add}
   */
  update(document: SearchDocument): void {
    const { id } = document;
    if (!this.has(id)) throw new ValueError(`document ${JSON.stringify(id)} is not in the index: add puts it there`);
    const cut = this.cut(document);
    this.delete(id);
    this.insert(document, cut);
  }

  /** Deletes a document. False when there was none of this id. */
  delete(id: string): boolean {
    const document = this.documents.numberOfId(id);
    if (document === undefined) return false;
    this.documents.remove(document);
    this.words.countDocument(this.documents.streamOf(document), -1);
    this.weights = undefined;
    return true;
  }

  /** The texts of a document by field, or undefined when there is none of this id. */
  fieldsOf(id: string): Record<string, string> | undefined {
    const document = this.documents.numberOfId(id);
    return document === undefined ? undefined : this.textsOf(document);
  }

  /** The facets of a document by name, or undefined when there is none of this id. */
  facetsOf(id: string): Record<string, string> | undefined {
    const document = this.documents.numberOfId(id);
    return document === undefined ? undefined : this.attributes.facetsOf(document);
  }

  /** The numbers of a document by name, or undefined when there is none of this id. */
  numbersOf(id: string): Record<string, number> | undefined {
    const document = this.documents.numberOfId(id);
    return document === undefined ? undefined : this.attributes.numbersOf(document);
  }

  /**
   * The ids that filters let through, whatever is searched for.
   *
   * @throws ValueError when a filter names what the index does not have
   */
  idsWithin(filters: SearchFilters): Set<string> {
    const mask = this.documents.alive.slice(0, this.documents.size);
    this.attributes.applyFilters(mask, filters);
    return new Set(this.documents.ids.filter((_, document) => mask[document] !== 0));
  }

  /** In how many documents a word stands, counted by its term; 0 for a stop word. */
  documentsWith(word: string): number {
    const term = this.words.lookUp(word);
    return term === undefined || term === NO_TERM ? 0 : this.words.documentsWith(term);
  }

  /** All documents, in the order of adding. */
  *all(): Generator<SearchDocument> {
    for (let document = 0; document < this.documents.size; document++) {
      if (this.documents.alive[document] === 0) continue;
      yield {
        id: this.documents.ids[document]!,
        fields: this.textsOf(document),
        facets: this.attributes.facetsOf(document),
        numbers: this.attributes.numbersOf(document),
      };
    }
  }

  /**
   * The best documents for a query, exactly.
   *
   * @param query words, phrases and prefixes; an empty one finds nothing
   * @throws ValueError when k is not a whole number of at least 1, or a filter names what the index does not have
   */
  search(query: string, { k = 10, typos, also, ...filters }: SearchOptions = {}): SearchResult {
    requireInteger("k", k, 1);
    const weights = this.refresh();
    const plan = planQuery(query, this.analyser, this.words, { typos, also });
    const allowed = this.allowedBy(plan, filters);
    const best = this.roomFor(Math.min(k, Math.max(1, this.size)));
    const terms = weighTerms(plan, this.words, this.size);
    const bounds = terms.idf.slice();
    for (const segment of this.segments) {
      for (let i = 0; i < bounds.length; i++) {
        bounds[i] = terms.idf[i]! * prepareImpacts(segment, terms.terms[i]!, weights, this.documents);
      }
      searchSegment(segment, terms, bounds, allowed, best);
    }
    const items = best.drain().map(({ document, score }) => ({
      id: this.documents.ids[document]!,
      score,
      fields: this.textsOf(document),
    }));
    return { query, items, corrections: plan.corrections };
  }

  /**
   * Builds at once what searches would build when they first need it: postings, impacts of all terms, the order of the
   * words. For a server that shall answer its first customers quickly.
   */
  prepare(): void {
    const weights = this.refresh();
    for (const segment of this.segments) {
      for (let term = 0; term < segment.termCount; term++) prepareImpacts(segment, term, weights, this.documents);
    }
    this.words.inOrder();
  }

  /** How many documents match a query, and how many of them have each value of each facet. Looks at all of them. */
  count(query: string, { typos, also, ...filters }: Omit<SearchOptions, "k"> = {}): MatchCounts {
    this.refresh();
    const plan = planQuery(query, this.analyser, this.words, { typos, also });
    const allowed = this.allowedBy(plan, filters);
    const mask = new Uint8Array(this.documents.size);
    const total = markMatches(this.segments, plan.weights.keys(), allowed, mask);
    return { total, facets: this.attributes.countFacets(mask) };
  }

  /**
   * Which term gave which part of a document's score.
   *
   * @param query as it was searched for
   * @param id    of a document, found or not
   * @throws ValueError when no document has this id
   */
  explain(query: string, id: string, options: PlanOptions = {}): Explanation {
    const document = this.documents.numberOfId(id);
    if (document === undefined) throw new ValueError(`id must be that of a document, received ${JSON.stringify(id)}`);
    const { weights } = planQuery(query, this.analyser, this.words, options);
    return explainDocument(this.documents, this.words, this.fieldNames, this.settings, weights, document);
  }

  /**
   * A query that can be held against any document, found or not: for rankers that learn. Good until the index changes.
   *
   * @param query as it was typed
   */
  matcher(query: string, options: PlanOptions = {}): QueryMatcher {
    const plan = planQuery(query, this.analyser, this.words, options);
    const instead = new Map(plan.corrections.map((one) => [one.word, one.instead[0]!]));
    const sequence = this.analyser
      .words(query)
      .map((word) => this.words.lookUp(instead.get(word) ?? word) ?? UNKNOWN_TERM);
    return new QueryMatcher(this.documents, this.words, this.settings, {
      ...weighTerms(plan, this.words, this.size),
      sequence,
    });
  }

  /** A text with the words marked that a query asks for: its pieces join to the text, normalised. They are no markup. */
  highlight(query: string, text: string, options: PlanOptions = {}): Fragment[] {
    const { weights } = planQuery(query, this.analyser, this.words, options);
    const wanted = (word: string): boolean => {
      const term = this.words.lookUp(word);
      return term !== undefined && weights.has(term);
    };
    return markWords(text, this.analyser.words(text), wanted);
  }

  /**
   * "Did you mean": the query with each word that no document has replaced by the likeliest one that some have.
   *
   * @returns undefined when every word is known or nothing resembles the unknown ones
   */
  suggest(query: string): string | undefined {
    const { corrections } = planQuery(query, this.analyser, this.words, {});
    if (corrections.length === 0) return undefined;
    const instead = new Map(corrections.map((one) => [one.word, one.instead[0]!]));
    return this.analyser
      .words(query)
      .map((word) => instead.get(word) ?? word)
      .join(" ");
  }

  /**
   * Completions of what is being typed: its last word goes on to be a word of the documents, the most frequent first.
   *
   * @param typed as far as it is typed; nothing completes an empty text
   * @param k     how many at most, at least 1; 10 unless given
   */
  complete(typed: string, k = 10): string[] {
    requireInteger("k", k, 1);
    const words = this.analyser.words(typed);
    const prefix = words.pop();
    if (prefix === undefined) return [];
    const begun = wordsWithPrefix(this.words, prefix, k);
    return begun.map(({ word }) => [...words, this.words.words[word]!].join(" "));
  }

  /** Words of the documents that resemble a word, the likeliest first: fewest edits, then most frequent. */
  resembling(word: string, k = 10): string[] {
    requireInteger("k", k, 1);
    return nearestWords(this.words, word, k).map((one) => this.words.words[one.word]!);
  }

  /** Forgets deleted documents and their words for good. Done by itself when most documents are deleted. */
  compact(): void {
    const { documents: old, words, attributes } = this;
    this.documents = new DocumentTable(this.fieldNames.length);
    this.words = new WordTable(this.analyser);
    this.attributes = new AttributeTable(this.options.facets, this.options.numbers);
    this.segments = [];
    this.weights = undefined;
    this.longest = 0;
    for (let document = 0; document < old.size; document++) {
      if (old.alive[document] === 0) continue;
      const cut = this.fieldNames.map((_, field) =>
        Array.from(old.wordsOf(document, field), (word) => this.words.add(words.words[word]!)),
      );
      const fieldCount = this.fieldNames.length;
      const texts = old.texts.slice(document * fieldCount, (document + 1) * fieldCount);
      this.append(old.ids[document]!, texts, cut, attributes.facetsOf(document), attributes.numbersOf(document));
    }
  }

  /** The tables of an index without deleted documents: what is saved. */
  tables(): IndexTables {
    if (this.documents.living < this.documents.size) this.compact();
    return { documents: this.documents, words: this.words, attributes: this.attributes };
  }

  /** An index over tables that were saved. The words of all documents are counted here. */
  static fromTables(options: SearchIndexOptions, make: (index: SearchIndex) => IndexTables): SearchIndex {
    const index = new SearchIndex(options);
    const { documents, words, attributes } = make(index);
    index.documents = documents;
    index.words = words;
    index.attributes = attributes;
    for (let document = 0; document < documents.size; document++) words.countDocument(documents.streamOf(document), 1);
    index.longest = documents.lengths.view().reduce((longest, length) => Math.max(longest, length), 0);
    return index;
  }

  /** Word numbers of each field. Everything that a document can have wrong is found here. */
  private cut({ id, fields, facets = {}, numbers = {} }: SearchDocument): number[][] {
    for (const name of Object.keys(fields)) {
      if (this.fieldNames.includes(name)) continue;
      throw new ValueError(`the index has no field ${JSON.stringify(name)}; it has ${this.fieldNames.join(", ")}`);
    }
    this.attributes.check(facets, numbers);
    const words = this.fieldNames.map((name) => this.analyser.words(fields[name] ?? ""));
    for (const { length } of words) {
      if (length <= MOST_WORDS) continue;
      throw new ValueError(
        `a field must hold at most ${MOST_WORDS} words, received ${length} in ${JSON.stringify(id)}`,
      );
    }
    return words.map((field) => field.map((word) => this.words.add(word)));
  }

  private insert({ id, fields, facets = {}, numbers = {} }: SearchDocument, cut: number[][]): void {
    const texts = this.fieldNames.map((name) => fields[name] ?? "");
    this.append(id, texts, cut, facets, numbers);
  }

  private append(
    id: string,
    texts: readonly string[],
    cut: readonly (readonly number[])[],
    facets: Readonly<Record<string, string>>,
    numbers: Readonly<Record<string, number>>,
  ): void {
    const document = this.documents.add(id, texts, cut);
    this.attributes.add(facets, numbers);
    this.words.countDocument(this.documents.streamOf(document), 1);
    for (const { length } of cut) this.longest = Math.max(this.longest, length);
    this.weights = undefined;
  }

  /** Builds what changed since the last search. */
  private refresh(): OccurrenceWeights {
    if (this.documents.size > 2 * this.size + 1000) this.compact();
    coverDocuments(this.segments, this.documents, this.words);
    if (this.weights !== undefined) return this.weights;
    const means = this.documents.totalLengths.map((total) => total / Math.max(1, this.size));
    return (this.weights = occurrenceWeights(this.settings, means, this.longest, ++this.version));
  }

  /** An empty heap; the last one where it fits, since most searches ask for equally many. */
  private roomFor(k: number): BestDocuments {
    if (this.best.k !== k) this.best = new BestDocuments(k);
    return this.best;
  }

  /** A mask of what may appear; undefined when everything may. */
  private allowedBy({ phrases }: QueryPlan, filters: SearchFilters): Uint8Array | undefined {
    const { size, alive } = this.documents;
    const filtered = filters.facets !== undefined || filters.ranges !== undefined || phrases.length > 0;
    if (!filtered) return this.size === size ? undefined : alive;
    const mask = alive.slice(0, size);
    this.attributes.applyFilters(mask, filters);
    for (const phrase of phrases) keepPhrase(phrase, mask, this.segments, this.documents, this.words);
    return mask;
  }

  private textsOf(document: number): Record<string, string> {
    const texts: Record<string, string> = {};
    let at = document * this.fieldNames.length;
    for (const name of this.fieldNames) texts[name] = this.documents.texts[at++]!;
    return texts;
  }
}
