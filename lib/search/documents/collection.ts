import { ValueError } from "../../contracts";
import { AttributeTable, type SearchFilters } from "./attribute-table";
import { DocumentTable, MOST_WORDS } from "./document-table";
import type { SearchAnalyser } from "./search-analyser";
import type { SearchDocument } from "./search-document";
import { WordTable } from "./word-table";

/** What an index holds of its documents; postings are made from it. */
export interface CollectionTables {
  readonly documents: DocumentTable;
  readonly words: WordTable;
  readonly attributes: AttributeTable;
}

/** The documents of an index: they come and go by their ids, and are numbered in the order of adding. */
export class Collection implements CollectionTables {
  documents: DocumentTable;
  words: WordTable;
  attributes: AttributeTable;
  /** Rises whenever a document comes or goes. */
  changes = 0;
  /** Longest field ever added, in words. */
  longest = 0;

  constructor(
    readonly fieldNames: readonly string[],
    private readonly facets: readonly string[],
    private readonly numbers: readonly string[],
    private readonly analyser: SearchAnalyser,
  ) {
    this.documents = new DocumentTable(fieldNames.length);
    this.words = new WordTable(analyser);
    this.attributes = new AttributeTable(facets, numbers);
  }

  /** Documents that are there. */
  get size(): number {
    return this.documents.living;
  }

  /** @throws as `SearchIndex.add`; nothing is changed then */
  add(document: SearchDocument): void {
    const { id } = document;
    if (this.documents.numberOfId(id) !== undefined) {
      throw new ValueError(`document ${JSON.stringify(id)} is in the index: update replaces it`);
    }
    this.insert(document, this.cut(document));
  }

  /** @throws as `SearchIndex.update`; nothing is changed then */
  update(document: SearchDocument): void {
    const { id } = document;
    if (this.documents.numberOfId(id) === undefined) {
      throw new ValueError(`document ${JSON.stringify(id)} is not in the index: add puts it there`);
    }
    const cut = this.cut(document);
    this.delete(id);
    this.insert(document, cut);
  }

  /** False when there was none of this id. */
  delete(id: string): boolean {
    const document = this.documents.numberOfId(id);
    if (document === undefined) return false;
    this.documents.remove(document);
    this.words.countDocument(this.documents.streamOf(document), -1);
    this.changes++;
    return true;
  }

  /** A document as it was added, by its number. */
  documentOf(document: number): Required<SearchDocument> {
    return {
      id: this.documents.ids[document]!,
      fields: this.textsOf(document),
      facets: this.attributes.facetsOf(document),
      numbers: this.attributes.numbersOf(document),
    };
  }

  /** Its texts by field. */
  textsOf(document: number): Record<string, string> {
    const texts: Record<string, string> = {};
    let at = document * this.fieldNames.length;
    for (const name of this.fieldNames) texts[name] = this.documents.texts[at++]!;
    return texts;
  }

  /** Documents that are there, by number: those that filters let through. */
  within(filters: SearchFilters): Uint8Array {
    const mask = this.documents.alive.slice(0, this.documents.size);
    this.attributes.applyFilters(mask, filters);
    return mask;
  }

  /** Numbers the documents anew, without the deleted ones and their words. */
  compact(): void {
    const { documents: old, words, attributes, fieldNames } = this;
    this.documents = new DocumentTable(fieldNames.length);
    this.words = new WordTable(this.analyser);
    this.attributes = new AttributeTable(this.facets, this.numbers);
    this.longest = 0;
    for (let document = 0; document < old.size; document++) {
      if (old.alive[document] === 0) continue;
      const cut = fieldNames.map((_, field) =>
        Array.from(old.wordsOf(document, field), (word) => this.words.add(words.words[word]!)),
      );
      const texts = old.texts.slice(document * fieldNames.length, (document + 1) * fieldNames.length);
      this.append(old.ids[document]!, texts, cut, attributes.facetsOf(document), attributes.numbersOf(document));
    }
  }

  /** Takes the place of what is there. The words of all documents are counted here. */
  restore({ documents, words, attributes }: CollectionTables): void {
    this.documents = documents;
    this.words = words;
    this.attributes = attributes;
    for (let document = 0; document < documents.size; document++) words.countDocument(documents.streamOf(document), 1);
    this.longest = documents.lengths.view().reduce((longest, length) => Math.max(longest, length), 0);
    this.changes++;
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
    this.changes++;
  }
}
