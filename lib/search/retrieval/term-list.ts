import type { Segment } from "../postings/segment";

/**
 * The postings of a term in a segment, in which documents are looked up from front to back: what the term adds to a
 * document's score, exactly or at most.
 */
export class TermList {
  /** First posting and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** The most that the term adds to any document. */
  readonly most: number;
  /** What its tenth best document gets of it; 0 where there are fewer. */
  readonly tenth: number;
  private readonly posted: Uint32Array;
  private readonly impacts: Float64Array;
  private readonly buckets: Uint32Array;
  private readonly firstBucket: number;
  private readonly shift: number;
  private readonly from: number;
  /** Marks of the documents that may have the term. */
  private readonly marks: Uint32Array;
  private readonly firstMark: number;
  private readonly mask: number;
  /** No posting before this one can be asked for any more. */
  private cursor: number;

  /**
   * @param segment its impacts of the term are prepared
   * @param term    which the segment has
   * @param idf     idf times weight in the query
   */
  constructor(
    segment: Segment,
    term: number,
    readonly idf: number,
  ) {
    const { termStarts, documents, impacts, largestImpacts, tenthImpacts, skips, presence, from } = segment;
    this.start = this.cursor = termStarts[term]!;
    this.end = termStarts[term + 1]!;
    this.most = idf * largestImpacts[term]!;
    this.tenth = idf * tenthImpacts[term]!;
    this.posted = documents;
    this.impacts = impacts;
    this.buckets = skips.postings;
    this.firstBucket = skips.starts[term]!;
    this.shift = skips.shifts[term]!;
    this.from = from;
    this.marks = presence.words;
    this.firstMark = presence.starts[term]!;
    this.mask = presence.masks[term]!;
  }

  /** What the term adds to a document at most; 0 where it surely does not stand there. */
  mostOf(document: number): number {
    const bit = document & this.mask;
    return (this.marks[this.firstMark + (bit >>> 5)]! & (1 << (bit & 31))) === 0 ? 0 : this.most;
  }

  /** What the term adds to a document; 0 where it does not stand there. Documents must be asked for by rising number. */
  partOf(document: number): number {
    const posting = this.seek(document);
    return posting < 0 ? 0 : this.idf * this.impacts[posting]!;
  }

  /** Whether the term stands in a document. Documents must be asked for by rising number. */
  has(document: number): boolean {
    return this.mostOf(document) > 0 && this.seek(document) >= 0;
  }

  /** Documents may be asked for from the first again. */
  rewind(): void {
    this.cursor = this.start;
  }

  /** The posting of a document, or -1. */
  private seek(document: number): number {
    const { posted } = this;
    const bucket = this.buckets[this.firstBucket + ((document - this.from) >>> this.shift)]!;
    const posting = firstFrom(posted, bucket > this.cursor ? bucket : this.cursor, this.end, document);
    this.cursor = posting;
    return posting < this.end && posted[posting] === document ? posting : -1;
  }
}

/** The first posting from here on that is not before a document: a few steps, then they double until one is past it. */
function firstFrom(posted: Uint32Array, from: number, end: number, document: number): number {
  const near = Math.min(from + 8, end);
  for (; from < near; from++) if (posted[from]! >= document) return from;
  let step = 1;
  let low = from;
  while (low + step < end && posted[low + step]! < document) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, end);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (posted[middle]! < document) low = middle + 1;
    else high = middle;
  }
  return low;
}
