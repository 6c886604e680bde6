/** A bucket holds about so many postings where they lie evenly. */
const PER_BUCKET = 8;

/**
 * Where to begin looking for a document among the postings of a term: the documents of the segment are cut into equal
 * buckets, about one for every eight postings of the term, and for each bucket stands the first posting that is not
 * before it. So a look-up costs two readings and a few steps, however long the list is.
 */
export interface SkipTable {
  /** [terms + 1] where each term's buckets begin */
  readonly starts: Uint32Array;
  /** [terms] a bucket of the term holds 2^shift documents */
  readonly shifts: Uint8Array;
  /** [buckets] posting numbers */
  readonly postings: Uint32Array;
}

/**
 * Builds the table of all terms.
 *
 * @param termStarts [terms + 1] where each term's postings begin
 * @param documents  [postings] document numbers, rising within a term
 * @param from       first document of the segment
 * @param to         the one after the last
 */
export function buildSkipTable(termStarts: Uint32Array, documents: Uint32Array, from: number, to: number): SkipTable {
  const termCount = termStarts.length - 1;
  const starts = new Uint32Array(termCount + 1);
  const shifts = new Uint8Array(termCount);
  for (let term = 0; term < termCount; term++) {
    const postings = termStarts[term + 1]! - termStarts[term]!;
    const shift = bucketShift(to - from, postings);
    shifts[term] = shift;
    starts[term + 1] = starts[term]! + (postings === 0 ? 0 : ((to - from - 1) >>> shift) + 1);
  }
  const postings = new Uint32Array(starts[termCount]!);
  for (let term = 0; term < termCount; term++) {
    let posting = termStarts[term]!;
    const end = termStarts[term + 1]!;
    let border = from;
    for (let bucket = starts[term]!; bucket < starts[term + 1]!; bucket++) {
      while (posting < end && documents[posting]! < border) posting++;
      postings[bucket] = posting;
      border += 2 ** shifts[term]!;
    }
  }
  return { starts, shifts, postings };
}

/** The smallest shift that leaves no more buckets than a posting in {@link PER_BUCKET} each. */
function bucketShift(documents: number, postings: number): number {
  const buckets = Math.max(1, Math.floor(postings / PER_BUCKET));
  let shift = 0;
  while ((documents - 1) >>> shift >= buckets) shift++;
  return shift;
}
