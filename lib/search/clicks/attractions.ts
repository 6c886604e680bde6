import type { PairNumbers } from "./click-page";

/** α of each pair of a query and a document that was seen, and one for all others. */
export class Attractions {
  /**
   * @param pairs  numbers of the pairs
   * @param values [pairs] α
   * @param mean   α of a pair that was never seen
   */
  constructor(
    private readonly pairs: PairNumbers,
    private readonly values: Float64Array,
    private readonly mean: number,
  ) {}

  /** α of a document for a query. */
  of(query: number, document: number): number {
    const pair = this.pairs.find(query, document);
    return pair === undefined ? this.mean : this.values[pair]!;
  }
}
