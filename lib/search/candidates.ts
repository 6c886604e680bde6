import type { BestDocuments } from "./best-documents";
import type { ImpactBytes } from "./impact-bytes";
import { kthLargest } from "./kth-largest";
import type { Segment } from "./segment";

/** Bounds are sums in another order than scores: this much more covers all rounding, so that none is left out. */
export const SLACK = 1 + 1e-9;

/**
 * Documents that can still be among the best, by rising number, each with the sum of what the terms read so far give it.
 * They and postings are read side by side from front to back, which is what memory is quickest at.
 */
export class Candidates {
  private documents = new Uint32Array(256);
  private sums = new Float64Array(256);
  private count = 0;
  private nextDocuments = new Uint32Array(256);
  private nextSums = new Float64Array(256);

  /**
   * Adds a term's part to all its documents, which become candidates where they are allowed, and drops those that what
   * is left cannot bring to the threshold.
   *
   * @param segment   postings
   * @param term      of which
   * @param idf       idf times weight in the query
   * @param allowed   by document, 0 for those that may not appear
   * @param rest      the most that the terms not yet read add together
   * @param threshold what a score must reach
   */
  merge(
    { termStarts, documents: posted, impacts }: Segment,
    term: number,
    idf: number,
    allowed: Uint8Array | undefined,
    rest: number,
    threshold: number,
  ): void {
    const end = termStarts[term + 1]!;
    let posting = termStarts[term]!;
    this.makeRoom(this.count + end - posting);
    const { documents, sums, count, nextDocuments, nextSums } = this;
    let from = 0;
    let to = 0;
    for (; posting < end; posting++) {
      const document = posted[posting]!;
      for (; from < count && documents[from]! < document; from++) {
        nextDocuments[to] = documents[from]!;
        nextSums[to++] = sums[from]!;
      }
      let sum = idf * impacts[posting]!;
      if (from < count && documents[from] === document) sum += sums[from++]!;
      else if (allowed !== undefined && allowed[document] === 0) continue;
      if ((sum + rest) * SLACK < threshold) continue;
      nextDocuments[to] = document;
      nextSums[to++] = sum;
    }
    for (; from < count; from++) {
      nextDocuments[to] = documents[from]!;
      nextSums[to++] = sums[from]!;
    }
    this.swap(to);
  }

  /**
   * As {@link merge} where most of the term's documents cannot come in by themselves: those that are candidates are
   * looked up, and of the rest only impacts are read.
   *
   * @param least what the impact of a document must reach that has none of the terms read before
   */
  mergeBest(
    segment: Segment,
    term: number,
    idf: number,
    allowed: Uint8Array | undefined,
    rest: number,
    threshold: number,
    least: number,
  ): void {
    this.lookUp(segment, term, idf, rest, threshold);
    const { termStarts, documents: posted, impacts } = segment;
    const end = termStarts[term + 1]!;
    this.makeRoom(this.count + end - termStarts[term]!);
    const { documents, sums, count, nextDocuments, nextSums } = this;
    let from = 0;
    let to = 0;
    for (let posting = termStarts[term]!; posting < end; posting++) {
      if (impacts[posting]! < least) continue;
      const document = posted[posting]!;
      for (; from < count && documents[from]! < document; from++) {
        nextDocuments[to] = documents[from]!;
        nextSums[to++] = sums[from]!;
      }
      if (from < count && documents[from] === document) continue;
      if (allowed !== undefined && allowed[document] === 0) continue;
      nextDocuments[to] = document;
      nextSums[to++] = idf * impacts[posting]!;
    }
    for (; from < count; from++) {
      nextDocuments[to] = documents[from]!;
      nextSums[to++] = sums[from]!;
    }
    this.swap(to);
  }

  /** As {@link merge}, but no document becomes a candidate that is none: the postings between are skipped. */
  lookUp(
    { from, termStarts, documents: posted, impacts, skips, bytes }: Segment,
    term: number,
    idf: number,
    rest: number,
    threshold: number,
  ): void {
    const ofTerm = bytes.get(term);
    if (ofTerm !== undefined) this.keepHopeful(ofTerm, from, idf, rest, threshold);
    const { documents, sums, count } = this;
    const end = termStarts[term + 1]!;
    const firstBucket = skips.starts[term]!;
    const shift = skips.shifts[term]!;
    let posting = termStarts[term]!;
    let kept = 0;
    for (let n = 0; n < count; n++) {
      const document = documents[n]!;
      const start = skips.postings[firstBucket + ((document - from) >>> shift)]!;
      posting = seek(posted, start > posting ? start : posting, end, document);
      let sum = sums[n]!;
      if (posting < end && posted[posting] === document) sum += idf * impacts[posting]!;
      if ((sum + rest) * SLACK < threshold) continue;
      documents[kept] = document;
      sums[kept++] = sum;
    }
    this.count = kept;
  }

  /** Drops the candidates that a term, by its bytes, and what is left cannot bring to the threshold. */
  private keepHopeful({ steps, step }: ImpactBytes, from: number, idf: number, rest: number, threshold: number): void {
    const { documents, sums, count } = this;
    const each = idf * step;
    let kept = 0;
    for (let n = 0; n < count; n++) {
      const document = documents[n]!;
      const sum = sums[n]!;
      if ((sum + each * steps[document - from]! + rest) * SLACK < threshold) continue;
      documents[kept] = document;
      sums[kept++] = sum;
    }
    this.count = kept;
  }

  /** Drops the candidates that what is left cannot bring to the threshold. */
  prune(rest: number, threshold: number): void {
    const { documents, sums, count } = this;
    let kept = 0;
    for (let n = 0; n < count; n++) {
      if ((sums[n]! + rest) * SLACK < threshold) continue;
      documents[kept] = documents[n]!;
      sums[kept++] = sums[n]!;
    }
    this.count = kept;
  }

  /** The k-th largest sum, or -Infinity while there are fewer candidates. */
  leastOfBest(k: number): number {
    const { sums, count } = this;
    return count < k ? -Infinity : kthLargest(sums, 0, count, k);
  }

  /** Offers all candidates and forgets them. */
  drainInto(best: BestDocuments): void {
    for (let n = 0; n < this.count; n++) best.offer(this.documents[n]!, this.sums[n]!);
    this.count = 0;
  }

  private makeRoom(size: number): void {
    if (size <= this.nextDocuments.length) return;
    this.nextDocuments = new Uint32Array(2 * size);
    this.nextSums = new Float64Array(2 * size);
  }

  private swap(count: number): void {
    [this.documents, this.nextDocuments] = [this.nextDocuments, this.documents];
    [this.sums, this.nextSums] = [this.nextSums, this.sums];
    this.count = count;
  }
}

/** The first posting from here on that is not before a document: a few steps, then they double until one is past it. */
function seek(posted: Uint32Array, from: number, end: number, document: number): number {
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
