import type { SearchAnalyser } from "./search-analyser";
import { GrowingUint32 } from "./growing";

/** The term of a word that counts as none: a stop word. */
export const NO_TERM = 0xffffffff;

/**
 * The words that documents are written in, each with its number, the term it counts as, and how often it stands in the
 * documents that are there now. The analyser is asked once per distinct word, which is what makes indexing quick.
 */
export class WordTable {
  readonly words: string[] = [];
  readonly terms: string[] = [];
  private readonly numberOfWord = new Map<string, number>();
  private readonly numberOfTerm = new Map<string, number>();
  private readonly termOfWord = new GrowingUint32();
  private readonly occurrences = new GrowingUint32();
  private readonly documents = new GrowingUint32();
  /** Which document met each term last, so that a term counts once per document. */
  private readonly lastVisit = new GrowingUint32();
  private visits = 0;
  private sorted: Uint32Array = new Uint32Array(0);

  constructor(private readonly analyser: SearchAnalyser) {}

  /** The number of a word, which is new or not. */
  add(word: string): number {
    const known = this.numberOfWord.get(word);
    if (known !== undefined) return known;
    const term = this.analyser.term(word);
    this.numberOfWord.set(word, this.words.length);
    this.termOfWord.push(term === undefined ? NO_TERM : this.addTerm(term));
    this.occurrences.push(0);
    return this.words.push(word) - 1;
  }

  private addTerm(term: string): number {
    const known = this.numberOfTerm.get(term);
    if (known !== undefined) return known;
    this.numberOfTerm.set(term, this.terms.length);
    this.documents.push(0);
    this.lastVisit.push(0);
    return this.terms.push(term) - 1;
  }

  /** The number of the term that a word of a query counts as: {@link NO_TERM} for a stop word, undefined if unknown. */
  lookUp(word: string): number | undefined {
    const known = this.numberOfWord.get(word);
    if (known !== undefined) return this.termOfWord.data[known]!;
    const term = this.analyser.term(word);
    return term === undefined ? NO_TERM : this.numberOfTerm.get(term);
  }

  /** The term of a word, by numbers. */
  termOf(word: number): number {
    return this.termOfWord.data[word]!;
  }

  /** [words] the term of each word. */
  termsOfWords(): Uint32Array {
    return this.termOfWord.view();
  }

  /** How often a word stands in the documents that are there now. */
  occurrencesOf(word: number): number {
    return this.occurrences.data[word]!;
  }

  /** In how many of the documents that are there now a term stands. */
  documentsWith(term: number): number {
    return this.documents.data[term]!;
  }

  /**
   * Counts the words of a document (+1), or takes them back (-1).
   *
   * @param words numbers of all its words, with repeats
   */
  countDocument(words: Uint32Array, change: 1 | -1): void {
    this.visits++;
    for (const word of words) {
      this.occurrences.data[word]! += change;
      const term = this.termOfWord.data[word]!;
      if (term === NO_TERM || this.lastVisit.data[term] === this.visits) continue;
      this.lastVisit.data[term] = this.visits;
      this.documents.data[term]! += change;
    }
  }

  /** Numbers of all words, in code-unit order of the words: what a prefix is looked up in. */
  inOrder(): Uint32Array {
    if (this.sorted.length !== this.words.length) {
      const { words } = this;
      this.sorted = Uint32Array.from(words.keys()).sort((a, b) => (words[a]! < words[b]! ? -1 : 1));
    }
    return this.sorted;
  }
}
