/** A term gets bytes when it stands in one of so many documents at least: so they take this many bytes per posting at most. */
const ONE_IN = 32;

/**
 * Impacts of a frequent term by document, rounded up to one of 255 steps; 0 where the document does not have the term.
 * For a document in question they tell in one reading of a small array nearly how much the term can add, so that hardly
 * any has to be looked up among the postings.
 */
export interface ImpactBytes {
  /** [documents of the segment] */
  readonly steps: Uint8Array;
  /** What a step stands for: impact ≤ steps · step, but for rounding. */
  readonly step: number;
}

/** Whether a term with so many postings is worth it. */
export function deservesBytes(postings: number, documents: number): boolean {
  return postings >= 64 && postings * ONE_IN >= documents;
}

/**
 * Rounds the impacts of a term up.
 *
 * @param documents [postings] document numbers
 * @param impacts   [postings] of which those of the term
 * @param start     the term's first posting
 * @param end       the one after its last
 * @param largest   largest of its impacts, above 0
 * @param from      first document of the segment
 * @param to        the one after the last
 */
export function impactBytes(
  documents: Uint32Array,
  impacts: Float64Array,
  start: number,
  end: number,
  largest: number,
  from: number,
  to: number,
): ImpactBytes {
  const steps = new Uint8Array(to - from);
  for (let posting = start; posting < end; posting++) {
    steps[documents[posting]! - from] = Math.min(255, Math.ceil((impacts[posting]! / largest) * 255));
  }
  return { steps, step: largest / 255 };
}
