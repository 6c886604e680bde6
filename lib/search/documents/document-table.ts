import { ValueError } from "../../contracts";
import { GrowingUint32 } from "./growing";

/** The most words that one field of one document holds: counts of words are kept in 16 bits. */
export const MOST_WORDS = 65_535;

/**
 * The documents as they were added, in the order of adding. Each is a row of word numbers, field after field, which is
 * what postings are built from and phrases are checked in. A deleted document keeps its number until the index is
 * compacted.
 */
export class DocumentTable {
  /** Length of each field in words, stop words included: [documents × fields], row-major. */
  readonly lengths: GrowingUint32;
  /** Word numbers of all documents. */
  readonly stream: GrowingUint32;
  /** Where each document begins in the stream. */
  readonly starts = new GrowingUint32();
  /** Sum of the lengths of the living documents, for each field. */
  readonly totalLengths: Float64Array;
  alive = new Uint8Array(64);
  living = 0;
  private readonly numberOf = new Map<string, number>();

  /** @param texts stored texts: [documents × fields], row-major */
  constructor(
    readonly fieldCount: number,
    readonly ids: string[] = [],
    readonly texts: string[] = [],
    lengths?: Uint32Array,
    stream?: Uint32Array,
  ) {
    this.lengths = new GrowingUint32(lengths);
    this.stream = new GrowingUint32(stream);
    this.totalLengths = new Float64Array(fieldCount);
  }

  /** Documents ever added, deleted ones included. */
  get size(): number {
    return this.ids.length;
  }

  /** The number of a living document, or undefined. */
  numberOfId(id: string): number | undefined {
    return this.numberOf.get(id);
  }

  /**
   * Adds a document.
   *
   * @param id     its id, which no living document has
   * @param texts  [fields] what is stored
   * @param words  [fields] word numbers of each field
   * @throws ValueError when a field holds more than 65,535 words; nothing is changed then
   */
  add(id: string, texts: readonly string[], words: readonly (readonly number[])[]): number {
    for (const field of words) {
      if (field.length > MOST_WORDS) {
        throw new ValueError(`a field must hold at most ${MOST_WORDS} words, received ${field.length} in ${id}`);
      }
    }
    const document = this.ids.push(id) - 1;
    this.numberOf.set(id, document);
    this.starts.push(this.stream.length);
    words.forEach((field, f) => {
      this.lengths.push(field.length);
      this.totalLengths[f]! += field.length;
      for (const word of field) this.stream.push(word);
    });
    for (const text of texts) this.texts.push(text);
    if (document === this.alive.length) {
      const larger = new Uint8Array(2 * document);
      larger.set(this.alive);
      this.alive = larger;
    }
    this.alive[document] = 1;
    this.living++;
    return document;
  }

  /**
   * A table of saved documents, all of them living.
   *
   * @param ids     [documents] each once
   * @param texts   [documents × fields]
   * @param lengths [documents × fields] in words
   * @param stream  word numbers of all documents
   */
  static restore(
    fieldCount: number,
    ids: string[],
    texts: string[],
    lengths: Uint32Array,
    stream: Uint32Array,
  ): DocumentTable {
    const table = new DocumentTable(fieldCount, ids, texts, lengths, stream);
    table.alive = new Uint8Array(Math.max(64, ids.length)).fill(1, 0, ids.length);
    table.living = ids.length;
    let at = 0;
    for (let document = 0; document < ids.length; document++) {
      table.numberOf.set(ids[document]!, document);
      table.starts.push(at);
      for (let field = 0; field < fieldCount; field++) {
        const length = lengths[document * fieldCount + field]!;
        table.totalLengths[field]! += length;
        at += length;
      }
    }
    return table;
  }

  /** Marks a living document as deleted. */
  remove(document: number): void {
    this.alive[document] = 0;
    this.living--;
    this.numberOf.delete(this.ids[document]!);
    for (let f = 0; f < this.fieldCount; f++) this.totalLengths[f]! -= this.lengthOf(document, f);
  }

  /** Words in one field of a document. */
  lengthOf(document: number, field: number): number {
    return this.lengths.data[document * this.fieldCount + field]!;
  }

  /** Word numbers of a document, all fields one after the other. */
  streamOf(document: number): Uint32Array {
    const end = document + 1 < this.size ? this.starts.data[document + 1]! : this.stream.length;
    return this.stream.data.subarray(this.starts.data[document]!, end);
  }

  /** Word numbers of one field of a document. */
  wordsOf(document: number, field: number): Uint32Array {
    let start = this.starts.data[document]!;
    for (let f = 0; f < field; f++) start += this.lengthOf(document, f);
    return this.stream.data.subarray(start, start + this.lengthOf(document, field));
  }
}
