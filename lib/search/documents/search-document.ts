/** A document as it is added to an index. */
export interface SearchDocument {
  readonly id: string;
  /** Text by field; a field that is left out is empty. */
  readonly fields: Readonly<Record<string, string>>;
  /** What it can be filtered and counted by: brand, colour, category. */
  readonly facets?: Readonly<Record<string, string>>;
  /** What it can be limited by from below and above: price. */
  readonly numbers?: Readonly<Record<string, number>>;
}
