import { requireInteger, ValueError } from "../contracts";
import type { SearchFilters } from "./documents/attribute-table";
import { Collection, type CollectionTables } from "./documents/collection";
import { SearchAnalyser } from "./documents/search-analyser";
import type { SearchDocument } from "./documents/search-document";
import { NO_TERM } from "./documents/word-table";
import { type Explanation, explainDocument } from "./matches/explain";
import { type Fragment, markWords } from "./matches/highlight";
import { markMatches } from "./matches/mark-matches";
import { type Bm25fSettings, bm25fSettings } from "./postings/bm25f";
import { prepareImpacts } from "./postings/impacts";
import { Postings } from "./postings/postings";
import { keepPhrase, UNKNOWN_TERM } from "./queries/match-phrase";
import { nearestWords, wordsWithPrefix } from "./queries/near-words";
import { QueryMatcher } from "./queries/query-matcher";
import { type PlanOptions, planQuery, type QueryPlan } from "./queries/query-plan";
import { weighTerms } from "./queries/weighted-terms";
import { BestDocuments } from "./retrieval/best-documents";
import { searchSegment } from "./retrieval/max-score";
import type { MatchCounts, SearchIndexOptions, SearchOptions, SearchResult } from "./search-types";

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
  private readonly settings: Bm25fSettings;
  private readonly collection: Collection;
  private readonly postings: Postings;
  private best = new BestDocuments(10);

  /** @throws ValueError when there is no field, a setting is out of range, or a name is used twice */
  constructor({ fields, facets = [], numbers = [], k1 = 1.2, analysis }: SearchIndexOptions) {
    this.settings = bm25fSettings(fields, k1);
    const names = [...facets, ...numbers];
    if (new Set(names).size < names.length) {
      throw new ValueError(`facets and numbers must have different names, received ${names.join(", ")}`);
    }
    this.options = { fields, facets, numbers, k1 };
    this.analyser = new SearchAnalyser(analysis);
    this.collection = new Collection(Object.keys(fields), facets, numbers, this.analyser);
    this.postings = new Postings(this.collection, this.settings);
  }

  /** Documents in the index. */
  get size(): number {
    return this.collection.size;
  }

  /** Whether a document is in the index. */
  has(id: string): boolean {
    return this.numberOf(id) !== undefined;
  }

  /**
   * Adds a document.
   *
   * @throws ValueError when its id is taken, it names something that the index does not have, a number is not finite, or
   *         a field holds more than 65,535 words; the index stays as it was then
   */
  add(document: SearchDocument): void {
    this.collection.add(document);
  }

  /**
   * Replaces a document.
   *
   * @throws ValueError when there is none of this id, and as {@link SearchIndex.add}
   */
  update(document: SearchDocument): void {
    this.collection.update(document);
  }

  /** Deletes a document. False when there was none of this id. */
  delete(id: string): boolean {
    return this.collection.delete(id);
  }

  /** The texts of a document by field, or undefined when there is none of this id. */
  fieldsOf(id: string): Record<string, string> | undefined {
    const document = this.numberOf(id);
    return document === undefined ? undefined : this.collection.textsOf(document);
  }

  /** The facets of a document by name, or undefined when there is none of this id. */
  facetsOf(id: string): Record<string, string> | undefined {
    const document = this.numberOf(id);
    return document === undefined ? undefined : this.collection.attributes.facetsOf(document);
  }

  /** The numbers of a document by name, or undefined when there is none of this id. */
  numbersOf(id: string): Record<string, number> | undefined {
    const document = this.numberOf(id);
    return document === undefined ? undefined : this.collection.attributes.numbersOf(document);
  }

  /**
   * The ids that filters let through, whatever is searched for.
   *
   * @throws ValueError when a filter names what the index does not have
   */
  idsWithin(filters: SearchFilters): Set<string> {
    const mask = this.collection.within(filters);
    return new Set(this.collection.documents.ids.filter((_, document) => mask[document] !== 0));
  }

  /** In how many documents a word stands, counted by its term; 0 for a stop word. */
  documentsWith(word: string): number {
    const { words } = this.collection;
    const term = words.lookUp(word);
    return term === undefined || term === NO_TERM ? 0 : words.documentsWith(term);
  }

  /** All documents, in the order of adding. */
  *all(): Generator<SearchDocument> {
    const { documents } = this.collection;
    for (let document = 0; document < documents.size; document++) {
      if (documents.alive[document] !== 0) yield this.collection.documentOf(document);
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
    const { collection, postings } = this;
    const weights = postings.refresh();
    const plan = this.plan(query, { typos, also });
    const allowed = this.allowedBy(plan, filters);
    const best = this.roomFor(Math.min(k, Math.max(1, this.size)));
    const terms = weighTerms(plan, collection.words, this.size);
    const bounds = terms.idf.slice();
    for (const segment of postings.segments) {
      for (let i = 0; i < bounds.length; i++) {
        bounds[i] = terms.idf[i]! * prepareImpacts(segment, terms.terms[i]!, weights, collection.documents);
      }
      searchSegment(segment, terms, bounds, allowed, best);
    }
    const items = best.drain().map(({ document, score }) => ({
      id: collection.documents.ids[document]!,
      score,
      fields: collection.textsOf(document),
    }));
    return { query, items, corrections: plan.corrections };
  }

  /**
   * Builds at once what searches would build when they first need it: postings, impacts of all terms, the order of the
   * words. For a server that shall answer its first customers quickly.
   */
  prepare(): void {
    this.postings.prepareAll();
    this.collection.words.inOrder();
  }

  /** How many documents match a query, and how many of them have each value of each facet. Looks at all of them. */
  count(query: string, { typos, also, ...filters }: Omit<SearchOptions, "k"> = {}): MatchCounts {
    this.postings.refresh();
    const plan = this.plan(query, { typos, also });
    const allowed = this.allowedBy(plan, filters);
    const mask = new Uint8Array(this.collection.documents.size);
    const total = markMatches(this.postings.segments, plan.weights.keys(), allowed, mask);
    return { total, facets: this.collection.attributes.countFacets(mask) };
  }

  /**
   * Which term gave which part of a document's score.
   *
   * @param query as it was searched for
   * @param id    of a document, found or not
   * @throws ValueError when no document has this id
   */
  explain(query: string, id: string, options: PlanOptions = {}): Explanation {
    const document = this.numberOf(id);
    if (document === undefined) throw new ValueError(`id must be that of a document, received ${JSON.stringify(id)}`);
    const { weights } = this.plan(query, options);
    return explainDocument(this.collection, this.settings, weights, document);
  }

  /**
   * A query that can be held against any document, found or not: for rankers that learn. Good until the index changes.
   *
   * @param query as it was typed
   */
  matcher(query: string, options: PlanOptions = {}): QueryMatcher {
    const { words, documents } = this.collection;
    const plan = this.plan(query, options);
    const instead = new Map(plan.corrections.map((one) => [one.word, one.instead[0]!]));
    const sequence = this.analyser.words(query).map((word) => words.lookUp(instead.get(word) ?? word) ?? UNKNOWN_TERM);
    return new QueryMatcher(documents, words, this.settings, { ...weighTerms(plan, words, this.size), sequence });
  }

  /** A text with the words marked that a query asks for: its pieces join to the text, normalised. They are no markup. */
  highlight(query: string, text: string, options: PlanOptions = {}): Fragment[] {
    const { weights } = this.plan(query, options);
    const wanted = (word: string): boolean => {
      const term = this.collection.words.lookUp(word);
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
    const { corrections } = this.plan(query, {});
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
    const table = this.collection.words;
    return wordsWithPrefix(table, prefix, k).map(({ word }) => [...words, table.words[word]!].join(" "));
  }

  /** Words of the documents that resemble a word, the likeliest first: fewest edits, then most frequent. */
  resembling(word: string, k = 10): string[] {
    requireInteger("k", k, 1);
    const table = this.collection.words;
    return nearestWords(table, word, k).map((one) => table.words[one.word]!);
  }

  /** Forgets deleted documents and their words for good. Done by itself when most documents are deleted. */
  compact(): void {
    this.postings.compact();
  }

  /** The tables of an index without deleted documents: what is saved. */
  tables(): CollectionTables {
    const { documents } = this.collection;
    if (documents.living < documents.size) this.compact();
    return this.collection;
  }

  /** An index over tables that were saved. */
  static fromTables(options: SearchIndexOptions, make: (index: SearchIndex) => CollectionTables): SearchIndex {
    const index = new SearchIndex(options);
    index.collection.restore(make(index));
    return index;
  }

  private numberOf(id: string): number | undefined {
    return this.collection.documents.numberOfId(id);
  }

  private plan(query: string, options: PlanOptions): QueryPlan {
    return planQuery(query, this.analyser, this.collection.words, options);
  }

  /** An empty heap; the last one where it fits, since most searches ask for equally many. */
  private roomFor(k: number): BestDocuments {
    if (this.best.k !== k) this.best = new BestDocuments(k);
    return this.best;
  }

  /** A mask of what may appear; undefined when everything may. */
  private allowedBy({ phrases }: QueryPlan, filters: SearchFilters): Uint8Array | undefined {
    const { documents, words } = this.collection;
    const filtered = filters.facets !== undefined || filters.ranges !== undefined || phrases.length > 0;
    if (!filtered) return this.size === documents.size ? undefined : documents.alive;
    const mask = this.collection.within(filters);
    for (const phrase of phrases) keepPhrase(phrase, mask, this.postings.segments, documents, words);
    return mask;
  }
}
