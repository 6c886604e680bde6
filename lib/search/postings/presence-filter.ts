/** Bits for each posting of a term; between this and twice as many. */
const BITS_PER_POSTING = 16;
const LOG_OF_MOST_BITS = 26;

/**
 * For each term a few bits in which documents leave a mark, at their number modulo the count of bits: where there is no
 * mark the document does not have the term, which is told for fifteen of sixteen that do not. The bits of a rare term fit
 * into the fastest memory, where its postings are a walk away.
 *
 * @source Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors", CACM 13(7), 1970, with one hash
 */
export interface PresenceFilter {
  /** [terms] where each term's words begin */
  readonly starts: Uint32Array;
  /** [terms] count of bits, a power of two, less one */
  readonly masks: Uint32Array;
  /** [words] 32 bits each */
  readonly words: Uint32Array;
}

/**
 * Builds the filter of all terms.
 *
 * @param termStarts [terms + 1] where each term's postings begin
 * @param documents  [postings] document numbers
 */
export function buildPresenceFilter(termStarts: Uint32Array, documents: Uint32Array): PresenceFilter {
  const termCount = termStarts.length - 1;
  const starts = new Uint32Array(termCount);
  const masks = new Uint32Array(termCount);
  let size = 0;
  for (let term = 0; term < termCount; term++) {
    const bits = bitsFor(termStarts[term + 1]! - termStarts[term]!);
    starts[term] = size;
    masks[term] = bits - 1;
    size += bits >>> 5;
  }
  const words = new Uint32Array(size);
  for (let term = 0; term < termCount; term++) {
    const start = starts[term]!;
    const mask = masks[term]!;
    for (let posting = termStarts[term]!; posting < termStarts[term + 1]!; posting++) {
      const bit = documents[posting]! & mask;
      words[start + (bit >>> 5)]! |= 1 << (bit & 31);
    }
  }
  return { starts, masks, words };
}

/** A power of two from 32 on. */
function bitsFor(postings: number): number {
  const log = 32 - Math.clz32(Math.max(31, BITS_PER_POSTING * postings - 1));
  return 2 ** Math.min(LOG_OF_MOST_BITS, log);
}
